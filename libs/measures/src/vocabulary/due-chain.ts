import type { Day } from '@careledger/calendar';
import { FOREVER, type Span } from './timeline';

/** One link of a due chain: from the anchor on, something is due; the next event, if there is one, closes the link. */
export interface Link {
  readonly anchor: Day;
  /** The last day on which it is on time. */
  readonly due: Day;
  /** The day of the first event after the anchor. */
  readonly closedOn: Day | undefined;
}

/**
 * A due chain (measures.md, Conventions): from an anchor the rule gives the due date; the first event after the anchor
 * closes the link and is the next anchor; with no event the chain stops. It is followed as far as the end of the spell:
 * what is anchored there or later is due after it.
 * @param anchor where the chain begins
 * @param endedOn the end of the spell, undefined where it has none
 * @param events days, in order, none twice; those on or before the anchor are passed over
 * @param dueAfter due date from an anchor; `nth` is 0 for the first anchor, 1 after the first event, …
 */
export function dueChain(
  anchor: Day,
  endedOn: Day | undefined,
  events: readonly Day[],
  dueAfter: (anchor: Day, nth: number) => Day,
): Link[] {
  const end = endedOn ?? FOREVER;
  const links: Link[] = [];
  let from = anchor;
  for (let i = firstAfter(events, anchor); from < end; i++) {
    const closedOn = events[i];
    links.push({ anchor: from, due: dueAfter(from, links.length), closedOn });
    if (closedOn === undefined) break;
    from = closedOn;
  }
  return links;
}

/** Index of the first day after this one. */
function firstAfter(days: readonly Day[], day: Day): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as Day) <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The due dates that were missed: no event came by the due date. A miss counts only where it lies before the end of the
 * spell, and is a fact from the end of the due day on.
 */
export function misses(links: readonly Link[], endedOn: Day | undefined): Day[] {
  const end = endedOn ?? FOREVER;
  const missed: Day[] = [];
  for (const { due, closedOn } of links) {
    if (due < end && (closedOn === undefined || closedOn > due)) missed.push(due);
  }
  return missed;
}

/** The days on which nothing is overdue: from each anchor to its due date, as far as the next event does not come before. */
export function upToDate(links: readonly Link[]): Span<Link>[] {
  const found: Span<Link>[] = [];
  for (const link of links) {
    const to = Math.min(link.due + 1, link.closedOn ?? FOREVER);
    if (link.anchor < to) found.push({ from: link.anchor, to, what: link });
  }
  return found;
}

/** The days of something that happens, in order and each once: events on the same day count once in a due chain. */
export function distinctDays(dated: readonly { readonly on: Day }[]): Day[] {
  const days = dated.map(({ on }) => on).sort((a, b) => a - b);
  return days.filter((day, i) => i === 0 || day !== days[i - 1]);
}
