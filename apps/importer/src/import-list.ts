import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { EventType } from '@careledger/contract';
import { importFiles, inFile, type Keeping, type Surroundings } from './import-files';
import type { ImportSummary } from './import-summary';
import { IntakeClient } from './intake-client';
import { readList } from './lists/read-list';
import { LISTS } from './lists/source';
import { mustBeFile } from './named-file';

export interface ListImport extends Keeping {
  readonly path: string;
  readonly type: EventType;
  /** What the list is called: importing it again takes the place of what it said. */
  readonly list: string;
  /** Address of the running system. */
  readonly url: string;
}

/** Imports a list of events of one type. Throws an ImportError where it cannot be done. */
export async function importList(options: ListImport, around: Surroundings): Promise<ImportSummary> {
  const { path, type, list, authority, url } = options;
  mustBeFile(path);
  const file = { name: basename(path), list, type, authority, open: () => createReadStream(path) };
  return importFiles(
    LISTS,
    async function* (reader) {
      yield await inFile(file.name, readList(file, reader));
    },
    options,
    around,
    new IntakeClient(url, around.say),
  );
}
