import { createPool } from '@careledger/store';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';

const KEPT = 'kept-columns.csv';
const SCHEMAS = ['careledger_internal', 'careledger_publication'];

describe('the columns that other tools read', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 1);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('are those that are kept: a report that somebody made goes on working', async () => {
    const { rows } = await pool.query<{ line: string }>(
      `SELECT concat_ws(',', table_schema, table_name, column_name, data_type) AS line
         FROM information_schema.columns WHERE table_schema = ANY ($1)
        ORDER BY table_schema COLLATE "C", table_name COLLATE "C", ordinal_position`,
      [SCHEMAS],
    );
    const kept = readFileSync(join(__dirname, KEPT), 'utf8').trim().split('\n').slice(1);
    // Columns may be added at the end of a view, and to this list; what stands in it never changes.
    expect(rows.map(({ line }) => line)).toEqual(kept);
  });

  it('each say in the database what they hold', async () => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT format('%s.%s', c.oid::regclass, coalesce(a.attname, '')) AS name
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY ($1)
         JOIN (SELECT attrelid, attnum, attname FROM pg_attribute WHERE attnum > 0
                UNION ALL SELECT oid, 0, NULL FROM pg_class) AS a ON a.attrelid = c.oid
        WHERE c.relkind = 'v' AND col_description(c.oid, a.attnum) IS NULL AND (a.attnum > 0 OR obj_description(c.oid) IS NULL)`,
      [SCHEMAS],
    );
    expect(rows).toEqual([]);
  });
});
