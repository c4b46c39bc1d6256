import { parseInstant, type Instant } from '@careledger/calendar';
import { BinaryCopy, Gathering, withClient, type Logged } from '@careledger/store';
import type { Pool } from 'pg';
import { addEventRow, type Candidate, link, prepare } from './candidates';
import { readHeads, type Floor, type Head } from './kafka-head';
import type { RecordsToKeep } from './kafka-kept';
import type { Marks } from './kafka-marks';
import { readRecord, type DeadRecord, type EventRecord, type KafkaRecord } from './kafka-record';
import { eventsByNames, repetitionOf, type KnownEvents } from './known-events';

/** What is needed to make batches out of records. */
export class BatchContext {
  /** Partitions that ask at the same time ask together. */
  private readonly heads: Gathering<number, Head>;
  private readonly names: Gathering<readonly Candidate[], KnownEvents>;

  constructor(
    readonly pool: Pool,
    readonly marks: Marks,
    /** How many the topic has. */
    readonly partitions: number,
  ) {
    this.heads = new Gathering(async (asked) => {
      const heads = await readHeads(pool, asked);
      return asked.map((partition) => heads.get(partition) as Head);
    });
    this.names = new Gathering((asked) => withClient(pool, (client) => eventsByNames(client, asked)));
  }

  /** How far the event store goes in a partition. */
  head(partition: number): Promise<Head> {
    return this.heads.do(partition);
  }

  /** What the event store has under the candidates' names already. */
  async known(candidates: readonly Candidate[]): Promise<KnownEvents> {
    return candidates.length === 0 ? new Map() : this.names.do(candidates);
  }
}

/** Records of one partition as the ledger is to see them, and what the event store is to keep of them. */
export interface PreparedBatch {
  readonly events: readonly Logged[];
  /** Whether anything of it is for the topic of dead letters. */
  readonly hasDead: boolean;
  readonly kept: RecordsToKeep;
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

/** Records as far as they can be read without the event store. */
export interface ReadRecords {
  readonly good: readonly EventRecord[];
  /** The good ones, in their order. */
  readonly candidates: readonly Candidate[];
  readonly dead: readonly DeadRecord[];
}

/** Reads records, and tells those that are no event. */
export function readRecords(
  records: readonly KafkaRecord[],
  { marks, partitions }: Pick<BatchContext, 'marks' | 'partitions'>,
): ReadRecords {
  const dead: DeadRecord[] = [];
  const good: EventRecord[] = [];
  for (const record of records) {
    const read = readRecord(record, marks, partitions);
    if ('event' in read) good.push(read);
    else dead.push(read);
  }
  return { good, dead, candidates: prepare(good, { historical: false }, partitions).candidates };
}

/**
 * Takes out what is in the event store already and what cannot count, and gives each event its instant.
 * @param known what the event store has under the candidates' names; events of the records come to it
 * @param next the offset that follows the records
 * @param head where the event store ends: the records follow on it
 * @param copy a buffer for the rows; its content is overwritten, and stands until the batch is kept
 */
export function prepareBatch(
  { good, candidates, dead: unreadable }: ReadRecords,
  known: KnownEvents,
  { partition, next, head }: { readonly partition: number; readonly next: number; readonly head: Head },
  copy: BinaryCopy,
): PreparedBatch {
  const dead = [...unreadable];
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

  const kept = { partition, head, next, rows: copy, dead, live, instant: instants.last, chain };
  return { events, hasDead: dead.length > 0, kept };
}
