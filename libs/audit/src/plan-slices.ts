import { CONTROL_TEXT_START } from '@careledger/contract';
import { readRows } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { PartitionPosition } from './question';

/** Some children of a partition: those whose number lies in a range. */
export interface Slice {
  readonly partition: number;
  readonly nextOffset: number;
  readonly nextPosting: number;
  /** The children's numbers: from the first up to, and without, the end. */
  readonly firstChild: number;
  /** Infinity for the last slice: whatever is numbered beyond all children is found with it. */
  readonly endChild: number;
  /** The keys by which the event store finds them, as an array of PostgreSQL; undefined where all of the partition is meant. */
  readonly keys: string | undefined;
  /** How many events they have, before the position. */
  readonly events: number;
}

/** So many events are held at once: some 100 MB. */
export const EVENTS_A_SLICE = 150_000;

/**
 * Divides a partition into slices of whole children. Control events do not count here: a child's number is the offset of its
 * first case event. Nor do erased events, which have no key: see `readErasedEvents`.
 * @param eventsASlice about how many events a slice has; a child with more is a slice of its own
 */
export async function planSlices(
  client: ClientBase,
  { partition, nextOffset, nextPosting }: PartitionPosition,
  eventsASlice = EVENTS_A_SLICE,
): Promise<Slice[]> {
  const children = new Map<bigint, { number: number; events: number }>();
  await readRows(
    client,
    `SELECT "offset", child_key FROM event
      WHERE partition = ${partition} AND "offset" < ${nextOffset} AND child_key <> 0
        AND (payload IS NULL OR NOT starts_with(payload, '${CONTROL_TEXT_START}'))
      ORDER BY "offset"`,
    (row) => {
      const offset = row.int8();
      const key = row.bits();
      const child = children.get(key);
      if (child === undefined) children.set(key, { number: offset, events: 1 });
      else child.events++;
    },
  );
  // A Map keeps the order in which the children came, which is that of their numbers.
  const slices: Slice[] = [];
  let keys: bigint[] = [];
  let firstChild = 0;
  let events = 0;
  const close = (endChild: number): void => {
    const isAll = slices.length === 0 && endChild === Infinity;
    slices.push({
      partition,
      nextOffset,
      nextPosting,
      firstChild,
      endChild,
      keys: isAll ? undefined : `{${keys.join(',')}}`,
      events,
    });
    keys = [];
    events = 0;
    firstChild = endChild;
  };
  for (const [key, child] of children) {
    if (events > 0 && events + child.events > eventsASlice) close(child.number);
    keys.push(key);
    events += child.events;
  }
  close(Infinity);
  return slices;
}
