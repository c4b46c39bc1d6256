import { parseDay, parseInstant } from '@careledger/calendar';
import type { Pool } from 'pg';
import { emptyDatabase, type TestDatabase } from '../../../test/support/database';
import { createPool } from './database';
import { readRows } from './read-rows';
import { withClient } from './with-client';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await emptyDatabase();
  pool = createPool(database.url, 1);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const read = <T>(query: string, row: (values: Parameters<Parameters<typeof readRows>[2]>[0]) => T): Promise<T[]> =>
  withClient(pool, async (client) => {
    const found: T[] = [];
    await readRows(client, query, (values) => found.push(row(values)));
    return found;
  });

describe('readRows', () => {
  it('reads each type as it is', async () => {
    const query = `SELECT (-5)::int2, (-70000)::int4, (-9007199254740991)::int8, timestamptz '2021-01-15 09:00:00.000001Z', date '2020-02-29', 'é'::text, NULL::bytea, ''::bytea`;
    const rows = await read(query, (row) => [
      ...[row.int2(), row.int4(), row.int8(), row.timestamptz(), row.date()],
      ...[row.bytes()?.toString('utf8'), row.bytes(), row.bytes()?.length],
    ]);
    expect(rows).toEqual([
      [
        ...[-5, -70000, -9007199254740991, parseInstant('2021-01-15T09:00:00.000001Z'), parseDay('2020-02-29')],
        ...['é', null, 0],
      ],
    ]);
  });

  it('reads rows that are longer than what comes at once, and none at all', async () => {
    const query = `SELECT n, repeat('x', n * 1000) FROM generate_series(0, 300) n`;
    const rows = await read(query, (row) => [row.int4(), row.bytes()?.length]);
    expect(rows).toEqual(Array.from({ length: 301 }, (_, n) => [n, n * 1000]));
    expect(await read('SELECT 1 WHERE false', (row) => row.int4())).toEqual([]);
  });

  it('reads keys and truths, and says how many rows there were', async () => {
    const query = `SELECT (-9223372036854775808)::int8, true UNION ALL SELECT 9007199254740993, false`;
    const found: unknown[] = [];
    const rows = await withClient(pool, (client) =>
      readRows(client, query, (row) => found.push(row.bits(), row.bool())),
    );
    expect([rows, found]).toEqual([2, [-(2n ** 63n), true, 2n ** 53n + 1n, false]]);
  });

  it('leaves the connection to others where a row is refused', async () => {
    await withClient(pool, async (client) => {
      const refuse = () => {
        throw new TypeError('not this one');
      };
      const many = `SELECT n, repeat('x', 1000) FROM generate_series(1, 1000) n`;
      await expect(readRows(client, many, refuse)).rejects.toThrow('not this one');
      expect((await client.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });
  });

  it('refuses a bigint that a number does not hold, and says what the server says', async () => {
    await expect(read('SELECT 9007199254740993::int8', (row) => row.int8())).rejects.toThrow(RangeError);
    await expect(read('SELECT nothing', (row) => row.int4())).rejects.toThrow(/nothing/);
  });
});
