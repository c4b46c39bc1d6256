import { createHash } from 'node:crypto';
import type { Instant } from '@careledger/calendar';
import { createPool } from '@careledger/store';
import { Client, type Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { LogUnavailable } from './event-log';
import { JournalLog } from './journal-log';
import { contact, contacts, submission } from './testing/case-events';
import { describeEventLog } from './testing/conformance';
import { contentOf, Received } from './testing/received';

const LIVE = { historical: false };

jest.setTimeout(30_000);

let database: TestDatabase;
const pools: Pool[] = [];

function newPool(): Pool {
  const pool = createPool(database.url, 6);
  pools.push(pool);
  return pool;
}

beforeAll(async () => {
  database = await freshDatabase();
});

afterEach(async () => {
  const pool = newPool();
  await pool.query(`TRUNCATE event, log_partition; DELETE FROM deployment`);
  await Promise.all(pools.splice(0).map((each) => each.end()));
});

afterAll(() => database.drop());

describeEventLog('the journal', (partitions) =>
  Promise.resolve({
    open: (clock?: () => Instant) => JournalLog.open({ pool: newPool(), partitions, ...(clock && { clock }) }),
    takesClock: true,
    store: undefined,
    seesAllRepetitions: true,
    remove: () => Promise.resolve(),
  }),
);

describe('the journal', () => {
  let log: JournalLog;
  let pool: Pool;

  beforeEach(async () => {
    pool = newPool();
    log = await JournalLog.open({ pool });
  });

  afterEach(() => log.close());

  it('has two partitions where nothing is said, and keeps the number that it was created with', async () => {
    expect(log.partitions).toBe(2);
    await expect(JournalLog.open({ pool, partitions: 4 })).rejects.toThrow(
      /created with 2 partitions and cannot have 4/,
    );
    expect((await JournalLog.open({ pool, partitions: 2 })).partitions).toBe(2);
    await expect(JournalLog.open({ pool, partitions: 0 })).rejects.toThrow(RangeError);
  });

  it('chains the commitments with place and instant, so that the chain verifies without payloads', async () => {
    for (let round = 0; round < 4; round++) await log.append(contacts(50, round * 50), LIVE);
    const { rows } = await pool.query<Row>(
      `SELECT partition, payload, salt, commitment, chain, int8send("offset") || timestamptz_send(appended_at) AS place
         FROM event ORDER BY partition, "offset"`,
    );
    const chains = new Map<number, Buffer>();
    for (const row of rows) {
      expect(row.commitment).toEqual(sha256(row.salt, Buffer.from(row.payload, 'utf8')));
      const chain = sha256(chains.get(row.partition) ?? Buffer.alloc(0), row.commitment, row.place);
      expect(row.chain).toEqual(chain);
      chains.set(row.partition, chain);
    }
    expect(new Set(rows.map(({ salt }) => salt.toString('hex'))).size).toBe(200);
    const heads = await pool.query<{ partition: number; chain_head: Buffer }>('SELECT * FROM log_partition');
    for (const { partition, chain_head } of heads.rows) expect(chain_head).toEqual(chains.get(partition));
  });

  it('keeps the words of the emitter as they are', async () => {
    const payload = `{ "id" : "e-1",${JSON.stringify(contact(1)).slice(1)}`;
    await log.append([{ event: contact(1), payload }], LIVE);
    const { rows } = await pool.query<Row>('SELECT payload FROM event');
    expect(rows[0]!.payload).toBe(payload);
  });

  it('writes calls that come together in one transaction', async () => {
    await log.append(contacts(1), LIVE);
    await Promise.all(Array.from({ length: 200 }, (_, index) => log.append(contacts(1, index + 1), LIVE)));
    const { rows } = await pool.query<{ count: number }>('SELECT count(DISTINCT xmin::text) FROM event');
    expect(rows[0]!.count).toBeLessThanOrEqual(3);
  });

  it('does not let what cannot be stored fail what came with it', async () => {
    const good = log.append(contacts(3), LIVE);
    const bad = log.append([{ event: contact(10), payload: 'no \0 in text' }], LIVE);
    const better = log.append(contacts(3, 3), LIVE);
    await expect(bad).rejects.toThrow(/invalid byte sequence/);
    expect([...(await good), ...(await better)].map(({ outcome }) => outcome)).toEqual(Array(6).fill('accepted'));
    for (const events of await contentOf(log))
      expect(events.map(({ offset }) => offset)).toEqual(events.map((_, i) => i));
  });

  it('looks at the event itself where only the keys are the same', async () => {
    await log.append(contacts(1), LIVE);
    const stranger = submission(contact(2, { subject: 'a-stranger' }));
    await pool.query('UPDATE event SET payload = $1', [stranger.payload]);
    expect(await log.append(contacts(1), LIVE)).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('does not take in again what was erased, and hands over what follows', async () => {
    await log.append(contacts(40), LIVE);
    await pool.query('UPDATE event SET payload = NULL, salt = NULL WHERE "offset" = 0 OR "offset" >= 5');
    expect((await log.append(contacts(40), LIVE)).every(({ outcome }) => outcome === 'duplicate')).toBe(true);
    const received = new Received(log, { partitions: [0], maxBatch: 5 });
    await received.count(4);
    const { positions } = await log.end();
    while (received.batches[received.batches.length - 1]!.next < positions[0]!) await pause(5);
    await received.stop();
    expect(received.events.map(({ offset }) => offset)).toEqual([1, 2, 3, 4]);
  });

  it('says the end only when an append that holds the partition is through', async () => {
    const holder = await pool.connect();
    await holder.query('BEGIN; SELECT * FROM log_partition WHERE partition = 1 FOR UPDATE');
    let answered = false;
    const end = log.end().finally(() => (answered = true));
    await pause(100);
    expect(answered).toBe(false);
    const { rows } = await holder.query<{ now: Instant }>('SELECT clock_timestamp() AS now');
    await holder.query('UPDATE log_partition SET next_offset = 7 WHERE partition = 1; COMMIT');
    holder.release();
    const { positions, at } = await end;
    expect(positions).toEqual({ 0: 0, 1: 7 });
    expect(at).toBeGreaterThan(rows[0]!.now);
  });

  describe('when connections are lost', () => {
    const cutOff = async (): Promise<void> => {
      const operator = new Client({ connectionString: database.url });
      await operator.connect();
      await operator.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await operator.end();
    };

    it('consumers go on, and are woken again', async () => {
      const received = new Received(log);
      await log.append(contacts(10), LIVE);
      await received.count(10);
      await cutOff();
      await pause(20);
      await log.append(contacts(10, 10), LIVE);
      await received.count(20);
      await pause(300); // by then it listens again
      const started = performance.now();
      for (let number = 20; number < 30; number++) {
        await log.append(contacts(1, number), LIVE);
        await received.count(number + 1);
      }
      expect(performance.now() - started).toBeLessThan(2_000);
      await received.stop();
    });

    it('an append that was under way is refused as LogUnavailable, and can be repeated', async () => {
      const holder = new Client({ connectionString: database.url });
      holder.on('error', () => undefined);
      await holder.connect();
      await holder.query('BEGIN; LOCK log_partition');
      const append = log.append(contacts(10), LIVE).catch((error: unknown) => error);
      await pause(50);
      await cutOff();
      expect(await append).toBeInstanceOf(LogUnavailable);
      expect((await log.append(contacts(10), LIVE)).every(({ outcome }) => outcome === 'accepted')).toBe(true);
    });

    it('every call says LogUnavailable where nobody listens at the address', async () => {
      const nowhere = createPool('postgres://nobody@127.0.0.1:9/none', 2);
      await expect(JournalLog.open({ pool: nowhere })).rejects.toBeInstanceOf(LogUnavailable);
      await nowhere.end();
    });
  });
});

interface Row {
  partition: number;
  payload: string;
  salt: Buffer;
  commitment: Buffer;
  chain: Buffer;
  place: Buffer;
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
