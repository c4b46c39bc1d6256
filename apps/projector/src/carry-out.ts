import { partitionKey } from '@careledger/contract';
import { ChildBook, courseOf, discardedBy, isCaseEvent } from '@careledger/ledger';
import { NEWEST } from '@careledger/measures';
import type { Logged, LoggedEvent } from '@careledger/store';
import type { BatchDraft } from './batch-draft';
import type { BookShelf } from './book-shelf';

/**
 * Applies an event to its child's book, and posts what that changes.
 * @returns why it could not be applied; undefined where it could. The book is then of no further use.
 */
export type Apply = (book: ChildBook, logged: LoggedEvent) => string | undefined;

/**
 * Carries out what operators decided about a parked child: what is discarded is left out, and the events that wait are
 * tried in the order of the log. What can be applied is caused by its own event and known from the act on; from the first
 * that cannot, the child waits again. A control event that does not follow on, or about no parked child, changes nothing.
 * @returns the child's book, where it was opened
 */
export function carryOut(control: Logged, shelf: BookShelf, draft: BatchDraft, apply: Apply): ChildBook | undefined {
  const { authority, subject } = control.event;
  const child = partitionKey(control.event);
  const acts = shelf.parked.actsOn(child);
  const act = acts.find(({ offset }) => offset === control.offset);
  const why = shelf.parked.whyParked(child);
  if (act === undefined || why === undefined) return undefined;

  const file = shelf.fileOf(authority, subject, act.offset);
  const number = file.find(isCaseEvent)?.offset;
  const { applied, waiting, knownAt } = courseOf(file, { acts, parkedSince: why.since });
  const events = applied.map(({ logged }) => logged);
  const book = ChildBook.reopen(NEWEST, authority, subject, events, number);
  book.knowAt(Math.max(knownAt, act.appendedAt));
  shelf.parked.release(child);
  shelf.put(authority, subject, book);
  draft.release(authority, subject);
  for (const logged of waiting) {
    if (logged.offset === discardedBy(act)) continue;
    const reason = shelf.parked.waitsByTheLog(child, logged.offset, act.offset)?.reason ?? apply(book, logged);
    if (reason === undefined) continue;
    park(logged, reason, shelf, draft);
    break;
  }
  return book;
}

/** The child's events wait from this one on. */
export function park({ offset, event }: LoggedEvent, reason: string, shelf: BookShelf, draft: BatchDraft): void {
  const { authority, subject } = event;
  shelf.parked.park(partitionKey(event), { since: offset, reason });
  shelf.drop(authority, subject);
  draft.park({ authority, subject, since: offset, reason });
}
