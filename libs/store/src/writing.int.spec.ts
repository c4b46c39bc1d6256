import type { Pool } from 'pg';
import { emptyDatabase, type TestDatabase } from '../../../test/support/database';
import type { RowTable } from './add-rows';
import { BinaryCopy } from './copy-binary';
import { createPool } from './database';
import { exchange, type Answer, type Statement } from './exchange';
import { transaction } from './transaction';
import { withClient } from './with-client';
import { together, write } from './writing';

const ROWS: RowTable = {
  table: 'kept',
  columns: {
    offset: 'bigint',
    small: 'smallint',
    number: 'integer',
    at: 'timestamptz',
    day: 'date',
    payload: 'text',
    salt: 'bytea',
  },
};

const add = (name: string, number: number): Statement => ({
  name,
  text: 'INSERT INTO kept (number) VALUES ($1)',
  values: [number],
});
const numbers: Statement = { name: 'numbers', text: 'SELECT number FROM kept ORDER BY number', values: [], asks: true };

describe('what is written in one exchange with the database', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeEach(async () => {
    database = await emptyDatabase();
    pool = createPool(database.url, 2);
    await pool.query(
      `CREATE TABLE kept ("offset" bigint, small smallint, number integer PRIMARY KEY, at timestamptz, day date, payload text, salt bytea)`,
    );
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const kept = async (): Promise<unknown[]> => (await pool.query<object>('SELECT * FROM kept ORDER BY number')).rows;

  it('is answered statement by statement, with values as all queries have them', async () => {
    const typed: Statement = {
      name: 'typed',
      text: `SELECT $1::bigint AS big, date '1970-01-02' AS day, timestamptz '1970-01-01Z' AS at, '\\x01ff'::bytea AS salt, NULL AS nothing`,
      values: [2 ** 40],
      asks: true,
    };
    await withClient(pool, async (client) => {
      // Twice, so that what was prepared serves again, also within one exchange.
      for (const number of [1, 3]) {
        const answers = await exchange(client, [add('add', number), typed, add('add', number + 1), numbers]);
        expect(answers).toEqual([
          [],
          [{ big: 2 ** 40, day: 1, at: 0, salt: Buffer.from([1, 255]), nothing: null }],
          [],
          Array.from({ length: number + 1 }, (_, place) => ({ number: place + 1 })),
        ]);
      }
    });
  });

  it('ends with the first statement that fails: none behind it is executed, not even without a transaction', async () => {
    const answers: Answer[] = [];
    const failing = withClient(pool, (client) =>
      exchange(
        client,
        [add('add', 1), numbers, add('add', 1), { name: 'commit', text: 'COMMIT', values: [] }],
        answers,
      ),
    );
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(answers).toEqual([[], [{ number: 1 }]]);
    expect(await kept()).toEqual([]);
  });

  it('has the same rows as a COPY', async () => {
    const rows = (from: number): BinaryCopy => {
      const copy = new BinaryCopy(64);
      for (let number = from; number < from + 3; number++) {
        copy
          .row(7)
          .int8(-(2 ** 45) - number)
          .int2(-number)
          .int4(number)
          .timestamptz(number * 1e12);
        copy
          .date(20_000 + number)
          .text('é'.repeat(number))
          .bytea(Buffer.alloc(number * 9, number));
      }
      return copy;
    };
    const steps = [{ into: ROWS, copies: [rows(0), new BinaryCopy(64), rows(3)] }];
    await transaction(pool, (client) => write(client, { steps }, true));
    const copied = await kept();
    await pool.query('DELETE FROM kept');
    await transaction(pool, (client) => write(client, { steps }, false));
    expect(copied).toHaveLength(6);
    expect(await kept()).toEqual(copied);
  });

  it.each([true, false])(
    'is given up for what its check says, rather than for what failed after it (bulk: %s)',
    async (bulk) => {
      const asked: Answer[] = [];
      const writing = together(
        { steps: [add('add', 1)] },
        {
          steps: [numbers],
          check: ([answer = []]) => {
            asked.push(answer);
            throw new Error('overtaken');
          },
        },
        { steps: [add('add', 1)] },
      );
      await expect(transaction(pool, (client) => write(client, writing, bulk))).rejects.toThrow('overtaken');
      expect(asked).toEqual([[{ number: 1 }]]);
      expect(await kept()).toEqual([]);
    },
  );
});
