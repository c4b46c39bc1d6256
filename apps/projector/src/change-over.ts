import { partitionKey } from '@careledger/contract';
import { changedAccounts, postChangeOfRules, type Activation } from '@careledger/ledger';
import type { Rulebook } from '@careledger/measures';
import { childrenAfter, eventsOfChildren, type Logged, type NewChild } from '@careledger/store';
import type { Pool } from 'pg';
import type { BatchDraft } from './batch-draft';
import type { BookShelf } from './book-shelf';
import { faultOf } from './failure';
import { park } from './carry-out';
import type { PreparedChanges } from './prepared-changes';

/** Children whose events are read and folded in one go: some thousand events. */
const CHILDREN_AT_ONCE = 200;

/** A change from one rulebook to another, in the batch that it stands in. */
export interface ChangeOver {
  readonly activation: Activation;
  /** Its place in the batch. */
  readonly place: number;
  readonly from: Rulebook;
  readonly to: Rulebook;
  /** What of the partition is in the event store and the ledger already: the offset with which the batch begins. */
  readonly stored: number;
}

/** What a change-over works with. */
export interface Workplace {
  readonly pool: Pool;
  readonly partition: number;
  readonly shelf: BookShelf;
  /** What was worked out ahead. */
  readonly prepared: PreparedChanges;
  readonly draft: BatchDraft;
  /** Lets one partition at a time compute; reading does not wait for it. */
  readonly computing: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Takes every child of a partition over to another rulebook, in the order of their numbers: what differs is posted, caused by
 * the activation and known from it on. Children whose books are not in memory are those for whom it was worked out ahead; the others
 * are read from the event store, some at a time, and not kept. Parked children wait: for them the activation is one of the things that are tried when they are released. A child
 * that cannot be measured by the new rulebook is parked, under the old one.
 */
export async function changeOver(change: ChangeOver, workplace: Workplace): Promise<void> {
  const { pool, partition, draft, computing } = workplace;
  const { from, to, stored } = change;
  const hasChanges = changedAccounts(from, to).length > 0;
  let last = -1;
  for (;;) {
    const children = await childrenAfter(pool, partition, last, CHILDREN_AT_ONCE);
    if (children.length === 0) break;
    last = children[children.length - 1]!.child;
    const cold = hasChanges ? children.filter((child) => needsEvents(child, change, workplace)) : [];
    const events = stored === 0 ? NONE : await eventsOfChildren(pool, cold, { before: { [partition]: stored } });
    await computing(async () => {
      for (const child of children) postChange(child, events.get(partitionKey(child)) ?? [], change, workplace);
      return Promise.resolve();
    });
  }
  // Those that the batch itself has begun; their numbers are greater than all of those.
  const begun = [...draft.children].sort((a, b) => a.child - b.child);
  await computing(async () => {
    for (const child of begun) postChange(child, [], change, workplace);
    return Promise.resolve();
  });
}

const NONE: ReadonlyMap<string, readonly Logged[]> = new Map();

function needsEvents(child: NewChild, { from, to }: ChangeOver, { shelf, prepared }: Workplace): boolean {
  const name = partitionKey(child);
  if (shelf.peek(child) !== undefined || shelf.parked.whyParked(name) !== undefined) return false;
  if (shelf.erasures.isGone(name)) return false;
  return !prepared.has(name, from, to);
}

function postChange(
  child: NewChild,
  items: readonly Logged[],
  { activation, place, from, to }: ChangeOver,
  { shelf, draft, prepared }: Workplace,
): void {
  const name = partitionKey(child);
  // Erased in this very batch: its row and its events are there until the batch is committed.
  if (shelf.parked.whyParked(name) !== undefined || shelf.erasures.isGone(name)) return;
  const { offset, appendedAt } = activation;
  const book = shelf.peek(child);
  const byTheLog = shelf.parked.waitsByTheLog(name, offset, offset);
  if (byTheLog !== undefined) return park(child, offset, byTheLog.reason, shelf, draft);

  const { sheet } = draft;
  const begin = sheet.postings;
  let knownAt = appendedAt;
  try {
    if (book !== undefined) {
      book.changeRules(to, sheet.add);
      book.knowAt(appendedAt);
      book.close();
      ({ knownAt } = book);
    } else if (prepared.has(name, from, to)) {
      knownAt = Math.max(appendedAt, prepared.post(name, sheet.add));
    } else if (items.length > 0) {
      const { events, knownAt: known } = shelf.posted(name, items, offset);
      postChangeOfRules({ from, to }, child, events, sheet.add);
      knownAt = Math.max(appendedAt, known, ...events.map((event) => event.appendedAt));
    }
  } catch (error) {
    sheet.undo(begin);
    return park(child, offset, faultOf(error), shelf, draft);
  }
  const cause = {
    cause: offset,
    child: child.child,
    authority: Number(child.authority),
    knownAt,
    rulebook: to.version,
  };
  sheet.close(place, begin, cause);
}
