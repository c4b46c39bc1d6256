import type { Command } from './command-line';
import { PublicationError } from './publication-error';

/** Asks the system; gives what it answers: the text as it is where that is wanted, else its JSON. @throws PublicationError that says what it refused, and why */
export async function ask({ url, method, path, body, token, what }: Command): Promise<unknown> {
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
    throw new PublicationError(`No system answers at ${url} (${cause}). Start it, or name its address with --url.`);
  }
  const text = await response.text();
  if (!response.ok) throw new PublicationError(`${problemIn(text)} (${url} answered ${response.status})`);
  if (what === 'canonical text') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PublicationError(`${url} answered, but not in JSON. Is that the address of the system?`);
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
