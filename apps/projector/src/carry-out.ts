import { partitionKey } from '@careledger/contract';
import { ChildBook, courseOf, discardedBy, isCaseEvent, type Activation } from '@careledger/ledger';
import type { Rulebook } from '@careledger/measures';
import type { ChildName, Logged, LoggedEvent } from '@careledger/store';
import type { BatchDraft } from './batch-draft';
import type { BookShelf } from './book-shelf';

/** How what waits is tried. Each gives why it could not be; undefined where it could. After that the book is of no further use. */
export interface Trying {
  /** Applies an event to its child's book, and posts what that changes. */
  apply(book: ChildBook, logged: LoggedEvent): string | undefined;
  /** Takes a book over to the rulebook that an activation brought into force, and posts what that changes. */
  changeRules(book: ChildBook, child: ChildName, activation: Activation, rulebook: Rulebook): string | undefined;
}

/**
 * Carries out what operators decided about a parked child: what is discarded is left out, and the events that wait are
 * tried in the order of the log. What can be applied is caused by its own event and known from the act on; from the first
 * that cannot, the child waits again. A rulebook that was activated meanwhile has waited with them, and has its turn at its
 * place. A control event that does not follow on, or about no parked child, changes nothing.
 * @returns the child's book, where it was opened
 */
export function carryOut(control: Logged, shelf: BookShelf, draft: BatchDraft, trying: Trying): ChildBook | undefined {
  const { authority, subject } = control.event;
  const child = partitionKey(control.event);
  const acts = shelf.parked.actsOn(child);
  const act = acts.find(({ offset }) => offset === control.offset);
  const why = shelf.parked.whyParked(child);
  if (act === undefined || why === undefined) return undefined;

  const file = shelf.fileOf(authority, subject, act.offset);
  const number = file.find(isCaseEvent)?.offset;
  const { rules, parked } = shelf;
  const known = rules.courseUpTo(act.offset);
  const course = courseOf(file, { acts, parkedSince: why.since, rules: known });
  const { applied, waiting, activationsWaiting, knownAt } = course;
  const events = applied.map(({ logged }) => logged);
  const book = ChildBook.reopen(rules.before(why.since), authority, subject, events, number);
  book.knowAt(Math.max(knownAt, act.appendedAt));
  parked.release(child);
  shelf.put(authority, subject, book);
  draft.release(authority, subject);
  for (const logged of [...waiting, ...activationsWaiting].sort((a, b) => a.offset - b.offset)) {
    if (logged.offset === discardedBy(act)) continue;
    const reason =
      parked.waitsByTheLog(child, logged.offset, act.offset)?.reason ??
      (isCaseEvent(logged)
        ? trying.apply(book, logged)
        : trying.changeRules(book, { authority, subject }, logged, rules.broughtBy(logged)));
    if (reason === undefined) continue;
    park({ authority, subject }, logged.offset, reason, shelf, draft);
    break;
  }
  return book;
}

/** What the log has for the child waits from this place on. */
export function park(child: ChildName, since: number, reason: string, shelf: BookShelf, draft: BatchDraft): void {
  const { authority, subject } = child;
  shelf.parked.park(partitionKey(child), { since, reason });
  shelf.drop(authority, subject);
  draft.park({ authority, subject, since, reason });
}
