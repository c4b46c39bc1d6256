import type { DataFolder } from './data-folder';
import { typescript } from './data-folder';
import { Program } from './running-system';

/** The last line of the summary's table: what became of all files together. */
export interface Totals {
  readonly rows: number;
  readonly leftOut: number;
  readonly made: number;
  readonly sent: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
}

/** Runs the importer's command line as a process. @throws Error where it ends with a failure */
export async function importing(
  folder: DataFolder,
  words: readonly string[],
): Promise<{ readonly totals: Totals; readonly output: string }> {
  const importer = new Program(folder, [...typescript('apps/importer/src/main.ts'), ...words], {});
  const { code } = await importer.ended;
  if (code !== 0) throw new Error(`The importer ended with ${code}.\n${importer.said}`);
  const line = /^all +(.*)$/m.exec(importer.output)?.[1] ?? '';
  const [rows, leftOut, , made, sent, accepted, duplicates, refused] = line.split(/ +/).map(Number);
  return { totals: { rows, leftOut, made, sent, accepted, duplicates, refused } as Totals, output: importer.output };
}
