import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '@careledger/store';
import type { Pool } from 'pg';
import { BenchError } from './bench-error';
import type { Places } from './places';

/** Lends connections to the database of the running program, as an operator's client finds it: port and password lie in its folder. */
export async function withProgramDatabase<T>(places: Places, work: (pool: Pool) => Promise<T>): Promise<T> {
  return withDatabase(urlOf(places), work);
}

/** Lends connections to a database, and closes them. */
export async function withDatabase<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createPool(url, 2, { applicationName: 'careledger bench' });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

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
