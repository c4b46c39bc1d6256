import { AuditError } from './audit-error';
import type { Common } from './command-line';

/** Asks the system for JSON; gives what it answers. @throws AuditError that says what it refused, and why */
export async function ask<T>(common: Common, method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const text = (await answer(common, method, path, body)).content.toString();
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new AuditError(`${common.url} answered, but not in JSON. Is that the address of the system?`);
  }
}

/** Asks for a file. */
export function fetchFile(common: Common, path: string): Promise<{ content: Buffer; headers: Headers }> {
  return answer(common, 'GET', path);
}

async function answer(
  { url, token }: Common,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ content: Buffer; headers: Headers }> {
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message ?? 'no connection';
    throw new AuditError(`No system answers at ${url} (${cause}). Start it, or name its address with --url.`);
  }
  const content = Buffer.from(await response.arrayBuffer());
  if (response.ok) return { content, headers: response.headers };
  throw new AuditError(`${problemIn(content.toString())} (${url} answered ${response.status})`);
}

/** What a problem says, for people. */
function problemIn(text: string): string {
  try {
    const { title, detail } = JSON.parse(text) as { title?: unknown; detail?: unknown };
    const words = [title, detail].filter((word) => typeof word === 'string');
    if (words.length > 0) return words.join(': ');
  } catch {
    // Not a problem document.
  }
  return 'It was refused';
}
