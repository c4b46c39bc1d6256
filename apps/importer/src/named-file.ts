import { statSync } from 'node:fs';
import { ImportError } from './import-error';

/** Throws an ImportError where there is no such file. */
export function mustBeFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new ImportError(`${path} cannot be read as a file. Name the file that is to be imported.`);
}
