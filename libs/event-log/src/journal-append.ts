import { formatInstant, type Instant } from '@careledger/calendar';
import { intoRows, writeRows, type BinaryCopy } from '@careledger/store';
import type { ClientBase, QueryResult } from 'pg';
import { addEventRow, EVENT_ROWS, link, type Candidate } from './candidates';
import type { AppendOutcome } from './event-log';
import { notify } from './journal-wake-ups';
import { eventsByName, repetitionOf } from './known-events';

/** The state of a partition, as the lock holder sees it. */
interface Head {
  offset: number;
  instant: Instant;
  chain: Buffer;
  /** Appended in this transaction. */
  added: boolean;
}

/** Reads the log's clock; null where it is the database's own. */
export type Clock = (() => Instant) | null;

/**
 * Appends in one transaction, under the lock of the partitions concerned.
 * @param copy a buffer to build the rows in; its content is overwritten.
 * @returns the outcome of each event. After an error the caller must give the connection up or roll back.
 */
export async function appendInTransaction(
  client: ClientBase,
  candidates: readonly Candidate[],
  copy: BinaryCopy,
  clock: Clock,
): Promise<AppendOutcome[]> {
  const touched = [...new Set(candidates.map((candidate) => candidate.partition))].sort((a, b) => a - b);
  const { heads, now } = await lockPartitions(client, touched, clock);
  const known = await eventsByName(client, candidates);

  copy.reset();
  const outcomes = candidates.map((candidate): AppendOutcome => {
    const earlier = known.get(candidate.name);
    if (earlier !== undefined) return { outcome: repetitionOf(earlier, candidate.event) };
    known.set(candidate.name, candidate.event);
    const head = heads.get(candidate.partition)!;
    const offset = head.offset++;
    if (candidate.instant === undefined) head.instant = Math.max(head.instant, now);
    const appendedAt = candidate.instant ?? head.instant;
    head.chain = link(head.chain, candidate.commitment, { offset, appendedAt });
    head.added = true;
    addEventRow(copy, candidate, { offset, appendedAt, chain: head.chain });
    return { outcome: 'accepted', partition: candidate.partition, offset };
  });

  await writeRows(client, intoRows({ into: EVENT_ROWS }), copy);
  await moveHeadsAndCommit(client, heads);
  return outcomes;
}

/**
 * Begins a transaction that holds partitions, in their order so that no two wait for each other, and reads the clock:
 * only then, or an append that waited for the lock would carry an instant from before those it waited for.
 */
export async function lockPartitions(
  client: ClientBase,
  partitions: readonly number[] | 'all',
  clock: Clock,
): Promise<{ heads: Map<number, Head>; now: Instant }> {
  const [, locked, time] = await run(
    client,
    `BEGIN;
     SELECT partition, next_offset, last_instant, chain_head FROM log_partition
      ${partitions === 'all' ? '' : `WHERE partition IN (${partitions.join(', ')})`} ORDER BY partition FOR UPDATE;
     SELECT clock_timestamp() AS now`,
  );
  const heads = new Map<number, Head>();
  for (const row of locked!.rows as {
    partition: number;
    next_offset: number;
    last_instant: Instant;
    chain_head: Buffer;
  }[]) {
    heads.set(row.partition, {
      offset: row.next_offset,
      instant: row.last_instant,
      chain: row.chain_head,
      added: false,
    });
  }
  return { heads, now: clock ? clock() : (time!.rows as { now: Instant }[])[0]!.now };
}

async function moveHeadsAndCommit(client: ClientBase, heads: ReadonlyMap<number, Head>): Promise<void> {
  const moved = [...heads].filter(([, head]) => head.added);
  if (moved.length === 0) {
    await client.query('ROLLBACK'); // nothing but duplicates
    return;
  }
  const values = moved.map(
    ([partition, head]) =>
      `(${partition}::smallint, ${head.offset}::bigint, timestamptz '${formatInstant(head.instant)}', bytea '\\x${head.chain.toString('hex')}')`,
  );
  await run(
    client,
    `UPDATE log_partition AS p SET next_offset = v.next_offset, last_instant = v.last_instant, chain_head = v.chain_head
       FROM (VALUES ${values.join(', ')}) AS v(partition, next_offset, last_instant, chain_head)
      WHERE p.partition = v.partition;
     ${notify(moved.map(([partition]) => partition))};
     COMMIT`,
  );
}

/** Several statements in one round trip. They carry no input but numbers and hashes of our own. */
export async function run(client: ClientBase, statements: string): Promise<QueryResult[]> {
  const result: unknown = await client.query(statements);
  return result as QueryResult[];
}
