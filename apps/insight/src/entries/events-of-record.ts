import type { Instant } from '@careledger/calendar';
import { actsAmong, courseOf, discardedBy, isCaseEvent, type AppliedEvent } from '@careledger/ledger';
import type { Logged } from '@careledger/record';
import { eventsOfChildren, type LedgerRulebooks, type Positions } from '@careledger/store';
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
  /** Null as known at an instant: the program noticed it by its own clock, which the log does not have. */
  readonly parkedAt: Instant | null;
}

/** Why the events of these children wait, by `authority:subject`; who is not parked is not in it. */
export async function parkedAmong(
  client: Pick<ClientBase, 'query'>,
  children: readonly ChildName[],
): Promise<Map<string, Parked>> {
  const { rows } = await client.query<{ name: string; since: number; reason: string; parked_at: Instant }>(
    `SELECT lpad(authority::text, 3, '0') || ':' || subject AS name, since, reason, parked_at FROM parked_child
      WHERE (authority, subject) IN (SELECT * FROM unnest($1::smallint[], $2::text[]))`,
    [children.map(({ authority }) => Number(authority)), children.map(({ subject }) => subject)],
  );
  return new Map(rows.map(({ name, since, reason, parked_at }) => [name, { since, reason, parkedAt: parked_at }]));
}

/** Of which state something is asked: as known at an instant, and at a position of the log. */
export interface AsKnown {
  readonly knownBy?: Instant | undefined;
  readonly before?: Positions | undefined;
}

/** Whether an event lies before a position. */
export function isBefore({ partition, offset }: Logged, position: Positions): boolean {
  return offset < (position[partition] ?? 0);
}

/**
 * Why the events of a child waited, as known at an instant: those of them that were known by then, and came to be applied or
 * were discarded only afterwards, or have not been yet. It follows from the log, and stays the same whatever is decided later.
 * @param items all that the log has of the child, in its order
 * @param now why they wait now, where they do
 */
export function parkedAsKnown(
  items: readonly Logged[],
  now: Parked | undefined,
  { knownBy: instant = Infinity, before }: AsKnown,
): Parked | null {
  const applied = new Map(
    courseOf(items, { parkedSince: now?.since }).applied.map((one) => [one.logged.offset, one.knownAt]),
  );
  const acts = actsAmong(items);
  const discarded = new Set(acts.filter(({ appendedAt }) => appendedAt <= instant).map(discardedBy));
  let knownAt = -Infinity;
  for (const logged of items) {
    knownAt = Math.max(knownAt, logged.appendedAt);
    if (!isCaseEvent(logged) || knownAt > instant || (before !== undefined && !isBefore(logged, before))) continue;
    const { offset: since } = logged;
    if ((applied.get(since) ?? Infinity) <= instant || discarded.has(since)) continue;
    const act = acts.find(({ event, appendedAt }) => event.data.since === since && appendedAt > instant);
    return { since, reason: act?.event.data.fault ?? now?.reason ?? '', parkedAt: null };
  }
  return null;
}

/** What the ledger's figures of one child are made of. */
export interface InLedger {
  /** In the order in which they were applied, each with the instant from which it is known. */
  readonly events: readonly AppliedEvent[];
  /** The version of the rulebook by which; undefined where the program knows but one. */
  readonly rulebook: number | undefined;
}

/**
 * The events that the ledger's figures of these children are made of: those before the position, of a parked child those
 * that do not wait, none that was discarded, and with an instant those known at it. And the rulebook by which: that in force,
 * or in force as known at the instant; of a parked child the one that was in force when it was parked.
 * @param options.courses the rulebooks in force up to the position; where nothing is said there is but one
 * @returns by `authority:subject`
 */
export async function eventsInLedger(
  client: ClientBase,
  children: readonly ChildName[],
  position: Positions,
  { knownBy = Infinity, before = position, courses }: AsKnown & { readonly courses?: LedgerRulebooks | undefined } = {},
): Promise<Map<string, InLedger>> {
  const parked = await parkedAmong(client, children);
  const found = new Map<string, InLedger>();
  for (const [name, items] of await eventsOfChildren(client, children, { before: position })) {
    const rules = courses?.of(items[0]?.partition ?? 0);
    const { applied, activated } = courseOf(items, { parkedSince: parked.get(name)?.since, rules });
    const isThen = (logged: Logged, knownAt: Instant): boolean => knownAt <= knownBy && isBefore(logged, before);
    const last = activated.findLast(({ activation, knownAt }) => isThen(activation, knownAt));
    found.set(name, {
      events: applied.filter(({ logged, knownAt }) => isThen(logged, knownAt)),
      rulebook: last?.activation.event.data.version ?? rules?.beginning,
    });
  }
  return found;
}
