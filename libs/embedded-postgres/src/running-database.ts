import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { clusterExists, owner } from './cluster';
import { EmbeddedPostgresError, messageOf } from './errors';
import { runningPostmaster } from './postmaster';

/** Whether a database was ever made in the folder. */
export function hasDatabase(dataDir: string): boolean {
  return clusterExists(join(resolve(dataDir), 'postgres'));
}

/**
 * How to connect to the PostgreSQL that somebody else runs on the data folder: who only reads need not own it.
 * @returns postgres://… with the password in it: not for logs; undefined where none runs
 * @throws EmbeddedPostgresError where one runs and its password may not be read
 */
export function runningDatabase(dataDir: string): string | undefined {
  const folder = resolve(dataDir);
  const server = runningPostmaster(join(folder, 'postgres'));
  if (server?.status !== 'ready') return undefined;
  const kept = join(folder, 'password');
  try {
    return `postgres://${owner}:${readFileSync(kept, 'utf8').trim()}@127.0.0.1:${server.port}/${owner}`;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The file ${kept} cannot be read (${messageOf(error)}): it is for the account that made the data folder. Start as that account.`,
    );
  }
}
