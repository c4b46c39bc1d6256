import { cellOf } from '@careledger/measures';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { createPool } from './database';
import { LedgerDirectory } from './directories';
import { transaction } from './transaction';

jest.setTimeout(60_000);

let database: TestDatabase;
let pool: Pool;

beforeEach(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 8);
});

afterEach(async () => {
  await pool.end();
  await database.drop();
});

const cells = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => cellOf({ gender: `g${from + index}`, ageBand: `a${from + index}` }));

it('reads what is there without waiting for who has it locked', async () => {
  const [first, second] = [await LedgerDirectory.open(pool), await LedgerDirectory.open(pool)];
  const there = cells(0, 10);
  await first.register(there);
  await transaction(pool, async (other) => {
    await other.query('SELECT FROM cell FOR UPDATE');
    await other.query('SELECT FROM breakdown_group FOR UPDATE');
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('it waits')), 3_000).unref());
    await Promise.race([second.register(there), late]);
  });
  expect(there.map((cell) => second.cell(cell))).toEqual(there.map((cell) => first.cell(cell)));
  expect(second.cell(there[0]!)?.groups).toHaveLength(3);
});

it('lets many add the same at once, each in an order of its own', async () => {
  const directories = await Promise.all(Array.from({ length: 6 }, () => LedgerDirectory.open(pool)));
  for (let round = 0; round < 3; round++) {
    const wanted = cells(1_000 * round, 200);
    const backwards = [...wanted].reverse();
    await Promise.all(directories.map((each, index) => each.register(index % 2 === 0 ? wanted : backwards)));
    const numbers = directories.map((each) => wanted.map((cell) => each.cell(cell)));
    for (const others of numbers) expect(others).toEqual(numbers[0]);
    expect(new Set(numbers[0]?.map((stored) => stored?.id)).size).toBe(wanted.length);
  }
});
