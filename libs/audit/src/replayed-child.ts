import type { Instant } from '@careledger/calendar';
import { ChildBook, courseOf, isCaseEvent, type Posting } from '@careledger/ledger';
import type { LoggedEvent } from '@careledger/store';
import type { ChildFile } from './slice-events';

/** Where a child's events wait in the ledger. */
export interface Waiting {
  /** Offset of the first that waits. */
  readonly since: number;
}

/** A child as it was known at an instant, from its events alone. */
export interface KnownChild {
  /** Its number in the ledger: the offset of its first event. */
  readonly number: number;
  /** What is in the record, in the order in which it was applied, and since when that is known. */
  readonly applied: readonly { readonly logged: LoggedEvent; readonly knownAt: Instant }[];
  /** Offsets of all that the log has of the child and that was known. */
  readonly inScope: readonly number[];
}

/**
 * What was known of a child at an instant (events.md: an event is known from the greatest `appendedAt` among the child's
 * events up to it in log order; what waited, from the act that released it).
 */
export function knownChild(file: ChildFile, knownAt: Instant, waiting: Waiting | undefined): KnownChild {
  const { items } = file;
  const { applied } = courseOf(items, { parkedSince: waiting?.since });
  return {
    number: items.find(isCaseEvent)?.offset ?? file.erased[0]?.offset ?? 0,
    applied: applied.filter((one) => one.knownAt <= knownAt),
    inScope: offsetsInScope(file, knownAt),
  };
}

function offsetsInScope({ items, erased }: ChildFile, knownAt: Instant): number[] {
  const places = erased.length === 0 ? items : [...items, ...erased].sort((a, b) => a.offset - b.offset);
  const offsets: number[] = [];
  for (const { offset, appendedAt } of places) {
    // Once one is known later, all that follow are.
    if (appendedAt > knownAt) break;
    offsets.push(offset);
  }
  return offsets;
}

/** The child's page of the ledger, out of what was known. @throws whatever the fold or a measure throws */
export function bookOf({ authority, subject }: ChildFile, { number, applied }: KnownChild): ChildBook {
  const events = applied.map(({ logged }) => logged);
  return ChildBook.reopen(authority, subject, events, number);
}

/** A posting as the events make it: the difference that one of them made. */
export interface MadePosting extends Posting {
  /** Offset of the event that made it. */
  readonly cause: number;
  readonly knownAt: Instant;
}

/** The postings that the events of a child make, one event after the other. @throws as `bookOf` */
export function postingsOf({ authority, subject }: ChildFile, { number, applied }: KnownChild): MadePosting[] {
  const book = ChildBook.open(authority, subject, number);
  const made: MadePosting[] = [];
  for (const { logged, knownAt } of applied) {
    book.apply(logged, (account, day, cell, numerator, denominator) => {
      made.push({ account, day, cell, numerator, denominator, cause: logged.offset, knownAt });
    });
  }
  return made;
}
