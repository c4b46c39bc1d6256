import { randomBytes } from 'node:crypto';
import { openDatabase } from '@careledger/store';
import { Client } from 'pg';

export interface TestDatabase {
  url: string;
  /** Removes the database, cutting off who is still connected. */
  drop(): Promise<void>;
}

/**
 * An empty database of its own with all tables, for one test file of the `int` project:
 * `beforeAll(async () => { database = await freshDatabase(); })`, `afterAll(() => database.drop())`.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const database = await emptyDatabase();
  await (await openDatabase(database.url)).destroy();
  return database;
}

/** The same without tables. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('No test PostgreSQL: name the file *.int.spec.ts, so that Jest starts one.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
