import { readFileSync } from 'node:fs';
import type { Command } from './command-line';
import { RepairError } from './repair-error';

/** Asks the system; gives what it answers. @throws RepairError that says what it refused, and why */
export async function ask(command: Command): Promise<unknown> {
  const { url, method, path, token, eventFile } = command;
  const body = eventFile === undefined ? command.body : { ...command.body, event: eventIn(eventFile) };
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
    throw new RepairError(`No system answers at ${url} (${cause}). Start it, or name its address with --url.`);
  }
  const text = await response.text();
  if (!response.ok) throw new RepairError(`${problemIn(text)} (${url} answered ${response.status})`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RepairError(`${url} answered, but not in JSON. Is that the address of the system?`);
  }
}

function eventIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    throw new RepairError(`${path} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
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
