import type { Instant } from '@careledger/calendar';
import { courseOf, type AppliedEvent } from '@careledger/ledger';
import { eventsOfChildren, type Positions } from '@careledger/store';
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
 * that do not wait, none that was discarded, and with an instant those known at it.
 * @returns by `authority:subject`, in the order in which they were applied, each with the instant from which it is known
 */
export async function eventsInLedger(
  client: ClientBase,
  children: readonly ChildName[],
  position: Positions,
  knownBy = Infinity,
): Promise<Map<string, readonly AppliedEvent[]>> {
  const parked = await parkedAmong(client, children);
  const found = new Map<string, readonly AppliedEvent[]>();
  for (const [name, items] of await eventsOfChildren(client, children, { before: position })) {
    const { applied } = courseOf(items, { parkedSince: parked.get(name)?.since });
    found.set(
      name,
      applied.filter(({ knownAt }) => knownAt <= knownBy),
    );
  }
  return found;
}
