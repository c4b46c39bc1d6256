import { createReadStream } from 'node:fs';
import type { ReadFile, Reader } from './engine/read-file';
import type { YearNaming } from './engine/return-year';
import { importFiles, inFile, type Keeping, type Surroundings } from './import-files';
import type { ImportSummary } from './import-summary';
import { IntakeClient } from './intake-client';
import { findReturnFiles, refuseMisreadYear, refuseUnfinishedYears, type ReturnFile } from './return-files';
import { readReturnCsv, readReturnXml } from './ssda903/read-return';
import { SSDA903 } from './ssda903/source';

export interface ImportOptions extends Keeping {
  /** The folder with the files. */
  readonly folder: string;
  /** Address of the running system. */
  readonly url: string;
  readonly yearNaming: YearNaming;
}

/** Imports the looked-after-children returns of a folder, as CSV files or XML. Throws an ImportError where it cannot be done. */
export async function importReturns(options: ImportOptions, around: Surroundings): Promise<ImportSummary> {
  const { files, withoutEvents, others } = findReturnFiles(options.folder, options.yearNaming);
  if (withoutEvents.length > 0) {
    around.say(`Not read, because the events have no place for what they say: ${withoutEvents.sort().join(', ')}.`);
  }
  if (others.length > 0) around.say(`Not read, because they are no tables of the return: ${others.sort().join(', ')}.`);
  const read = (reader: Reader) => readFiles(files, options.yearNaming, reader);
  return importFiles(SSDA903, read, options, around, new IntakeClient(options.url, around.say));
}

async function* readFiles(files: readonly ReturnFile[], naming: YearNaming, reader: Reader): AsyncGenerator<ReadFile> {
  refuseUnfinishedYears(files, reader.firstVersion, reader.now);
  for (const { name, path, year, kind } of files) {
    const file = { name, year, open: () => createReadStream(path) };
    const reading = kind === 'xml' ? readReturnXml(file, reader) : readReturnCsv(file, kind, reader);
    const read = await inFile(name, reading);
    refuseMisreadYear(name, year, read.ends, naming);
    yield read;
  }
}
