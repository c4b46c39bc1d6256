import { parseDay, parseMonth } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { JournalLog } from '@careledger/event-log';
import { FigureReader } from '@careledger/figures';
import { ServiceLogger } from '@careledger/logging';
import { measureNamed, NEWEST, type Measure } from '@careledger/measures';
import { createPool, LedgerDirectory, ledgerRules } from '@careledger/store';
import type { Pool } from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { sampleHistory } from '../../../../test/histories';
import { LedgerCommits } from '../ledger-commits';
import { LedgerProjection } from '../ledger-projection';
import { runProjector, type RunningProjector } from '../run-projector';
import { rebuild, type RebuildOptions, type RebuildReport } from './rebuild';

const PARTITIONS = 2;
jest.setTimeout(120_000);

let serial = 0;
function contact(): CaseEvent {
  const id = `e-${++serial}`;
  return {
    specversion: '1.0',
    id,
    source: '/test/case-system',
    type: 'csc.contact.received',
    subject: `child-${String(serial % 40).padStart(6, '0')}`,
    authority: '841',
    recordedtime: '2020-06-01T09:00:00Z',
    data: { id, receivedOn: '2020-06-01' },
  };
}

describe('a rebuild', () => {
  let database: TestDatabase;
  let pool: Pool;
  let log: JournalLog;
  let running: RunningProjector | undefined;
  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 6);
    log = await JournalLog.open({ pool, partitions: PARTITIONS });
    await ledgerRules(pool);
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await log.close();
    await pool.end();
    await database.drop();
  });

  const append = (events: readonly CaseEvent[]) =>
    log.append(
      events.map((event) => ({ event, payload: JSON.stringify(event) })),
      { historical: false },
    );

  /** A history is in the log and in the ledger, the latter in small batches. */
  async function projected(): Promise<void> {
    await append(sampleHistory(11, 6, 2).map(({ event }) => event));
    const directory = await LedgerDirectory.open(pool);
    const commits = new LedgerCommits(pool);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const projection = new LedgerProjection(pool, directory, partition, commits);
      const { rows } = await pool.query<{ offset: number; appendedAt: number; payload: string }>(
        `SELECT "offset", appended_at AS "appendedAt", payload FROM event WHERE partition = $1 ORDER BY "offset"`,
        [partition],
      );
      for (let from = 0; from < rows.length; from += 50) {
        const events = rows.slice(from, from + 50).map(({ payload, ...place }) => {
          return { partition, ...place, event: JSON.parse(payload) as CaseEvent };
        });
        await projection.apply({ partition, events, next: from + events.length });
      }
    }
  }

  const run = (options: Partial<RebuildOptions> = {}): Promise<RebuildReport> =>
    rebuild({ url: database.url, mend: false, keep: false, progress: () => undefined, ...options });

  async function everything(schema = 'public'): Promise<Record<string, unknown[]>> {
    const read = async (text: string) => (await pool.query(text)).rows as unknown[];
    return {
      postings: await read(`SELECT * FROM ${schema}.posting ORDER BY partition, number`),
      children: await read(`SELECT * FROM ${schema}.child ORDER BY partition, child`),
      positions: await read(`SELECT * FROM ${schema}.projector_position ORDER BY partition`),
      spans: await read(`SELECT * FROM ${schema}.posting_span ORDER BY partition, known_month`),
      balances: await read(
        `SELECT * FROM ${schema}.balance WHERE numerator <> 0 OR denominator <> 0
          ORDER BY authority, account, grp, known_month, month, partition`,
      ),
    };
  }

  async function schemas(): Promise<string[]> {
    const { rows } = await pool.query<{ nspname: string }>(
      `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'generation%' ORDER BY 1`,
    );
    return rows.map(({ nspname }) => nspname);
  }

  it('comes to the same ledger, with the same digests, and takes its place', async () => {
    await projected();
    const before = await everything();
    const report = await run();
    expect(report).toMatchObject({ generation: 1, differing: 0, outcome: 'live', kept: null });
    for (const { digest, rows } of report.tables) {
      expect(digest.rebuilt).toBe(digest.live);
      expect(rows.rebuilt).toBe(rows.live);
    }
    expect(report.tables.find(({ table }) => table === 'posting')?.rows.live).toBe(before['postings']?.length);
    expect(await everything()).toEqual(before);
    expect(await schemas()).toEqual([]);
    // The tables are like those that were there, to the names of their indexes.
    const { rows } = await pool.query<{ name: string; fillfactor: string[] | null }>(
      `SELECT relname AS name, (SELECT reloptions FROM pg_class WHERE relname = 'balance' AND relnamespace = 'public'::regnamespace) AS fillfactor
         FROM pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
          AND relname IN ('posting_pkey', 'posting_by_day', 'child_pkey', 'child_by_subject', 'balance_pkey', 'posting_span_pkey', 'parked_child_pkey', 'projector_position_pkey')`,
    );
    expect(rows).toHaveLength(8);
    expect(rows[0]?.fillfactor).toEqual(['fillfactor=70']);
  });

  it('keeps the old tables where it is told to, and can be done again', async () => {
    await projected();
    const before = await everything();
    expect(await run({ keep: true })).toMatchObject({ generation: 1, kept: 'generation_0' });
    expect(await everything('generation_0')).toEqual(before);
    expect(await run()).toMatchObject({ generation: 2, differing: 0, kept: null });
    expect(await everything()).toEqual(before);
    expect(await schemas()).toEqual(['generation_0']);
  });

  it('lists what was tampered with, and mends it only when it is told to', async () => {
    await projected();
    const right = await everything();
    await pool.query(`UPDATE posting SET numerator = numerator + 1 WHERE partition = 0 AND number = 7`);
    await pool.query(`DELETE FROM posting WHERE partition = 1 AND number = 3`);
    await pool.query(`INSERT INTO posting SELECT 900000, cause, child, known_at, day, numerator, denominator, cell, account, authority, partition, rulebook
                        FROM posting WHERE partition = 1 AND number = 4`);
    await pool.query(
      `UPDATE balance SET numerator = numerator + 5 WHERE ctid = (SELECT ctid FROM balance ORDER BY ctid LIMIT 1)`,
    );
    const tampered = await everything();

    const report = await run();
    expect(report).toMatchObject({ differing: 4, outcome: 'thrown away' });
    const postings = report.tables.find(({ table }) => table === 'posting');
    expect(postings?.digest.live).not.toBe(postings?.digest.rebuilt);
    expect(postings?.differences.map(({ live, rebuilt }) => [live !== null, rebuilt !== null])).toEqual([
      [true, true],
      [false, true],
      [true, false],
    ]);
    expect(postings?.differences[2]?.live).toMatch(/^\(900000,/);
    expect(await everything()).toEqual(tampered);
    expect(await schemas()).toEqual([]);

    expect(await run({ mend: true })).toMatchObject({ differing: 4, outcome: 'live' });
    expect(await everything()).toEqual(right);
    expect(await run()).toMatchObject({ differing: 0 });
  });

  it('leaves nothing behind where it is interrupted, and there is but one at a time', async () => {
    await projected();
    const before = await everything();
    const first = run({
      progress: () => {
        throw new Error('interrupted');
      },
    });
    const second = run();
    const outcomes = await Promise.allSettled([first, second]);
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(1);
    expect(await schemas()).toEqual([]);
    expect(await everything()).toEqual(before);
    // One that was killed leaves its tables; the next begins by throwing them away.
    await pool.query(`INSERT INTO generation (number, state) VALUES (50, 'filling')`);
    await pool.query('CREATE SCHEMA generation_50');
    await pool.query('CREATE TABLE generation_50.posting (LIKE posting)');
    expect(await run()).toMatchObject({ generation: 51, differing: 0, outcome: 'live' });
    expect(await schemas()).toEqual([]);
  });

  it('does not begin where the ledger has a rulebook that the program does not know', async () => {
    await projected();
    await pool.query(`UPDATE deployment SET value = '2' WHERE name = 'rulebook'`);
    await expect(run()).rejects.toThrow('does not know rulebook 2');
    expect(await schemas()).toEqual([]);
  });

  it('switches over while events come and readers read: no figure falls back, none fails', async () => {
    running = await runProjector({
      url: database.url,
      kafka: undefined,
      anchors: undefined,
      logger: new ServiceLogger('test', 'text', ['error', 'fatal']),
      onDone: () => undefined,
    });
    await append(sampleHistory(12, 6, 2).map(({ event }) => event));
    await append(Array.from({ length: 200 }, contact));
    let isOver = false;
    const emitting = (async () => {
      while (!isOver) {
        await append(Array.from({ length: 10 }, contact));
        await wait(5);
      }
    })();
    const seen: number[][] = [];
    const reading = Promise.all(
      [0, 1, 2].map(async (reader) => {
        const figures = new FigureReader(pool);
        const measure = measureNamed('contacts-received') as Measure;
        const month = parseMonth('2020-06');
        const mine: number[] = [];
        seen[reader] = mine;
        while (!isOver) {
          const { points } = await figures.series({
            measure,
            authority: '841',
            grain: 'month',
            from: month,
            to: month,
            today: parseDay('2024-01-01'),
          });
          mine.push(points[0]?.numerator ?? 0);
        }
      }),
    );
    await wait(300);
    const reports = [await run(), await run()];
    await wait(300);
    isOver = true;
    await Promise.all([emitting, reading]);
    for (const report of reports) expect(report).toMatchObject({ differing: 0, outcome: 'live' });
    for (const mine of seen) {
      expect(mine.length).toBeGreaterThan(10);
      expect(mine).toEqual([...mine].sort((a, b) => a - b));
    }
    // Everything that was sent is in the figures of the generation that is live now.
    const { positions } = await log.end();
    for (let attempt = 0; attempt < 200; attempt++) {
      const { rows } = await pool.query<{ next: number }>(
        'SELECT next_offset AS next FROM projector_position ORDER BY partition',
      );
      if (rows.every(({ next }, partition) => next === positions[partition])) break;
      await wait(50);
    }
    const { rows } = await pool.query<{ posted: number; sent: number }>(
      `SELECT (SELECT sum(numerator) FROM posting JOIN account a ON a.id = account WHERE measure = 'contacts-received' AND authority = 841 AND day = '2020-06-01')::int AS posted,
              (SELECT count(*) FROM event WHERE payload LIKE '%csc.contact.received%' AND payload LIKE '%/test/case-system%')::int AS sent`,
    );
    expect(rows[0]?.posted).toBeGreaterThanOrEqual(rows[0]?.sent ?? Infinity);
    expect((await run()).differing).toBe(0);
    expect(NEWEST.version).toBe(3);
  });
});
