import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { withClient } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import { BenchError } from './bench-error';
import type { Closing } from './closing';
import { type CopiedRows, exportRows, RowReader } from './copied-rows';
import { settle, walBytes, WRITTEN_TABLES } from './ledger-facts';
import type { Places } from './places';
import { withDatabase } from './program-database';

type Table = (typeof WRITTEN_TABLES)[number];

/** What one partition of the run wrote, as files. */
export interface WrittenRows {
  readonly transactions: number;
  readonly tables: readonly { readonly table: Table; readonly copied: CopiedRows }[];
}

/** The order in which the rows were written. Of balances, which were written again and again, that in which they were new. */
const ORDER: Readonly<Record<Table, string>> = {
  event: '"offset"',
  child: 'child',
  posting: 'number',
  balance: 'known_month, authority, account, grp, month',
  posting_span: 'known_month',
};

/**
 * Exports all that the run wrote, partition by partition, cut into as many parts as the projector had batches there.
 * @param batches by partition
 */
export async function exportWritten(
  pool: Pool,
  batches: ReadonlyMap<number, number>,
  places: Places,
): Promise<WrittenRows[]> {
  mkdirSync(places.rows, { recursive: true });
  const written: WrittenRows[] = [];
  for (const [partition, transactions] of batches) {
    const tables = [];
    for (const table of WRITTEN_TABLES) {
      const where = `WHERE partition = ${partition}`;
      const { rows } = await pool.query<{ count: number }>(`SELECT count(*) AS count FROM ${table} ${where}`);
      const rowsInPart = Math.max(1, Math.ceil((rows[0]?.count ?? 0) / transactions));
      const query = `SELECT * FROM ${table} ${where} ORDER BY ${ORDER[table]}`;
      const path = join(places.rows, `${table}-${partition}`);
      tables.push({ table, copied: await withClient(pool, (client) => exportRows(client, query, rowsInPart, path)) });
    }
    written.push({ transactions, tables });
  }
  return written;
}

/** What it costs to write the same rows and do nothing else. */
export interface Floor {
  readonly seconds: number;
  readonly transactions: number;
  readonly rows: number;
  readonly walBytes: number;
}

/**
 * Copies the rows back, into empty tables like those that they come from, in the same cluster with the program's
 * settings: one connection a partition, all at once. The program must have stopped.
 */
export async function measureFloor(written: readonly WrittenRows[], places: Places, closing: Closing): Promise<Floor> {
  const starting = startEmbeddedPostgres({ dataDir: places.databaseDir });
  closing.add(() => starting.then((started) => started.stop()));
  const postgres = await starting;
  try {
    return await copyBack(postgres.url, written);
  } finally {
    await postgres.stop();
  }
}

/** The same on a server that runs. */
export function copyBack(url: string, written: readonly WrittenRows[]): Promise<Floor> {
  return withDatabase(url, (pool) => writeBack(pool, written));
}

async function writeBack(pool: Pool, written: readonly WrittenRows[]): Promise<Floor> {
  await withClient(pool, makeTables);
  await settle(pool);
  const walBefore = await walBytes(pool);
  const startedAt = performance.now();
  const rows = await Promise.all(written.map((partition) => withClient(pool, (client) => write(client, partition))));
  const seconds = (performance.now() - startedAt) / 1000;
  const floor = {
    seconds,
    transactions: written.reduce((sum, { transactions }) => sum + transactions, 0),
    rows: rows.reduce((sum, count) => sum + count, 0),
    walBytes: (await walBytes(pool)) - walBefore,
  };
  const expected = written.flatMap(({ tables }) => tables).reduce((sum, { copied }) => sum + copied.rows, 0);
  if (floor.rows !== expected) throw new BenchError(`The floor wrote ${floor.rows} rows; the run had ${expected}.`);
  return floor;
}

async function makeTables(client: ClientBase): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor');
  for (const table of WRITTEN_TABLES) {
    // LIKE takes over columns and indexes and leaves out the storage parameters.
    const { rows } = await client.query<{ parameters: string | null }>(
      `SELECT array_to_string(reloptions, ', ') AS parameters FROM pg_class WHERE oid = '${table}'::regclass`,
    );
    const parameters = rows[0]?.parameters;
    await client.query(
      `CREATE TABLE floor.${table} (LIKE public.${table} INCLUDING ALL) ${parameters ? `WITH (${parameters})` : ''}`,
    );
  }
}

async function write(client: ClientBase, { transactions, tables }: WrittenRows): Promise<number> {
  const readers = tables.map(({ table, copied }) => ({ table, reader: new RowReader(copied) }));
  try {
    let rows = 0;
    for (let part = 0; part < transactions; part++) {
      await client.query('BEGIN');
      for (const { table, reader } of readers) rows += await reader.copyPart(client, part, `floor.${table}`);
      await client.query('COMMIT');
    }
    return rows;
  } finally {
    for (const { reader } of readers) reader.close();
  }
}
