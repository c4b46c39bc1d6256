import { formatInstant, type Instant } from '@careledger/calendar';
import { together, type BinaryCopy, type Logged, type Statement, type Writing } from '@careledger/store';
import { EVENT_ROWS } from './candidates';
import { writeDeadRecords } from './dead-letters';
import { PositionMoved, type Kept } from './event-log';
import { headsOf, lockHeads, type Floor, type Head } from './kafka-head';
import type { DeadRecord } from './kafka-record';

/** What the event store is to keep of one batch of records. */
export interface RecordsToKeep {
  readonly partition: number;
  /** Where the event store ended when the batch was worked out. */
  readonly head: Head;
  /** The offset that follows the records. */
  readonly next: number;
  /** Rows for `EVENT_ROWS`. */
  readonly rows: BinaryCopy;
  readonly dead: readonly DeadRecord[];
  /** Those of its events that are not historical. */
  readonly live: readonly Logged[];
  /** `appendedAt` of the last live event, and no less than what was promised before `next`. */
  readonly instant: Instant;
  /** Chain value of the last event. */
  readonly chain: Buffer;
}

/** Events, dead letters and heads: as many statements for several batches as for one. */
export class KeptRecords implements Kept {
  /** @param from where the consumer handed it over: behind the head, events between would be left out */
  constructor(
    private readonly records: RecordsToKeep,
    private readonly from: number,
  ) {}

  writing(all: readonly Kept[]): Writing {
    const kept = all as readonly KeptRecords[];
    const batches = kept.map(({ records }) => records);
    for (const { records, from } of kept) {
      if (from > records.head.next) throw new PositionMoved(records.partition, records.head.next, from);
    }
    const dead = batches.flatMap((batch) => batch.dead);
    return {
      ...together(addEvents(batches), moveHeads(batches)),
      finish: async (client) => {
        if (dead.length > 0) await writeDeadRecords(client, dead);
      },
    };
  }
}

function addEvents(batches: readonly RecordsToKeep[]): Writing {
  const copies = batches.map(({ rows }) => rows).filter(({ rows }) => rows > 0);
  return { steps: copies.length === 0 ? [] : [{ into: EVENT_ROWS, copies }] };
}

/**
 * The locks come last: whoever asks for the end of the log waits for no more than this. What was promised before a new head is taken
 * into its instant.
 */
function moveHeads(batches: readonly RecordsToKeep[]): Writing {
  const partitions = batches.map(({ partition }) => partition);
  const column = (value: (batch: RecordsToKeep) => string | number): string => `{${batches.map(value).join(',')}}`;
  const move: Statement = {
    name: 'move-log-heads',
    text: `WITH moved AS (
             SELECT partition, next_offset, last_instant, decode(chain_head, 'hex') AS chain_head
               FROM unnest($1::smallint[], $2::bigint[], $3::timestamptz[], $4::text[])
                 AS moved(partition, next_offset, last_instant, chain_head)
           ), head AS (
             UPDATE log_partition AS p
                SET next_offset = moved.next_offset, chain_head = moved.chain_head,
                    last_instant = greatest(moved.last_instant,
                      (SELECT max(f.instant) FROM log_floor AS f
                        WHERE f.partition = moved.partition AND f."offset" < moved.next_offset))
               FROM moved WHERE p.partition = moved.partition
           )
           DELETE FROM log_floor AS f USING moved WHERE f.partition = moved.partition AND f."offset" < moved.next_offset`,
    values: [
      column(({ partition }) => partition),
      column(({ next }) => next),
      column(({ instant }) => `"${formatInstant(instant)}"`),
      column(({ chain }) => `"${chain.toString('hex')}"`),
    ],
  };
  return {
    steps: [...lockHeads(partitions), move],
    check: ([, answer]) => answer && checkHeads(headsOf(answer, partitions), batches),
  };
}

/** @throws Error where a head is not where its batch was worked out from, or an instant is below what somebody was promised */
function checkHeads(heads: ReadonlyMap<number, Head>, batches: readonly RecordsToKeep[]): void {
  for (const { partition, head, next, live } of batches) {
    const found = heads.get(partition);
    if (found?.next !== head.next) {
      throw new Error(
        `partition ${partition} was projected from offset ${head.next} to ${found?.next} by another process; going on from there`,
      );
    }
    for (const floor of found.floors) if (floor.offset < next) refuseBelow(floor, live);
  }
}

/** Refuses instants that were worked out before somebody was promised later ones: the batch is then made again. */
function refuseBelow(floor: Floor, live: readonly Logged[]): void {
  const first = live.find(({ offset }) => offset >= floor.offset);
  if (first !== undefined && first.appendedAt < floor.instant) {
    throw new Error('the end of the log was asked for while this batch was being worked out; working it out again');
  }
}
