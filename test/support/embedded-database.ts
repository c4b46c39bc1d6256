import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { owner } from '../../libs/embedded-postgres/src/cluster';
import { runningPostmaster } from '../../libs/embedded-postgres/src/postmaster';

/** The history that a program without a fixture keeps its data under. */
export const REAL = 'real';

const clusterOf = (dataDir: string, history: string): string => join(dataDir, history, 'postgres');

/** Process id of the PostgreSQL that runs on this data folder (`DATA_DIR`), or undefined where none does. */
export function postgresPid(dataDir: string, history = REAL): number | undefined {
  return runningPostmaster(clusterOf(dataDir, history))?.pid;
}

/** Process ids of all PostgreSQL servers that run on this data folder, whatever the history. */
export function postgresPids(dataDir: string): number[] {
  const histories = existsSync(dataDir) ? readdirSync(dataDir) : [];
  return histories.map((history) => postgresPid(dataDir, history)).filter((pid) => pid !== undefined);
}

/** How to connect to the PostgreSQL that runs on this data folder. @throws Error where none does */
export function databaseUrl(dataDir: string, history = REAL): string {
  const server = runningPostmaster(clusterOf(dataDir, history));
  if (server === undefined) throw new Error(`No PostgreSQL runs on ${clusterOf(dataDir, history)}.`);
  const password = readFileSync(join(dataDir, history, 'password'), 'utf8').trim();
  return `postgres://${owner}:${password}@127.0.0.1:${server.port}/${owner}`;
}

/** What PostgreSQL wrote into its log on this data folder. */
export function databaseLog(dataDir: string, history = REAL): string {
  return readFileSync(join(dataDir, history, 'postgresql.log'), 'utf8');
}
