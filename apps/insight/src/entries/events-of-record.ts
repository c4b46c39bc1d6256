import type { Instant } from '@careledger/calendar';
import { type LoggedEvent, eventsOfChildren, type Positions } from '@careledger/store';
import type { ClientBase } from 'pg';

export interface ChildName {
  readonly authority: string;
  readonly subject: string;
}

/** A child whose events wait, because one of them could not be applied. */
export interface Parked {
  /** Offset of that event. */
  readonly since: number;
  readonly reason: string;
  readonly parkedAt: Instant;
}

/** Why the events of these children wait, by `authority:subject`; who is not parked is not in it. */
export async function parkedAmong(client: ClientBase, children: readonly ChildName[]): Promise<Map<string, Parked>> {
  const { rows } = await client.query<{ name: string; since: number; reason: string; parked_at: Instant }>(
    `SELECT lpad(authority::text, 3, '0') || ':' || subject AS name, since, reason, parked_at FROM parked_child
      WHERE (authority, subject) IN (SELECT * FROM unnest($1::smallint[], $2::text[]))`,
    [children.map(({ authority }) => Number(authority)), children.map(({ subject }) => subject)],
  );
  return new Map(rows.map(({ name, since, reason, parked_at }) => [name, { since, reason, parkedAt: parked_at }]));
}

/**
 * The events that the ledger's figures of these children are made of: those before the position, of a parked child those
 * before it was parked, and with an instant those known at it.
 * @returns by `authority:subject`, in the order of the log
 */
export async function eventsInLedger(
  client: ClientBase,
  children: readonly ChildName[],
  position: Positions,
  knownAt?: Instant,
): Promise<Map<string, readonly LoggedEvent[]>> {
  const parked = await parkedAmong(client, children);
  const found = new Map<string, readonly LoggedEvent[]>();
  for (const [name, events] of await eventsOfChildren(client, children, { before: position })) {
    const waiting = parked.get(name)?.since ?? Infinity;
    const applied = events.filter(({ offset }) => offset < waiting);
    found.set(name, knownAt === undefined ? applied : knownBy(applied, knownAt));
  }
  return found;
}

/** An event is known from the greatest `appendedAt` among the child's events up to it on: a beginning of them is known. */
export function knownBy(events: readonly LoggedEvent[], knownAt: Instant): readonly LoggedEvent[] {
  const firstUnknown = events.findIndex(({ appendedAt }) => appendedAt > knownAt);
  return firstUnknown < 0 ? events : events.slice(0, firstUnknown);
}
