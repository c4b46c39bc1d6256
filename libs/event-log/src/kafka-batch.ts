import { formatInstant, parseInstant, type Instant } from '@careledger/calendar';
import { BinaryCopy, withClient, writeRows, type Logged } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import { addEventRow, EVENT_ROWS, link, prepare } from './candidates';
import { writeDeadRecords } from './dead-letters';
import { lockHead, type Floor, type Head } from './kafka-head';
import type { Marks } from './kafka-marks';
import { readRecord, type DeadRecord, type EventRecord, type KafkaRecord } from './kafka-record';
import { eventsByName, repetitionOf, type KnownEvents } from './known-events';

/** What is needed to make batches out of records. */
export interface BatchContext {
  readonly pool: Pool;
  readonly marks: Marks;
  readonly partitions: number;
}

/** Records of one partition as the ledger is to see them, and what the event store is to keep of them. */
export interface PreparedBatch {
  readonly events: readonly Logged[];
  /** Whether anything of it is for the topic of dead letters. */
  readonly hasDead: boolean;
  /** Writes events, dead letters and head. @throws Error where the head has moved since it was read */
  keep(client: ClientBase): Promise<void>;
}

/** The instants of a partition's live events as they come: never backwards, and never below what was promised. */
class RisingInstants {
  private floor = 0;

  constructor(
    public last: Instant,
    private readonly floors: readonly Floor[],
  ) {}

  /** Passes over the floors up to an offset, that one included. */
  upTo(offset: number): void {
    for (let floor = this.floors[this.floor]; floor && floor.offset <= offset; floor = this.floors[++this.floor]) {
      this.last = Math.max(this.last, floor.instant);
    }
  }

  take(instant: Instant): Instant {
    return (this.last = Math.max(this.last, instant));
  }
}

/**
 * Reads records, takes out what is in the event store already and what cannot count, and gives each event its instant.
 * @param head where the event store ends: the records follow on it
 * @param next the offset that follows the records
 * @param copy a buffer for the rows; its content is overwritten, and stands until the batch is kept
 */
export async function prepareBatch(
  records: readonly KafkaRecord[],
  { partition, next, head }: { readonly partition: number; readonly next: number; readonly head: Head },
  { pool, marks, partitions }: BatchContext,
  copy: BinaryCopy,
): Promise<PreparedBatch> {
  const dead: DeadRecord[] = [];
  const good: EventRecord[] = [];
  for (const record of records) {
    const read = readRecord(record, marks, partitions);
    if ('event' in read) good.push(read);
    else dead.push(read);
  }
  const { candidates } = prepare(good, { historical: false }, partitions);
  const known: KnownEvents =
    candidates.length === 0
      ? new Map<string, never>()
      : await withClient(pool, (client) => eventsByName(client, candidates));

  copy.reset();
  const instants = new RisingInstants(head.instant, head.floors);
  const events: Logged[] = [];
  const live: Logged[] = [];
  let chain = head.chain;
  for (const [index, candidate] of candidates.entries()) {
    const { record, event, historical } = good[index] as EventRecord;
    const { offset } = record;
    const earlier = known.get(candidate.name);
    if (earlier !== undefined) {
      if (repetitionOf(earlier, event) === 'id-reused') {
        dead.push({ record, id: event.id, field: 'id', rule: 'id-reused', historical });
      }
      continue;
    }
    known.set(candidate.name, event);
    instants.upTo(offset);
    const appendedAt =
      historical && 'recordedtime' in event && event.recordedtime !== undefined
        ? parseInstant(event.recordedtime)
        : instants.take(record.timestamp);
    chain = link(chain, candidate.commitment, { offset, appendedAt });
    addEventRow(copy, candidate, { offset, appendedAt, chain });
    const logged = { partition, offset, appendedAt, event };
    events.push(logged);
    if (!historical) live.push(logged);
  }
  instants.upTo(next - 1);

  const keep = async (client: ClientBase): Promise<void> => {
    if (events.length > 0) await writeRows(client, EVENT_ROWS, copy);
    if (dead.length > 0) await writeDeadRecords(client, dead);
    // The lock comes last: whoever asks for the end of the log waits for no more than this.
    const found = await lockHead(client, partition);
    if (found.next !== head.next) {
      throw new Error(
        `partition ${partition} was projected from offset ${head.next} to ${found.next} by another process; going on from there`,
      );
    }
    const floors = found.floors.filter(({ offset }) => offset < next);
    for (const floor of floors) refuseBelow(floor, live);
    const last = Math.max(instants.last, ...floors.map(({ instant }) => instant));
    await client.query(
      `UPDATE log_partition SET next_offset = ${next}, last_instant = timestamptz '${formatInstant(last)}', chain_head = '\\x${chain.toString('hex')}'
        WHERE partition = ${partition};
       DELETE FROM log_floor WHERE partition = ${partition} AND "offset" < ${next}`,
    );
  };
  return { events, hasDead: dead.length > 0, keep };
}

/** Refuses instants that were worked out before somebody was promised later ones: the batch is then made again. */
function refuseBelow(floor: Floor, live: readonly Logged[]): void {
  const first = live.find(({ offset }) => offset >= floor.offset);
  if (first !== undefined && first.appendedAt < floor.instant) {
    throw new Error('the end of the log was asked for while this batch was being worked out; working it out again');
  }
}
