import { eventIn, partitionKey } from '@careledger/contract';
import { readRows, type Logged } from '@careledger/store';
import type { ClientBase } from 'pg';
import { ItemStore } from './item-store';
import type { Slice } from './plan-slices';

/** All that the log has of a child, before the position and in its order. */
export interface ChildFile {
  readonly authority: string;
  readonly subject: string;
  readonly items: readonly Logged[];
}

/** The events of a slice as the store has them. */
export interface SliceEvents {
  /** The children of the authority, one after the other: what is read of one is not kept. */
  files(authority: string): Iterable<ChildFile>;
  /** Offsets of events that are not what the log took: their text does not match their commitment, or is not there. */
  readonly changed: readonly number[];
}

/** Reads the events of a slice that are not erased, and checks each against its commitment. */
export async function readSliceEvents(
  client: ClientBase,
  { partition, nextOffset, firstChild, keys }: Slice,
): Promise<SliceEvents> {
  const store = new ItemStore();
  const changed: number[] = [];
  await readRows(
    client,
    `SELECT child_key, "offset", appended_at, payload,
            coalesce(commitment = sha256(salt || convert_to(payload, 'UTF8')), false) AS is_committed
       FROM event
      WHERE partition = ${partition} AND "offset" >= ${firstChild} AND "offset" < ${nextOffset}
        ${keys === undefined ? 'AND child_key <> 0' : `AND child_key = ANY ('${keys}'::bigint[])`}`,
    (row) => {
      const key = row.bits();
      const offset = row.int8();
      const appendedAt = row.timestamptz();
      const payload = row.bytes();
      if (payload !== null) store.add(key, offset, appendedAt, payload);
      if (!row.bool()) changed.push(offset);
    },
  );
  return { changed, files: (authority) => files(partition, store, authority) };
}

type ChildName = Pick<ChildFile, 'authority' | 'subject'>;

function* files(partition: number, store: ItemStore, authority: string): Generator<ChildFile, void, undefined> {
  for (const items of store.byKey()) {
    const found = new Map<string, { name: ChildName; items: Logged[] }>();
    for (const item of items) {
      const { offset, appendedAt } = store.place(item);
      const event = eventIn(store.text(item));
      const name = partitionKey(event);
      let child = found.get(name);
      // Two children may have the same key; their events are told apart by what they say.
      if (child === undefined) found.set(name, (child = { name: event, items: [] }));
      child.items.push({ partition, offset, appendedAt, event });
    }
    for (const child of found.values()) {
      if (child.name.authority !== authority) continue;
      child.items.sort((a, b) => a.offset - b.offset);
      yield { authority, subject: child.name.subject, items: child.items };
    }
  }
}
