import { verifyChains } from '@careledger/chains';
import type { CaseEvent } from '@careledger/contract';
import { sampleHistory, withRecordedTimes } from '../../../test/histories';
import { PlayedLog } from './testing/played-log';

const ADA = 'child-ada-0001';
const BEN = 'child-ben-0002';
/** Stands in whatever the events of Ada say that names something. */
const MARK = 'mark4ada';

describe('an erased child', () => {
  let played: PlayedLog;
  beforeEach(async () => {
    played = await PlayedLog.open();
  });
  afterEach(() => played.close());

  const referral = (subject: string, id: string, on = '2020-06-01') =>
    played.event('referral.received', subject, { id, receivedOn: on, leadChild: true }, `${subject}/${id}`);
  const care = (subject: string, id: string, on = '2020-07-01') =>
    played.event('care.started', subject, { id, startedOn: on, legalStatus: 'C2' }, `${subject}/${id}`);

  /** What the postings add up to, by account, day and cell: of all of them, or of those known before an event. */
  async function sums(before?: number): Promise<Record<string, unknown>[]> {
    const { rows } = await played.pool.query<Record<string, unknown>>(
      `SELECT account, day, cell, sum(numerator) AS numerator, sum(denominator) AS denominator FROM posting
        WHERE $1::bigint IS NULL OR known_at < (SELECT appended_at FROM event WHERE "offset" = $1)
        GROUP BY 1, 2, 3 HAVING sum(numerator) <> 0 OR sum(denominator) <> 0 ORDER BY 1, 2, 3`,
      [before ?? null],
    );
    return rows;
  }

  /** Balances that are not the sums of their postings. */
  async function wrongBalances(): Promise<unknown[]> {
    const { rows } = await played.pool.query<object>(
      `WITH added AS (
         SELECT account, date_trunc('month', known_at AT TIME ZONE 'UTC')::date AS known_month, date_trunc('month', day)::date AS month,
                sum(numerator) AS numerator, sum(denominator) AS denominator
           FROM posting GROUP BY 1, 2, 3)
       SELECT * FROM added a FULL JOIN (SELECT * FROM balance WHERE grp = 0) b USING (account, known_month, month)
        WHERE coalesce(a.numerator, 0) <> coalesce(b.numerator, 0) OR coalesce(a.denominator, 0) <> coalesce(b.denominator, 0)`,
    );
    return rows;
  }

  /** What `npm run verify:chain` would find. */
  async function brokenLinks(): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const finding of verifyChains(played.pool, { anchors: [] })) found.push(finding);
    return found;
  }

  /** Where in any table there is a text, in whatever column; in bytes too. */
  async function placesOf(text: string): Promise<string[]> {
    const { rows: tables } = await played.pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await played.pool.query(
        `SELECT FROM ${name} AS row WHERE strpos(row::text, $1) > 0 OR strpos(row::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0`,
        [text],
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  }

  it('is in no table any more, and the chain holds', async () => {
    await referral(ADA, `${MARK}-r1`); // 0
    await referral(BEN, 'r1'); // 1
    await care(ADA, `${MARK}-c1`); // 2
    await played.project();
    const { rows: keys } = await played.pool.query<{ key: string }>(
      'SELECT child_key::text AS key FROM event WHERE "offset" = 0',
    );
    const sealed = await played.pool.query<{ chain: Buffer }>('SELECT chain FROM event ORDER BY "offset"');
    expect((await placesOf(ADA)).sort()).toEqual(['child', 'event']);

    await played.erase(ADA, 0); // 3
    await played.project();
    expect(await placesOf(ADA)).toEqual([]);
    expect(await placesOf(MARK)).toEqual([]);
    expect(await placesOf(keys[0]?.key ?? ADA)).toEqual([]);
    expect(await brokenLinks()).toEqual([]);
    const { rows: links } = await played.pool.query<{ chain: Buffer }>(
      'SELECT chain FROM event ORDER BY "offset" LIMIT 3',
    );
    expect(links).toEqual(sealed.rows);
    const { rows } = await played.pool.query<{ n: number }>(
      'SELECT count(*) AS n FROM event WHERE payload IS NULL AND salt IS NULL',
    );
    expect(rows).toEqual([{ n: 2 }]);
    expect(await played.children()).toMatchObject([
      { child: 0, subject: 'erased:0:0' },
      { child: 1, subject: BEN },
    ]);
    const { rows: register } = await played.pool.query(
      'SELECT subject, state, counts, partition, "offset" FROM erasure',
    );
    expect(register).toEqual([
      {
        ...{ subject: null, state: 'done', partition: 0, offset: 3 },
        counts: {
          events: 2,
          refusals: 0,
          deadLetters: 0,
          readings: 0,
          seals: 0,
          postings: expect.any(Number) as number,
        },
      },
    ]);
  });

  it('counts in the figures as known before, and no more in those of today', async () => {
    await referral(BEN, 'r1'); // 0
    await care(BEN, 'c1'); // 1
    await played.project();
    const without = await sums();
    await referral(ADA, 'r1'); // 2
    await care(ADA, 'c1'); // 3
    await played.project();
    const withAda = await sums();
    expect(withAda).not.toEqual(without);
    const before = await played.postings();

    const erasure = await played.erase(ADA, 2); // 4
    await played.project();
    expect(await sums()).toEqual(without);
    expect(await sums(erasure)).toEqual(withAda);
    const after = await played.postings();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after.slice(before.length).map(({ cause, child }) => `${String(cause)} ${String(child)}`))).toEqual(
      new Set([`${erasure} 2`]),
    );
    expect(await wrongBalances()).toEqual([]);
  });

  it.each([
    [1, 2], // what the log has already is erased with the others, and not met again
    [2, 3],
    [1_000, 3],
  ])('is erased with all that comes before and after in batches of %i', async (batch, later) => {
    await referral(BEN, 'r1'); // 0
    await played.project();
    const without = await sums();
    await referral(ADA, `${MARK}-r1`); // 1
    await referral(ADA, `${MARK}-r2`, '2020-06-02'); // 2
    await played.erase(ADA, 1); // 3
    await referral(ADA, `${MARK}-r3`, '2020-06-03'); // 4
    await played.project(batch);
    await referral(ADA, `${MARK}-r4`, '2020-06-04'); // 5
    await played.project(batch);
    played.restart();
    await referral(ADA, `${MARK}-r5`, '2020-06-05'); // 6
    await played.project(batch);
    expect(await sums()).toEqual(without);
    expect(await placesOf(ADA)).toEqual([]);
    expect(await placesOf(MARK)).toEqual([]);
    expect(await brokenLinks()).toEqual([]);
    expect(await played.pool.query('SELECT arrived_later AS later FROM erasure')).toMatchObject({
      rows: [{ later }],
    });
    expect(await wrongBalances()).toEqual([]);
  });

  it('is erased while its events wait, with what was decided about them', async () => {
    await referral(BEN, 'r1'); // 0
    await played.project();
    const without = await sums();
    played.faulty.add(`${ADA}/r2`);
    await referral(ADA, 'r1'); // 1
    await referral(ADA, 'r2'); // 2
    await referral(ADA, 'r3'); // 3
    await played.project();
    await played.act('event-discarded', ADA, { since: 2, offset: 3 }); // 4
    await played.project();
    expect(await played.parked()).toMatchObject([{ subject: ADA, since: 2 }]);
    await played.erase(ADA, 1); // 5
    await played.project();
    expect(await played.parked()).toEqual([]);
    expect(await sums()).toEqual(without);
    expect(await placesOf(ADA)).toEqual([]);
    expect(await brokenLinks()).toEqual([]);
  });

  it('is named by no audit any more', async () => {
    await referral(ADA, 'r1'); // 0
    await played.project();
    await played.pool.query(
      `INSERT INTO audit (authority, first_month, last_month, known_at, asked_by, state)
       VALUES (841, '2020-06-01', '2020-06-01', '2020-07-01T00:00:00Z', 'test', 'done');
       INSERT INTO audit_difference
       SELECT id, 1, 0, 0, '${ADA}', 'm', 'flow', '2020-06-01', '{}', 1, 0, 0, 0, '["${MARK}"]' FROM audit;
       INSERT INTO audit_sample
       SELECT id, 1, 0, 0, '${ADA}', 'm', 'flow', '2020-06-01', '{}', 1, 0, '["${MARK}"]' FROM audit;
       INSERT INTO audit_sample_result (audit, number, version, result, note, recorded_by)
       SELECT id, 1, 1, 'agrees', 'about ${MARK}', 'test' FROM audit`,
    );
    await played.erase(ADA, 0);
    await played.project();
    expect([await placesOf(ADA), await placesOf(MARK)]).toEqual([[], []]);
    expect((await played.pool.query('SELECT subject, sources FROM audit_sample')).rows).toEqual([
      { subject: 'erased', sources: [] },
    ]);
    expect((await played.pool.query('SELECT subject, postings FROM audit_difference')).rows).toEqual([
      { subject: null, postings: [] },
    ]);
    expect((await played.pool.query('SELECT result, note FROM audit_sample_result')).rows).toEqual([
      { result: 'agrees', note: '' },
    ]);
  });

  it('is erased all at once or not at all: what fails half-way is done again, once', async () => {
    await referral(BEN, 'r1'); // 0
    await played.project();
    const without = await sums();
    await referral(ADA, 'r1'); // 1
    await played.project();
    await played.erase(ADA, 1); // 2
    await played.pool.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'a fault of the test'; END $$;
       CREATE TRIGGER fails BEFORE UPDATE ON erasure EXECUTE FUNCTION fail()`,
    );
    const before = await played.postings();
    await expect(played.project()).rejects.toThrow('a fault of the test');
    expect(await played.postings()).toEqual(before);
    expect((await placesOf(ADA)).sort()).toEqual(['child', 'erasure', 'event']);
    await played.pool.query('DROP TRIGGER fails ON erasure; DROP FUNCTION fail()');
    await played.project();
    expect(await sums()).toEqual(without);
    expect(await placesOf(ADA)).toEqual([]);
  });

  it('of whom no event was applied is erased too', async () => {
    played.faulty.add(`${ADA}/r1`);
    await referral(ADA, 'r1'); // 0
    await played.erase(ADA, 0); // 1
    await played.project();
    expect(await placesOf(ADA)).toEqual([]);
    expect(await played.postings()).toEqual([]);
    // Without any event there is nothing to erase in the log; it is known all the same if it is sent.
    await played.erase(BEN, undefined); // 2
    await played.project();
    await referral(BEN, 'r1'); // 3
    await played.project();
    expect(await placesOf(BEN)).toEqual([]);
    expect(await played.postings()).toEqual([]);
  });

  it('takes what is elsewhere of it along, and nothing of a child of a longer name', async () => {
    const longer = `${ADA}2`;
    await referral(ADA, 'r1'); // 0
    await played.project();
    for (const child of [ADA, longer]) {
      await played.pool.query(
        `INSERT INTO refusal (event_id, field, rule, payload, authority) VALUES ('e', 'f', 'r', $1, '841'), ('e', 'f', 'r', $2, NULL)`,
        [`{"authority":"841","subject":"${child}"}`, `{"subject":"${child}`],
      );
      await played.pool.query(
        `INSERT INTO dead_letter (partition, "offset", event_id, field, rule, received_at, key, payload, bytes, historical)
         SELECT 0, n + 2 * length($1), 'e', 'f', 'r', now(), convert_to('841:' || $1, 'UTF8'),
                CASE n WHEN 0 THEN '\xff'::bytea ELSE convert_to('{"authority": "841", "subject": "' || $1 || '"} ä', 'UTF8') END, 1, false
           FROM generate_series(0, 1) AS n`,
        [child],
      );
      await played.pool.query(
        `INSERT INTO access_log (who, role, route, authority, child, result) VALUES ('w', 'r', 'GET', '841', $1, 'given'), ('w', 'r', 'GET', '842', $1, 'given')`,
        [child],
      );
      await played.pool.query(
        `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ('841', $1, 'staff', 'x')`,
        [child],
      );
    }
    await played.erase(ADA, 0);
    await played.project();
    expect(await placesOf(`${ADA}"`)).toEqual([]);
    const { rows } = await played.pool.query(
      `SELECT (SELECT count(*) FROM refusal) AS refusals, (SELECT count(*) FROM dead_letter WHERE payload IS NOT NULL) AS letters,
              (SELECT count(*) FROM dead_letter) AS places, (SELECT count(*) FROM child_seal) AS seals,
              (SELECT count(*) FROM access_log WHERE child = 'erased') AS readings, (SELECT counts FROM erasure) AS counts`,
    );
    expect(rows).toMatchObject([
      {
        ...{ refusals: 2, letters: 2, places: 4, seals: 1, readings: 1 },
        counts: { refusals: 2, deadLetters: 2, readings: 1, seals: 1 },
      },
    ]);
  });

  it('is met again by a ledger that is worked out anew, which comes to the figures of today', async () => {
    await referral(ADA, 'r1'); // 0
    await referral(BEN, 'r1'); // 1
    await played.project();
    await played.erase(ADA, 0); // 2
    await played.project();
    const today = await sums();
    await played.projectAnew();
    expect(await sums()).toEqual(today);
    expect(await played.children()).toMatchObject([{ child: 1, subject: BEN }]);
    expect(await played.pool.query('SELECT state, counts FROM erasure')).toMatchObject({
      rows: [{ state: 'done', counts: { events: 1 } }],
    });
    await referral(ADA, 'r2');
    await played.project();
    expect(await placesOf(ADA)).toEqual([]);
  });

  it('is erased again, and the register written anew, where the database was restored from the log', async () => {
    await referral(ADA, 'r1'); // 0
    const erasure = await played.erase(ADA, 0); // 1
    await played.pool.query('DELETE FROM erasure');
    await played.project();
    expect(await placesOf(ADA)).toEqual([]);
    const { rows } = await played.pool.query(
      'SELECT state, subject, authority, asked_by, decided_by, ground, "offset" FROM erasure',
    );
    expect(rows).toEqual([
      {
        ...{ state: 'done', subject: null, authority: '841', asked_by: 'one', decided_by: 'another' },
        ...{ ground: 'objection', offset: erasure },
      },
    ]);
  });

  it('begins anew under another number where it is let in again', async () => {
    await referral(ADA, 'r1'); // 0
    await played.erase(ADA, 0); // 1
    await played.project();
    await played.pool.query('UPDATE erasure SET digest = NULL');
    await referral(ADA, 'r2', '2022-06-01'); // 2
    await played.project();
    expect(await played.children()).toMatchObject([{ subject: 'erased:0:0' }, { child: 2, subject: ADA }]);
    const again = await sums();
    played.restart();
    await referral(ADA, 'r3', '2022-06-02'); // 3
    await played.project();
    expect(await sums()).not.toEqual(again);
    // And can be erased again, with no trace of its first number.
    await played.erase(ADA, 2);
    await played.project();
    expect(await sums()).toEqual([]);
    expect(await placesOf(ADA)).toEqual([]);
  });

  it('leaves the figures of a world without it', async () => {
    const history = withRecordedTimes(sampleHistory(8, 3, 4));
    const nameOf = ({ authority, subject }: CaseEvent) => `${authority}:${subject}`;
    const counts = new Map<string, number>();
    for (const { event } of history) counts.set(nameOf(event), (counts.get(nameOf(event)) ?? 0) + 1);
    const [gone = ''] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
    const [authority = '', subject = ''] = gone.split(':');
    const play = async (events: typeof history): Promise<Record<string, unknown>[]> => {
      for (const { event, appendedAt } of events) {
        played.setClock(appendedAt);
        await played.take(event);
      }
      await played.project(100);
      return named(played);
    };
    const wanted = await play(history.filter(({ event }) => nameOf(event) !== gone));
    expect(wanted.length).toBeGreaterThan(50);
    await played.close();
    played = await PlayedLog.open();
    expect(await play(history)).not.toEqual(wanted);
    const { rows } = await played.pool.query<{ child: number }>('SELECT child FROM child WHERE subject = $1', [
      subject,
    ]);
    await played.erase(subject, rows[0]?.child, authority);
    await played.project();
    expect(await named(played)).toEqual(wanted);
    expect(await placesOf(subject)).toEqual([]);
    expect(await brokenLinks()).toEqual([]);
  });

  /** What the postings add up to, in words that are the same in every database. */
  async function named(log: PlayedLog): Promise<Record<string, unknown>[]> {
    const { rows } = await log.pool.query<Record<string, unknown>>(
      `SELECT measure, stream, day, groups::text, sum(numerator) AS numerator, sum(denominator) AS denominator
         FROM posting JOIN account ON account.id = account JOIN cell ON cell.id = cell
        GROUP BY 1, 2, 3, 4 HAVING sum(numerator) <> 0 OR sum(denominator) <> 0 ORDER BY 1, 2, 3, 4`,
    );
    return rows;
  }
});
