import { ChildBook } from '@careledger/ledger';
import { accountNumbered, groupsOf, NEWEST, type Groups, type Rulebook, type Stream } from '@careledger/measures';
import type { LoggedEvent } from '@careledger/store';

/** A line of the ledger in the terms of the field: no number in it depends on a database. */
export interface Line {
  readonly partition: number;
  /** Offset of the event that made it. */
  readonly cause: number;
  readonly authority: string;
  /** Offset of the child's first event. */
  readonly child: number;
  readonly measure: string;
  readonly stream: Stream;
  readonly day: number;
  readonly groups: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly knownAt: number;
}

/** One name for the same groups, in whatever order they come. */
export function nameOfGroups(groups: Groups): string {
  return JSON.stringify(Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The ledger that these events make: one book a child, written from its first event to its last in memory, with no
 * database, no batch and no crash.
 * @param log the events in the order of the log
 * @param rulebook the rulebook by which, from the first event on
 */
export function* computedAfresh(
  log: Iterable<LoggedEvent>,
  rulebook: Rulebook = NEWEST,
): Generator<Line, void, undefined> {
  const books = new Map<string, ChildBook>();
  for (const logged of log) {
    const { partition, offset } = logged;
    const { authority, subject } = logged.event;
    let book = books.get(`${authority}:${subject}`);
    if (book === undefined)
      books.set(`${authority}:${subject}`, (book = ChildBook.open(rulebook, authority, subject, offset)));
    const made: Omit<Line, 'child' | 'knownAt'>[] = [];
    book.apply(logged, (account, day, cell, numerator, denominator) => {
      const { measure, stream } = accountNumbered(account);
      const groups = nameOfGroups(groupsOf(cell));
      made.push({ partition, cause: offset, authority, measure, stream, day, groups, numerator, denominator });
    });
    for (const line of made) yield { ...line, child: book.number, knownAt: book.knownAt };
  }
}
