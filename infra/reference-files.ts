// The files of libs/reference/data as the module that the programs carry with them: lines, so that a change can be read.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DATA = path.join(__dirname, '..', 'libs', 'reference', 'data');

/** The lines of every file of reference data, by its name. */
export function referenceFiles(): Record<string, string[]> {
  const names = readdirSync(DATA)
    .filter((name) => name.endsWith('.csv'))
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(DATA, name), 'utf8').split('\n')]));
}

/** How the module is written. */
export function moduleText(files: Record<string, string[]>): string {
  return `${JSON.stringify(files, null, 2)}\n`;
}
