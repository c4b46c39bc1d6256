import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, EmbeddedPostgresError } from './errors';

/**
 * The password of the database, made at the first start and kept in the data folder, readable by its owner alone.
 * Of several processes that start at once all get the same one.
 */
export function databasePassword(dataDir: string): string {
  const kept = join(dataDir, 'password');
  try {
    return readFileSync(kept, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'EACCES') {
      throw new EmbeddedPostgresError(
        `The file ${kept} may not be read: it belongs to the account that made the data folder. Start as that account.`,
      );
    }
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  // A link appears whole or not at all, and never replaces another's.
  const beside = `${kept}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(beside, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(beside, kept);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  return readFileSync(kept, 'utf8').trim();
}
