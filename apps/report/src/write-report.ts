import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ask, CommandError } from '@careledger/command-line';
import { ENDINGS, type Command, type Ending } from './command-line';

/** What became of a form of the report. */
export interface Written {
  readonly ending: Ending;
  /** Undefined where it was not written. */
  readonly file: string | undefined;
  /** Why it was not. */
  readonly why: string | undefined;
}

/**
 * Has the report made in all its forms and writes them into the folder. A PDF that the system cannot make is told, and no reason to
 * do without the others.
 * @throws CommandError where another form is refused, or the folder cannot be written to
 */
export async function writeReport(command: Command): Promise<Written[]> {
  const written: Written[] = [];
  for (const ending of ENDINGS) written.push(await writeForm(command, ending));
  return written;
}

async function writeForm({ url, token, out, name, path: of }: Command, ending: Ending): Promise<Written> {
  const content = await ask({ url, token, method: 'GET', path: of(ending) }).then(
    (answer) => answer.content,
    (error: unknown) => {
      if (ending === 'pdf' && error instanceof CommandError) return error;
      throw error;
    },
  );
  if (content instanceof CommandError) return { ending, file: undefined, why: content.message };
  const file = path.join(out, `${name}.${ending}`);
  try {
    await mkdir(out, { recursive: true });
    await writeFile(file, content);
  } catch (error) {
    throw new CommandError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { ending, file, why: undefined };
}

/** What was written, a line each. */
export function told(written: readonly Written[]): string {
  return written.map(({ ending, file, why }) => file ?? `No ${ending.toUpperCase()}: ${why ?? ''}`).join('\n');
}
