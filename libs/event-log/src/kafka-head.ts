import type { Instant } from '@careledger/calendar';
import type { Pool } from 'pg';
import type { Answer, Statement } from '@careledger/store';

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

interface HeadRow extends Readonly<Record<string, unknown>> {
  readonly partition: number;
  readonly next_offset: number;
  readonly last_instant: Instant;
  readonly chain_head: Buffer;
  readonly floor_offset: number | null;
  readonly floor_instant: Instant | null;
}

const HEADS = `SELECT p.partition, p.next_offset, p.last_instant, p.chain_head, f."offset" AS floor_offset, f.instant AS floor_instant
                 FROM log_partition p LEFT JOIN log_floor f USING (partition)`;

/** Reads how far the event store goes in partitions. */
export function headsStatement(partitions: readonly number[]): Statement {
  return {
    name: 'read-log-heads',
    text: `${HEADS} WHERE p.partition = ANY ($1::smallint[]) ORDER BY p.partition, f."offset"`,
    values: [`{${partitions.join(',')}}`],
    asks: true,
  };
}

/** The heads that `headsStatement` answers. @throws Error where one of them is not of the topic */
export function headsOf(answer: Answer, partitions: readonly number[]): ReadonlyMap<number, Head> {
  const rows = answer as readonly HeadRow[];
  const heads = new Map<number, Head & { readonly floors: Floor[] }>();
  for (const row of rows) {
    let head = heads.get(row.partition);
    if (head === undefined) {
      head = { next: row.next_offset, instant: row.last_instant, chain: row.chain_head, floors: [] };
      heads.set(row.partition, head);
    }
    const { floor_offset: offset, floor_instant: instant } = row;
    if (offset !== null && instant !== null) head.floors.push({ offset, instant });
  }
  if (partitions.some((partition) => !heads.has(partition))) {
    throw new Error('the table log_partition lacks a partition of the topic');
  }
  return heads;
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

/**
 * What `headsStatement` reads, locked until the transaction ends: who holds them is the one to add events. Two statements: the
 * second sees what was committed while the first waited for the locks, which all take in one order.
 */
export function lockHeads(partitions: readonly number[]): readonly [lock: Statement, read: Statement] {
  const lock: Statement = {
    name: 'lock-log-heads',
    text: 'SELECT FROM log_partition WHERE partition = ANY ($1::smallint[]) ORDER BY partition FOR UPDATE',
    values: [`{${partitions.join(',')}}`],
  };
  return [lock, headsStatement(partitions)];
}
