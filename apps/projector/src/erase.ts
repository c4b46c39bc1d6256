import { partitionKey } from '@careledger/contract';
import { ChildBook, courseOf, isCaseEvent } from '@careledger/ledger';
import type { ChildName } from '@careledger/store';
import type { BatchDraft } from './batch-draft';
import type { BookShelf } from './book-shelf';
import type { Erasure } from './is-erasure';

/**
 * Carries out the erasure of a child as far as the ledger goes: what is posted for it is taken back, caused by the erasure and
 * known from it on, so that figures as known before stay what they were; its book is thrown away. What the tables hold of
 * it goes with the batch. An erasure that is met again, when there is nothing left of the child, changes nothing.
 * @param place that of the erasure in the batch
 */
export function erase(erasure: Erasure, place: number, shelf: BookShelf, draft: BatchDraft): void {
  const child = shelf.erasures.childOf(erasure);
  if (child === undefined) return;
  const { authority, subject } = child;
  const { sheet } = draft;
  const begin = sheet.postings;
  const book = shelf.book(authority, subject) ?? bookFromFile(erasure, child, shelf);
  if (book !== undefined) {
    book.knowAt(erasure.appendedAt);
    book.takeBack(sheet.add);
    const { number, knownAt, rulebook } = book;
    sheet.close(place, begin, {
      cause: erasure.offset,
      child: number,
      authority: Number(authority),
      knownAt,
      rulebook: rulebook.version,
    });
  }
  const name = partitionKey(child);
  shelf.drop(authority, subject);
  if (shelf.parked.whyParked(name) !== undefined) draft.release(authority, subject);
  shelf.parked.forget(name);
  shelf.erasures.done(name);
  const { partition, offset, event } = erasure;
  const { ground, reason, askedBy, by: decidedBy } = event.data;
  const postings = sheet.postings - begin;
  draft.erasures.push({
    ...{ id: event.id, partition, offset, authority, subject },
    ...{ ground, reason, askedBy, decidedBy, postings },
  });
}

/** The book of a child that has none on the shelf, because it is parked or was not used for long. */
function bookFromFile({ offset }: Erasure, { authority, subject }: ChildName, shelf: BookShelf): ChildBook | undefined {
  const file = shelf.fileOf(authority, subject, offset);
  const number = file.find(isCaseEvent)?.offset;
  if (number === undefined) return undefined;
  const name = partitionKey({ authority, subject });
  const parkedSince = shelf.parked.whyParked(name)?.since;
  const { rules } = shelf;
  const acts = shelf.parked.actsOn(name);
  const { applied, knownAt } = courseOf(file, { acts, parkedSince, rules: rules.courseUpTo(offset) });
  const events = applied.map(({ logged }) => logged);
  // A parked child is still under the rulebook that was in force when it began to wait.
  const book = ChildBook.reopen(rules.before(parkedSince ?? offset), authority, subject, events, number);
  book.knowAt(knownAt);
  return book;
}
