import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '@careledger/store';
import type { Pool } from 'pg';
import { BenchError } from './bench-error';
import type { Places } from './places';

/** Where the database of a run is. */
export interface DatabaseOfRun {
  readonly places: Places;
  /** Undefined where it is the program's own. */
  readonly databaseUrl?: string;
}

/** Lends connections to the database of a run; one of the running program's own is found as an operator's client finds it. */
export async function withProgramDatabase<T>(
  { places, databaseUrl }: DatabaseOfRun,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  return withDatabase(databaseUrl ?? urlOf(places), work);
}

/** What our own sessions are called. */
export const OURS = 'careledger bench';

/** As many as a log has partitions, as a rule: the floor writes all of them at once. */
const CONNECTIONS = 8;

/** Lends connections to a database, and closes them. */
export async function withDatabase<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(url, CONNECTIONS, { applicationName: OURS });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Port and password lie in the folder. */
function urlOf({ databaseDir }: Places): string {
  try {
    const password = readFileSync(join(databaseDir, 'password'), 'utf8').trim();
    const [, , , port] = readFileSync(join(databaseDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    return `postgres://careledger:${password}@127.0.0.1:${Number(port)}/careledger`;
  } catch (error) {
    throw new BenchError(
      `The program's database is not found: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
