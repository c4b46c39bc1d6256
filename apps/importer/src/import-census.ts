import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { readCensus } from './cin/read-census';
import { CIN_CENSUS } from './cin/source';
import { importFiles, inFile, type Keeping, type Surroundings } from './import-files';
import type { ImportSummary } from './import-summary';
import { IntakeClient } from './intake-client';
import { mustBeFile } from './named-file';

export interface CensusImport extends Keeping {
  readonly path: string;
  /** Address of the running system. */
  readonly url: string;
}

/** Imports the children-in-need census of a year. Throws an ImportError where it cannot be done. */
export async function importCensus(options: CensusImport, around: Surroundings): Promise<ImportSummary> {
  const { path, authority, url } = options;
  mustBeFile(path);
  const file = { name: basename(path), authority, open: () => createReadStream(path) };
  return importFiles(
    CIN_CENSUS,
    async function* (reader) {
      yield await inFile(file.name, readCensus(file, reader));
    },
    options,
    around,
    new IntakeClient(url, around.say),
  );
}
