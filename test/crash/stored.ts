import type { CaseEvent } from '@careledger/contract';
import type { Groups, Stream } from '@careledger/measures';
import type { LoggedEvent } from '@careledger/store';
import type { Pool } from 'pg';
import { nameOfGroups, type Line } from './computed-afresh';

/** The event table in the order of the log, partition by partition. */
export async function storedEvents(pool: Pool): Promise<LoggedEvent[]> {
  const { rows } = await pool.query<{ partition: number; offset: number; appended_at: number; payload: string }>(
    'SELECT partition, "offset", appended_at, payload FROM event ORDER BY partition, "offset"',
  );
  return rows.map(({ partition, offset, appended_at, payload }) => ({
    partition,
    offset,
    appendedAt: appended_at,
    event: JSON.parse(payload) as CaseEvent,
  }));
}

/** The postings in the order of their numbers, partition by partition. */
export async function storedLines(pool: Pool): Promise<Line[]> {
  const { rows: cells } = await pool.query<{ id: number; groups: Groups }>('SELECT id, groups FROM cell');
  const groups = new Map(cells.map((cell) => [cell.id, nameOfGroups(cell.groups)]));
  const { rows: accounts } = await pool.query<{ id: number; measure: string; stream: Stream }>(
    'SELECT id, measure, stream FROM account',
  );
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const { rows } = await pool.query<{
    partition: number;
    cause: number;
    authority: number;
    child: number;
    account: number;
    day: number;
    cell: number;
    numerator: number;
    denominator: number;
    known_at: number;
  }>(
    `SELECT partition, cause, authority, child, account, day, cell, numerator, denominator, known_at
       FROM posting ORDER BY partition, number`,
  );
  return rows.map(({ known_at, account, cell, authority, ...row }) => {
    const { measure, stream } = accountOf.get(account) ?? { measure: `account ${account}`, stream: 'flow' };
    const line = { ...row, authority: String(authority).padStart(3, '0'), measure, stream, knownAt: known_at };
    return { ...line, groups: groups.get(cell) ?? `no cell ${cell}` };
  });
}

/** A child whose events wait from an offset on. */
export interface Waiting {
  readonly partition: number;
  readonly authority: string;
  readonly subject: string;
  readonly since: number;
}

export async function storedWaiting(pool: Pool): Promise<Waiting[]> {
  const { rows } = await pool.query<Waiting>(
    `SELECT partition, lpad(authority::text, 3, '0') AS authority, subject, since FROM parked_child ORDER BY partition, since`,
  );
  return rows;
}

/** A statement that counts what contradicts itself in the tables, with what it is about. */
export interface Contradiction {
  readonly what: string;
  readonly sql: string;
}

/** Of the journal alone: on Kafka offsets skip where a record is no event, or one that was there before. */
export const CONTRADICTIONS_OF_THE_JOURNAL: readonly Contradiction[] = [
  {
    what: 'partitions whose offsets are not 0, 1, 2, … up to the end of the log',
    sql: `SELECT count(*) FROM log_partition p
           WHERE (SELECT (count(*), coalesce(min("offset"), 0), coalesce(max("offset"), -1) + 1) FROM event e WHERE e.partition = p.partition)
              IS DISTINCT FROM (p.next_offset, 0::bigint, p.next_offset)`,
  },
];

export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    what: 'partitions whose chain of commitments is broken',
    sql: `WITH linked AS (
            SELECT partition, "offset", appended_at, chain, commitment, salt, payload, lag(chain, 1, '\\x') OVER w AS before,
                   lead("offset") OVER w IS NULL AS last
              FROM event WINDOW w AS (PARTITION BY partition ORDER BY "offset")
          )
          SELECT count(*) FROM linked JOIN log_partition USING (partition)
           WHERE chain <> sha256(before || commitment || int8send("offset") || timestamptz_send(appended_at)) OR commitment <> sha256(salt || convert_to(payload, 'UTF8'))
              OR (last AND chain <> chain_head)`,
  },
  {
    what: 'partitions whose position is not the end of the log',
    sql: `SELECT count(*) FROM log_partition l
            FULL JOIN (SELECT * FROM projector_position WHERE consumer = 'ledger') p USING (partition)
           WHERE coalesce(l.next_offset, -1) <> coalesce(p.next_offset, 0)`,
  },
  {
    what: 'partitions whose postings are not numbered 0, 1, 2, … up to the position',
    sql: `SELECT count(*) FROM projector_position p
           WHERE (SELECT (count(*), coalesce(min(number), 0), coalesce(max(number), -1) + 1) FROM posting o WHERE o.partition = p.partition)
              IS DISTINCT FROM (p.next_posting, 0::bigint, p.next_posting)`,
  },
  {
    what: 'balances that are not the sums of their postings',
    sql: `WITH added AS (
            SELECT p.authority, p.account, g.id AS grp, date_trunc('month', p.known_at AT TIME ZONE 'UTC')::date AS known_month,
                   date_trunc('month', p.day)::date AS month, p.partition,
                   sum(p.numerator) AS numerator, sum(p.denominator) AS denominator
              FROM posting p
              JOIN cell c ON c.id = p.cell
             CROSS JOIN LATERAL (
                SELECT 0 AS id
                UNION ALL
                SELECT g.id FROM jsonb_each_text(c.groups) k JOIN breakdown_group g ON g.breakdown = k.key AND g.key = k.value
             ) g
             GROUP BY 1, 2, 3, 4, 5, 6
          )
          SELECT count(*) FROM added a
            FULL JOIN balance b USING (authority, account, grp, known_month, month, partition)
           WHERE coalesce(a.numerator, 0) <> coalesce(b.numerator, 0) OR coalesce(a.denominator, 0) <> coalesce(b.denominator, 0)`,
  },
  {
    what: 'months whose span of postings is wrong',
    sql: `WITH known AS (
            SELECT partition, date_trunc('month', known_at AT TIME ZONE 'UTC')::date AS known_month,
                   min(number) AS first_number, max(number) AS last_number
              FROM posting GROUP BY 1, 2
          )
          SELECT count(*) FROM known k FULL JOIN posting_span s USING (partition, known_month)
           WHERE (k.first_number, k.last_number) IS DISTINCT FROM (s.first_number, s.last_number)`,
  },
];
