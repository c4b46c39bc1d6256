import type { Instant } from '@careledger/calendar';
import type { ClientBase, Pool } from 'pg';
import { run } from './journal-append';

/** No live event from this offset on is known before the instant: somebody was told so (`EventLog.end`). */
export interface Floor {
  readonly offset: number;
  readonly instant: Instant;
}

/** How far the event store goes in a partition of the topic. */
export interface Head {
  /** Every record before it has been dealt with. */
  readonly next: number;
  /** `appendedAt` of the last live event. */
  readonly instant: Instant;
  /** Chain value of the last event. */
  readonly chain: Buffer;
  /** In order of offset; those below `next` have been taken into `instant`. */
  readonly floors: readonly Floor[];
}

interface HeadRow {
  readonly next_offset: number;
  readonly last_instant: Instant;
  readonly chain_head: Buffer;
  readonly floor_offset: number | null;
  readonly floor_instant: Instant | null;
}

const HEAD = `SELECT p.next_offset, p.last_instant, p.chain_head, f."offset" AS floor_offset, f.instant AS floor_instant
                FROM log_partition p LEFT JOIN log_floor f USING (partition)`;

/** Reads how far the event store goes in a partition. */
export async function readHead(pool: Pick<Pool, 'query'>, partition: number): Promise<Head> {
  const { rows } = await pool.query<HeadRow>({
    name: 'read-log-head',
    text: `${HEAD} WHERE p.partition = $1 ORDER BY f."offset"`,
    values: [partition],
  });
  return headOf(rows);
}

/** The last event of a partition whose text is still there; undefined where there is none. */
export async function lastEvent(
  pool: Pick<Pool, 'query'>,
  partition: number,
): Promise<{ readonly offset: number; readonly payload: string } | undefined> {
  const { rows } = await pool.query<{ offset: number; payload: string }>(
    'SELECT "offset", payload FROM event WHERE partition = $1 AND payload IS NOT NULL ORDER BY "offset" DESC LIMIT 1',
    [partition],
  );
  return rows[0];
}

/** What `readHead` reads, locked until the transaction ends: who holds it is the one to add events. */
export async function lockHead(client: ClientBase, partition: number): Promise<Head> {
  // Two statements: the second sees what was committed while the first waited for the lock.
  const [, locked] = await run(
    client,
    `SELECT FROM log_partition WHERE partition = ${partition} FOR UPDATE;
     ${HEAD} WHERE p.partition = ${partition} ORDER BY f."offset"`,
  );
  return headOf(locked!.rows as HeadRow[]);
}

function headOf(rows: readonly HeadRow[]): Head {
  const first = rows[0];
  if (first === undefined) throw new Error('the table log_partition lacks a partition of the topic');
  const floors = rows.flatMap(({ floor_offset: offset, floor_instant: instant }) => {
    return offset === null || instant === null ? [] : [{ offset, instant }];
  });
  return { next: first.next_offset, instant: first.last_instant, chain: first.chain_head, floors };
}
