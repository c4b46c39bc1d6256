import { CommandError } from './command-error';

/** What is asked of the running system. */
export interface Request {
  /** Its address. */
  readonly url: string;
  /** Who asks; nobody where there is none. */
  readonly token?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** What it answered. */
export interface Answer {
  readonly content: Buffer;
  readonly headers: Headers;
}

/** Asks the system for whatever it gives. @throws CommandError that says what it refused, and why */
export async function ask({ url, token, method, path, body }: Request): Promise<Answer> {
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
    throw new CommandError(`No system answers at ${url} (${cause}). Start it, or name its address with --url.`);
  }
  const content = Buffer.from(await response.arrayBuffer());
  if (response.ok) return { content, headers: response.headers };
  throw new CommandError(`${problemIn(content.toString())} (${url} answered ${response.status})`);
}

/** The same for JSON. */
export async function askForJson<T = unknown>(request: Request): Promise<T> {
  const { content } = await ask(request);
  try {
    return JSON.parse(content.toString()) as T;
  } catch {
    throw new CommandError(`${request.url} answered, but not in JSON. Is that the address of the system?`);
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
