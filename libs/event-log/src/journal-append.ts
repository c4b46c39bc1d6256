import { hash, randomBytes } from 'node:crypto';
import { formatInstant, parseInstant, type Instant } from '@careledger/calendar';
import { partitionKey, sameContent, type CaseEvent } from '@careledger/contract';
import { childKey, eventKey, int8Array, writeRows, type BinaryCopy } from '@careledger/store';
import type { ClientBase, QueryResult } from 'pg';
import type { AppendOptions, AppendOutcome, Submission } from './event-log';
import { notify } from './journal-wake-ups';
import { partitionOf } from './partition';

const SALT_BYTES = 16;
const COLUMNS = 'partition, "offset", appended_at, child_key, event_key, payload, salt, commitment, chain';

/** An event with all that can be worked out about it before the partition is locked. */
interface Candidate {
  readonly event: CaseEvent;
  readonly payload: string;
  readonly partition: number;
  /** The event's name for ever: authority, subject, source and id. */
  readonly name: string;
  readonly childKey: Buffer;
  readonly eventKey: Buffer;
  /** Salt and payload, one after the other: what the commitment is the hash of. */
  readonly sealed: Buffer;
  readonly commitment: Buffer;
  /** Its `recordedtime` in a historical load, undefined for a live event. */
  readonly instant: Instant | undefined;
}

/** One call of `append`, ready to be written. */
export interface Preparation {
  readonly candidates: readonly Candidate[];
  readonly bytes: number;
}

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

function nameOf(event: CaseEvent): string {
  return `${partitionKey(event)}\0${event.source}\0${event.id}`;
}

function sha256(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

const linkScratch = Buffer.alloc(2 * 32);

/** The chain value that follows from the one before (empty at the beginning of a partition) and a commitment. */
function link(before: Buffer, commitment: Buffer): Buffer {
  const end = before.copy(linkScratch) + commitment.copy(linkScratch, before.length);
  return sha256(linkScratch.subarray(0, end));
}

/** Works out partition, keys and commitment of each event. Throws where a historical event has no `recordedtime`. */
export function prepare(events: readonly Submission[], options: AppendOptions, partitions: number): Preparation {
  const salts = randomBytes(SALT_BYTES * events.length);
  let bytes = 0;
  for (const { payload } of events) bytes += SALT_BYTES + Buffer.byteLength(payload, 'utf8');
  const scratch = Buffer.allocUnsafe(bytes);
  let end = 0;
  const candidates = events.map(({ event, payload }, index): Candidate => {
    const start = end;
    end += salts.copy(scratch, end, index * SALT_BYTES, (index + 1) * SALT_BYTES);
    end += scratch.write(payload, end, 'utf8');
    const sealed = scratch.subarray(start, end);
    return {
      event,
      payload,
      partition: partitionOf(partitionKey(event), partitions),
      name: nameOf(event),
      childKey: childKey(event.authority, event.subject),
      eventKey: eventKey(event.source, event.id),
      sealed,
      commitment: sha256(sealed),
      instant: options.historical ? recordedInstant(event) : undefined,
    };
  });
  return { candidates, bytes };
}

function recordedInstant(event: CaseEvent): Instant {
  if (event.recordedtime === undefined) {
    throw new Error(
      `Event ${event.id} of ${event.source} has no recordedtime and so cannot be part of a historical load`,
    );
  }
  return parseInstant(event.recordedtime);
}

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
    if (earlier !== undefined) {
      return { outcome: earlier === 'erased' || sameContent(earlier, candidate.event) ? 'duplicate' : 'id-reused' };
    }
    known.set(candidate.name, candidate.event);
    const head = heads.get(candidate.partition)!;
    const offset = head.offset++;
    if (candidate.instant === undefined) head.instant = Math.max(head.instant, now);
    head.chain = link(head.chain, candidate.commitment);
    head.added = true;
    copy
      .row(9)
      .int2(candidate.partition)
      .int8(offset)
      .timestamptz(candidate.instant ?? head.instant)
      .int8Bytes(candidate.childKey)
      .int8Bytes(candidate.eventKey)
      .textUtf8(candidate.sealed.subarray(SALT_BYTES))
      .bytea(candidate.sealed.subarray(0, SALT_BYTES))
      .bytea(candidate.commitment)
      .bytea(head.chain);
    return { outcome: 'accepted', partition: candidate.partition, offset };
  });

  await writeRows(client, `event (${COLUMNS})`, copy);
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

/** What the log has under the candidates' names already. */
async function eventsByName(
  client: ClientBase,
  candidates: readonly Candidate[],
): Promise<Map<string, CaseEvent | 'erased'>> {
  // The fence (OFFSET 0) keeps the planner at one index look-up an event, whatever its statistics say.
  const { rows } = await client.query<{ index: number; payload: string | null }>(
    `SELECT wanted.index, found.payload
       FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS wanted(child_key, event_key, index)
      CROSS JOIN LATERAL (
        SELECT payload FROM event
         WHERE child_key = wanted.child_key AND event_key = wanted.event_key OFFSET 0
      ) AS found`,
    [int8Array(candidates.map((each) => each.childKey)), int8Array(candidates.map((each) => each.eventKey))],
  );
  const known = new Map<string, CaseEvent | 'erased'>();
  for (const { index, payload } of rows) {
    const candidate = candidates[index - 1]!;
    if (payload === null) {
      // Nothing is left to compare with but the keys. Taking it in again would bring back what was erased.
      known.set(candidate.name, 'erased');
    } else if (payload === candidate.payload) {
      known.set(candidate.name, candidate.event);
    } else {
      const event = JSON.parse(payload) as CaseEvent;
      if (nameOf(event) === candidate.name) known.set(candidate.name, event);
    }
  }
  return known;
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
