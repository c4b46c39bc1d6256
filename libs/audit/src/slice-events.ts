import type { Instant } from '@careledger/calendar';
import { eventIn, partitionKey } from '@careledger/contract';
import { childKey, readRows, type Logged } from '@careledger/store';
import type { ClientBase } from 'pg';
import { ItemStore } from './item-store';
import type { Slice } from './plan-slices';

/** All that the log has of a child, before the position and in its order. */
export interface ChildFile {
  readonly authority: string;
  readonly subject: string;
  readonly items: readonly Logged[];
  /** Places of the child's erased events. */
  readonly erased: readonly { readonly offset: number; readonly appendedAt: Instant }[];
}

/** The events of a slice as the store has them. */
export interface SliceEvents {
  /** The children of the authority, one after the other: what is read of one is not kept. */
  files(authority: string): Iterable<ChildFile>;
  /** Offsets of events that are not what the log took: their text does not match their commitment. */
  readonly changed: readonly number[];
}

/** Reads the events of a slice, and checks each against its commitment. */
export async function readSliceEvents(client: ClientBase, slice: Slice): Promise<SliceEvents> {
  const { partition, nextOffset, firstChild, keys } = slice;
  const store = new ItemStore();
  const changed: number[] = [];
  await readRows(
    client,
    `SELECT child_key, "offset", appended_at, payload,
            payload IS NULL OR coalesce(commitment = sha256(salt || convert_to(payload, 'UTF8')), false) AS is_committed
       FROM event
      WHERE partition = ${partition} AND "offset" >= ${firstChild} AND "offset" < ${nextOffset}
        ${keys === undefined ? '' : `AND child_key = ANY ('${keys}'::bigint[])`}`,
    (row) => {
      const key = row.bits();
      const offset = row.int8();
      store.add(key, offset, row.timestamptz(), row.bytes());
      if (!row.bool()) changed.push(offset);
    },
  );
  const names = await namesOfErased(client, slice, store);
  return {
    changed,
    files: (authority) => files(partition, store, names, authority),
  };
}

type ChildName = Pick<ChildFile, 'authority' | 'subject'>;

/** Whose events are erased, where no other event of the child says so: the ledger's table of children may still know. */
async function namesOfErased(
  client: ClientBase,
  { partition, firstChild, endChild }: Slice,
  store: ItemStore,
): Promise<Map<bigint, ChildName>> {
  const names = new Map<bigint, ChildName>();
  if (!store.hasErased) return names;
  const { rows } = await client.query<ChildName>(
    `SELECT lpad(authority::text, 3, '0') AS authority, subject FROM child
      WHERE partition = $1 AND child >= $2 AND ($3::bigint IS NULL OR child < $3)`,
    [partition, firstChild, endChild === Infinity ? null : endChild],
  );
  for (const { authority, subject } of rows) {
    names.set(childKey(authority, subject).readBigInt64BE(), { authority, subject });
  }
  return names;
}

function* files(
  partition: number,
  store: ItemStore,
  names: ReadonlyMap<bigint, ChildName>,
  authority: string,
): Generator<ChildFile, void, undefined> {
  for (const [key, items] of store.byKey()) {
    const found = new Map<string, { name: ChildName; items: Logged[] }>();
    const erased: { offset: number; appendedAt: Instant }[] = [];
    for (const item of items) {
      const { offset, appendedAt } = store.place(item);
      const text = store.text(item);
      if (text === undefined) {
        erased.push({ offset, appendedAt });
        continue;
      }
      const event = eventIn(text);
      const name = partitionKey(event);
      let child = found.get(name);
      // Two children may have the same key; their events are told apart by what they say.
      if (child === undefined) found.set(name, (child = { name: event, items: [] }));
      child.items.push({ partition, offset, appendedAt, event });
    }
    const nameless = names.get(key);
    if (found.size === 0 && nameless !== undefined) found.set('', { name: nameless, items: [] });
    for (const child of found.values()) {
      if (child.name.authority !== authority) continue;
      child.items.sort((a, b) => a.offset - b.offset);
      erased.sort((a, b) => a.offset - b.offset);
      yield { authority, subject: child.name.subject, items: child.items, erased };
    }
  }
}
