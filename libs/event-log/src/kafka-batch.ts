import { parseInstant, type Instant } from '@careledger/calendar';
import { BinaryCopy, exchange, Gathering, withClient, type Logged } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import { addEventRow, type Candidate, link, prepare } from './candidates';
import { headsOf, headsStatement, type Floor, type Head } from './kafka-head';
import type { RecordsToKeep } from './kafka-kept';
import type { Marks } from './kafka-marks';
import { readRecord, type DeadRecord, type EventRecord, type KafkaRecord } from './kafka-record';
import { knownIn, namesStatement, repetitionOf, type KnownEvents } from './known-events';

/** What is needed to make batches out of records. */
export class BatchContext {
  /** Partitions that ask at the same time ask together. */
  private readonly looks: Gathering<Wanted, Found>;

  constructor(
    readonly pool: Pool,
    readonly marks: Marks,
    /** How many the topic has. */
    readonly partitions: number,
  ) {
    this.looks = new Gathering((asked) => withClient(pool, (client) => lookFor(client, asked)));
  }

  /** How far the event store goes in a partition. */
  async head(partition: number): Promise<Head> {
    return (await this.look(partition, [])).head;
  }

  /** What the event store has under the candidates' names already, and how far it goes in their partition. */
  look(partition: number, candidates: readonly Candidate[]): Promise<Found> {
    return this.looks.do({ partition, candidates });
  }
}

interface Wanted {
  readonly partition: number;
  readonly candidates: readonly Candidate[];
}

interface Found {
  readonly head: Head;
  readonly known: KnownEvents;
}

/** The heads come last: what is handed over next was not in the event store when its names were asked for, or the head says so. */
async function lookFor(client: ClientBase, asked: readonly Wanted[]): Promise<Found[]> {
  const lists = asked.map(({ candidates }) => candidates);
  const partitions = asked.map(({ partition }) => partition);
  const names = lists.some(({ length }) => length > 0) ? [namesStatement(lists)] : [];
  const answers = await exchange(client, [...names, headsStatement(partitions)]);
  const heads = headsOf(answers.at(-1) ?? [], partitions);
  const known = knownIn(names.length === 0 ? [] : (answers[0] ?? []), lists);
  return asked.map(({ partition }, place) => ({
    head: heads.get(partition) as Head,
    known: known[place] as KnownEvents,
  }));
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
