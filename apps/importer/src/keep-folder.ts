import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const FORMER = '.import';

/**
 * Where the authorities' keys and the importer's journals are kept: beside the data, so that the command line and the upload use
 * the same. An installation that began with `.import`, where they were kept formerly, goes on with it.
 */
export function keepFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const folder = resolve(environment['DATA_DIR'] ?? '.data', 'import');
  const former = resolve(FORMER);
  return !existsSync(folder) && existsSync(former) ? former : folder;
}
