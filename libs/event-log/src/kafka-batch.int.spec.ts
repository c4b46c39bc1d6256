import { partitionKey } from '@careledger/contract';
import { BinaryCopy, createPool, transaction, write } from '@careledger/store';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { fixPartitions } from './deployment';
import { BatchContext, prepareBatch, readRecords, type PreparedBatch } from './kafka-batch';
import { promiseEnd } from './kafka-end';
import { KeptRecords } from './kafka-kept';
import { Marks } from './kafka-marks';
import type { KafkaRecord } from './kafka-record';
import { contact, controlSubmission } from './testing/case-events';

const NOON = Date.UTC(2024, 4, 1, 12) * 1_000;
const SECOND = 1_000_000;

/** What a batch makes of records, without a broker: here its clock can be wrong. */
describe('a batch of records', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 4);
    await fixPartitions(pool, 1, 1);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  /** Records from an offset on that the broker took at these instants. */
  function records(first: number, ...timestamps: number[]): KafkaRecord[] {
    return timestamps.map((timestamp, index) => {
      const event = contact(first + index);
      const [key, value] = [Buffer.from(partitionKey(event)), Buffer.from(JSON.stringify(event))];
      return { partition: 0, offset: first + index, timestamp, key, value, headers: {} };
    });
  }

  async function prepared(given: readonly KafkaRecord[], next: number): Promise<PreparedBatch> {
    const context = new BatchContext(pool, new Marks(Buffer.from('secret')), 1);
    const read = readRecords(given, context);
    const { head, known } = await context.look(0, read.candidates);
    return prepareBatch(read, known, { partition: 0, next, head }, new BinaryCopy(1 << 16));
  }

  const keep = ({ kept }: PreparedBatch): Promise<void> => {
    const records = new KeptRecords(kept, kept.head.next);
    return transaction(pool, (client) => write(client, records.writing([records]), false));
  };
  const promise = (next: number, now: number) =>
    transaction(pool, (client) => promiseEnd(client, new Map([[0, { first: 0, next }]]), now));
  const instants = async (): Promise<number[]> => {
    const { rows } = await pool.query<{ at: number }>('SELECT appended_at AS at FROM event ORDER BY "offset"');
    return rows.map(({ at }) => at);
  };

  it('has instants that never run backwards, where the clock of the broker does', async () => {
    await keep(await prepared(records(0, NOON, NOON - SECOND, NOON + SECOND), 3));
    await keep(await prepared(records(3, NOON - SECOND), 4));
    expect(await instants()).toEqual([NOON, NOON, NOON + SECOND, NOON + SECOND]);
  });

  it('has none below an end that was told, from where that end was', async () => {
    expect(await promise(1, NOON + 9 * SECOND)).toEqual({ positions: { 0: 1 }, at: NOON + 9 * SECOND });
    await keep(await prepared(records(0, NOON, NOON + SECOND), 2));
    await keep(await prepared(records(2, NOON + 2 * SECOND), 3));
    expect(await instants()).toEqual([NOON, NOON + 9 * SECOND, NOON + 9 * SECOND]);
    expect((await new BatchContext(pool, new Marks(Buffer.from('secret')), 1).head(0)).floors).toEqual([]);
  });

  it('is made again where an end is told meanwhile that it would belie', async () => {
    const batch = await prepared(records(0, NOON), 1);
    await promise(0, NOON + SECOND);
    await expect(keep(batch)).rejects.toThrow(/end of the log was asked for/);
    await keep(await prepared(records(0, NOON), 1));
    expect(await instants()).toEqual([NOON + SECOND]);
  });

  it('keeps the promise of an end that was told meanwhile, and that it does not belie', async () => {
    const batch = await prepared(records(0, NOON), 1);
    await promise(1, NOON + SECOND);
    await keep(batch);
    await keep(await prepared(records(1, NOON), 2));
    expect(await instants()).toEqual([NOON, NOON + SECOND]);
  });

  it('takes control events from this program alone, which marks them', async () => {
    const { event, payload } = controlSubmission();
    const [key, value] = [Buffer.from(partitionKey(event)), Buffer.from(payload)];
    const record = (offset: number, mark?: string): KafkaRecord => {
      const headers = mark === undefined ? {} : { 'careledger-control': mark };
      return { partition: 0, offset, timestamp: NOON, key, value, headers };
    };
    const right = new Marks(Buffer.from('secret')).make('control', key, value);
    const forged = new Marks(Buffer.from('guessed')).make('control', key, value);
    const stolen = new Marks(Buffer.from('secret')).make('historical', key, value);
    const batch = await prepared([record(0), record(1, forged), record(2, stolen), record(3, right)], 4);
    expect(batch.events.map(({ offset, event: { type } }) => [offset, type])).toEqual([
      [3, 'careledger.control.child-released'],
    ]);
    await keep(batch);
    const { rows } = await pool.query('SELECT "offset", field FROM dead_letter ORDER BY "offset"');
    expect(rows).toEqual([0, 1, 2].map((offset) => ({ offset, field: 'type' })));

    // A mark is no licence for what is no control event to the letter.
    const odd = Buffer.from(payload.replace('"reason"', '"reasons"'));
    const marked = new Marks(Buffer.from('secret')).make('control', key, odd);
    expect((await prepared([{ ...record(4, marked), value: odd }], 5)).events).toEqual([]);
  });

  it('is not kept where another process has kept it, or another with nothing to count', async () => {
    const [first, second] = [await prepared(records(0, NOON), 1), await prepared(records(0, NOON), 1)];
    const [empty, alsoEmpty] = [await prepared([], 1), await prepared([], 1)];
    await keep(first);
    await expect(keep(second)).rejects.toThrow();
    for (const late of [empty, alsoEmpty]) await expect(keep(late)).rejects.toThrow(/to 1 by another process/);
    expect(await instants()).toHaveLength(1);
  });
});
