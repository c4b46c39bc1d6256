import { parseDay, parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { JournalLog, PositionMoved, type LogBatch } from '@careledger/event-log';
import { NEWEST } from '@careledger/measures';
import { createPool, emptyLedger, LedgerDirectory, ledgerRules } from '@careledger/store';
import type { Pool } from 'pg';
import { freshDatabase } from '../../../test/support/database';
import { LedgerCommits } from './ledger-commits';
import { LedgerProjection } from './ledger-projection';

const SUBJECTS = ['child-ada-0001', 'child-ben-0002'];

let serial = 0;
function event(type: string, subject: string, data: object, recordedtime = '2020-06-01T09:00:00Z'): CaseEvent {
  const id = `e-${++serial}`;
  const source = '/test/case-system';
  return {
    specversion: '1.0',
    id,
    source,
    type: `csc.${type}`,
    subject,
    authority: '841',
    recordedtime,
    data,
  } as CaseEvent;
}

describe('LedgerProjection', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let log: JournalLog;
  let directory: LedgerDirectory;

  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 6);
    log = await JournalLog.open({ pool, partitions: 1 });
    directory = await LedgerDirectory.open(pool);
  });

  afterEach(async () => {
    await log.close();
    await pool.end();
    await database.drop();
  });

  const projection = (booksKept?: number) =>
    new LedgerProjection(pool, directory, 0, new LedgerCommits(pool), booksKept);

  async function append(...events: CaseEvent[]): Promise<LogBatch> {
    const submissions = events.map((one) => ({ event: one, payload: JSON.stringify(one) }));
    const outcomes = await log.append(submissions, { historical: false });
    const first = outcomes.map((each) => ('offset' in each ? each.offset : Infinity)).reduce((a, b) => Math.min(a, b));
    const logged = events.map((one, i) => ({
      partition: 0,
      offset: first + i,
      appendedAt: parseInstant('2026-01-01T00:00:00Z') + first + i,
      event: one,
    }));
    return { partition: 0, events: logged, next: first + events.length };
  }

  async function sums(): Promise<Record<string, string>> {
    const { rows } = await pool.query<{ measure: string; numerator: number; denominator: number }>(
      `SELECT measure, sum(numerator) AS numerator, sum(denominator) AS denominator
         FROM posting JOIN account a ON a.id = account WHERE stream IN ('flow', 'level') GROUP BY measure`,
    );
    return Object.fromEntries(rows.map((row) => [row.measure, `${row.numerator}/${row.denominator}`]));
  }

  const referred = (subject: string) =>
    event('referral.received', subject, { id: 'r1', receivedOn: '2020-06-01', leadChild: true });
  const completed = (subject: string, on: string, recorded?: string) =>
    event('referral.completed', subject, { id: 'r1', completedOn: on }, recorded);

  it('posts the difference that each event makes, with its cause, numbered without gaps', async () => {
    const [ada] = SUBJECTS as [string];
    const one = projection();
    await one.apply(await append(referred(ada), completed(ada, '2020-06-02')));
    await one.apply(await append(completed(ada, '2020-06-05', '2020-06-06T09:00:00Z')));

    const { rows } = await pool.query<{ number: number; cause: number; day: number; numerator: number }>(
      `SELECT number, cause, day, numerator FROM posting JOIN account a ON a.id = account
        WHERE measure = 'referrals-completed-1wd' ORDER BY number`,
    );
    expect(rows.map(({ cause, day, numerator }) => ({ cause, day, numerator }))).toEqual([
      { cause: 1, day: parseDay('2020-06-02'), numerator: 1 },
      { cause: 2, day: parseDay('2020-06-02'), numerator: -1 },
      { cause: 2, day: parseDay('2020-06-05'), numerator: 0 },
    ]);
    const numbers = await pool.query<{ gaps: number; next: number; count: number }>(
      `SELECT max(number) - min(number) + 1 - count(*) AS gaps, count(*) AS count,
              (SELECT next_posting FROM projector_position WHERE partition = 0) AS next FROM posting`,
    );
    expect(numbers.rows[0]?.gaps).toBe(0);
    expect(numbers.rows[0]?.next).toBe(numbers.rows[0]?.count);
  });

  it('passes over a batch that was applied before, by this projector or another', async () => {
    const [ada] = SUBJECTS as [string];
    const batch = await append(referred(ada), completed(ada, '2020-06-02'));
    const one = projection();
    await one.apply(batch);
    const before = await sums();
    await one.apply(batch);
    await projection().apply(batch);
    expect(await sums()).toEqual(before);
  });

  it('goes on where another process has got to', async () => {
    const [ada, ben] = SUBJECTS as [string, string];
    const one = projection();
    const other = projection();
    await one.apply(await append(referred(ada)));
    const second = await append(referred(ben));
    await other.apply(second);
    const third = await append(completed(ben, '2020-06-02'));
    // The first projector still believes itself at offset 1: it is fenced off, asks again, and then counts only the new.
    await expect(one.apply({ ...third, events: [...second.events, ...third.events] })).rejects.toThrow(
      /another process/,
    );
    await one.apply({ ...third, events: [...second.events, ...third.events] });
    expect(await sums()).toMatchObject({ 'referrals-received': '2/0', 'referrals-completed-1wd': '1/1' });
  });

  it('takes no batch behind its position: a database that crashed may have lost what was before', async () => {
    const [ada, ben] = SUBJECTS as [string, string];
    await append(referred(ada));
    const second = await append(referred(ben));
    await expect(projection().apply({ ...second, from: 1 })).rejects.toThrow(PositionMoved);
    expect(await sums()).toEqual({});
  });

  it('writes a book anew from the event store when it is not in memory any more', async () => {
    const [ada, ben] = SUBJECTS as [string, string];
    const forgetful = projection(1);
    await forgetful.apply(await append(referred(ada)));
    await forgetful.apply(await append(referred(ben)));
    await forgetful.apply(await append(completed(ada, '2020-06-02')));
    await forgetful.apply(await append(completed(ben, '2020-06-09')));
    expect(await sums()).toMatchObject({ 'referrals-received': '2/0', 'referrals-completed-1wd': '1/2' });
  });

  it('parks a child that cannot be applied, keeps its earlier postings, and lets the others flow', async () => {
    const [ada, ben] = SUBJECTS as [string, string];
    const one = projection();
    await one.apply(await append(referred(ada)));
    const fromTheFuture = event('referral.received', ada, { id: 'r2', receivedOn: '2020-06-03' });
    const batch = await append(completed(ada, '2020-06-02'), fromTheFuture, referred(ben));
    const unknown = {
      ...batch.events[1]!,
      event: { ...fromTheFuture, type: 'csc.referral.dreamt' } as unknown as CaseEvent,
    };
    const report = await one.apply({ ...batch, events: [batch.events[0]!, unknown, batch.events[2]!] });
    expect(report.parked).toMatchObject([
      { since: 2, reason: expect.stringContaining('csc.referral.dreamt') as string },
    ]);

    await one.apply(await append(event('referral.received', ada, { id: 'r3', receivedOn: '2020-06-04' })));
    expect(await sums()).toMatchObject({ 'referrals-received': '2/0', 'referrals-completed-1wd': '1/1' });
    const { rows } = await pool.query('SELECT authority, subject, since FROM parked_child');
    expect(rows).toEqual([{ authority: 841, subject: ada, since: 2 }]);
    // Another process knows it too.
    await projection().apply(await append(event('referral.received', ada, { id: 'r4', receivedOn: '2020-06-05' })));
    expect(await sums()).toMatchObject({ 'referrals-received': '2/0' });
  });

  it('keeps balances that are the sums of the postings, for the whole and each group', async () => {
    const [ada, ben] = SUBJECTS as [string, string];
    const one = projection();
    await one.apply(
      await append(
        event('child.described', ada, { birthMonth: '2015-03', gender: 'F' }),
        event('care.started', ada, { id: 'c1', startedOn: '2020-05-01', legalStatus: 'C2' }),
        event('care.started', ben, { id: 'c1', startedOn: '2020-05-20', legalStatus: 'C2' }),
        event('care.ended', ben, { id: 'c1', endedOn: '2020-07-20' }),
        event('record.retracted', ada, { entity: 'care', id: 'c1' }, '2020-06-02T09:00:00Z'),
      ),
    );
    const { rows } = await pool.query(
      `WITH from_postings AS (
         SELECT account, g.id AS grp, date_trunc('month', day)::date AS month, sum(numerator) AS n, sum(denominator) AS d
           FROM posting JOIN cell c ON c.id = cell
           JOIN breakdown_group g ON g.id = 0 OR c.groups ->> g.breakdown = g.key
          GROUP BY 1, 2, 3 HAVING sum(numerator) <> 0 OR sum(denominator) <> 0),
       from_balances AS (
         SELECT account, grp, month, sum(numerator) AS n, sum(denominator) AS d
           FROM balance GROUP BY 1, 2, 3 HAVING sum(numerator) <> 0 OR sum(denominator) <> 0)
       SELECT (SELECT count(*) FROM from_postings) AS lines,
              (SELECT count(*) FROM (TABLE from_postings EXCEPT TABLE from_balances) x) AS missing,
              (SELECT count(*) FROM (TABLE from_balances EXCEPT TABLE from_postings) x) AS surplus`,
    );
    expect(rows[0]).toMatchObject({ missing: 0, surplus: 0 });
    expect((rows[0] as { lines: number }).lines).toBeGreaterThan(10);
  });

  it('works the ledger out anew, to the same postings, where it was posted under a rulebook that is not known', async () => {
    const batch = await append(referred(SUBJECTS[0]!), referred(SUBJECTS[1]!));
    expect(await ledgerRules(pool)).toBe('known');
    await projection().apply(batch);
    expect(await ledgerRules(pool)).toBe('known');
    const postings = async () => (await pool.query('SELECT * FROM posting ORDER BY number')).rows as unknown[];
    const before = await postings();
    expect(before.length).toBeGreaterThan(0);

    await pool.query(`UPDATE deployment SET value = '0' WHERE name = 'rulebook'`);
    expect(await ledgerRules(pool)).toBe('unknown');
    await emptyLedger(pool, NEWEST.version);
    expect(await postings()).toEqual([]);
    expect(await ledgerRules(pool)).toBe('known');
    const anew = projection();
    expect(await anew.nextOffset()).toBe(0);
    await anew.apply(batch);
    expect(await postings()).toEqual(before);

    // A measure that the database has never heard of.
    await pool.query(`UPDATE account SET measure = 'contacts-of-old' WHERE measure = 'contacts-received'`);
    expect(await ledgerRules(pool)).toBe('unknown');
  });
});
