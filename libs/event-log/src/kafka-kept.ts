import { formatInstant, type Instant } from '@careledger/calendar';
import { writeRows, type BinaryCopy, type Logged } from '@careledger/store';
import type { ClientBase } from 'pg';
import { EVENT_ROWS } from './candidates';
import { writeDeadRecords } from './dead-letters';
import { PositionMoved, type Kept } from './event-log';
import { lockHeads, type Floor, type Head } from './kafka-head';
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

/** Writes events, dead letters and heads: as many statements for several batches as for one. */
export class KeptRecords implements Kept {
  /** @param from where the consumer handed it over: behind the head, events between would be left out */
  constructor(
    private readonly records: RecordsToKeep,
    private readonly from: number,
  ) {}

  async write(client: ClientBase, all: readonly Kept[]): Promise<void> {
    const kept = all as readonly KeptRecords[];
    const batches = kept.map(({ records }) => records);
    for (const { records, from } of kept) {
      if (from > records.head.next) throw new PositionMoved(records.partition, records.head.next, from);
    }
    await writeRows(client, EVENT_ROWS, ...batches.map(({ rows }) => rows));
    const dead = batches.flatMap((batch) => batch.dead);
    if (dead.length > 0) await writeDeadRecords(client, dead);
    await moveHeads(client, batches);
  }
}

/** The locks come last: whoever asks for the end of the log waits for no more than this. */
async function moveHeads(client: ClientBase, batches: readonly RecordsToKeep[]): Promise<void> {
  const heads = await lockHeads(
    client,
    batches.map(({ partition }) => partition),
  );
  const moved = batches.map(({ partition, head, next, live, instant, chain }) => {
    const found = heads.get(partition);
    if (found?.next !== head.next) {
      throw new Error(
        `partition ${partition} was projected from offset ${head.next} to ${found?.next} by another process; going on from there`,
      );
    }
    const floors = found.floors.filter(({ offset }) => offset < next);
    for (const floor of floors) refuseBelow(floor, live);
    const last = Math.max(instant, ...floors.map((floor) => floor.instant));
    return `(${partition}, ${next}, timestamptz '${formatInstant(last)}', bytea '\\x${chain.toString('hex')}')`;
  });
  await client.query(
    `WITH moved (partition, next_offset, last_instant, chain_head) AS (VALUES ${moved.join(', ')}), head AS (
       UPDATE log_partition AS p
          SET next_offset = moved.next_offset, last_instant = moved.last_instant, chain_head = moved.chain_head
         FROM moved WHERE p.partition = moved.partition
     )
     DELETE FROM log_floor AS f USING moved WHERE f.partition = moved.partition AND f."offset" < moved.next_offset`,
  );
}

/** Refuses instants that were worked out before somebody was promised later ones: the batch is then made again. */
function refuseBelow(floor: Floor, live: readonly Logged[]): void {
  const first = live.find(({ offset }) => offset >= floor.offset);
  if (first !== undefined && first.appendedAt < floor.instant) {
    throw new Error('the end of the log was asked for while this batch was being worked out; working it out again');
  }
}
