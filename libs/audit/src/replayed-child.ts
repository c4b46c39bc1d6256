import type { Instant } from '@careledger/calendar';
import {
  ChildBook,
  courseOf,
  isCaseEvent,
  type AppliedActivation,
  type AppliedEvent,
  type Posting,
} from '@careledger/ledger';
import { rulebookNumbered, type Rulebook } from '@careledger/measures';
import type { PartitionRules } from './rules';
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
  readonly applied: readonly AppliedEvent[];
  /** The rulebooks that its entries were taken over to, and since when that is known. */
  readonly activated: readonly AppliedActivation[];
  /** The one that its entries were under. */
  readonly rulebook: Rulebook;
  /** Offsets of all that the log has of the child and that was known. */
  readonly inScope: readonly number[];
}

/**
 * What was known of a child at an instant (events.md: an event is known from the greatest `appendedAt` among the child's
 * events up to it in log order; what waited, from the act that released it). A rulebook has its turn at its place in the log.
 * @throws UnknownRulebook where the program does not have the one that the child's entries were under
 */
export function knownChild(
  file: ChildFile,
  knownAt: Instant,
  { course, rulebooks }: PartitionRules,
  waiting: Waiting | undefined,
): KnownChild {
  const { items } = file;
  const { applied, activated } = courseOf(items, { parkedSince: waiting?.since, rules: course });
  const activatedThen = activated.filter((one) => one.knownAt <= knownAt);
  return {
    number: items.find(isCaseEvent)?.offset ?? 0,
    applied: applied.filter((one) => one.knownAt <= knownAt),
    activated: activatedThen,
    rulebook: rulebookNumbered(rulebooks, activatedThen.at(-1)?.activation.event.data.version ?? course.beginning),
    inScope: offsetsInScope(file, knownAt),
  };
}

function offsetsInScope({ items }: ChildFile, knownAt: Instant): number[] {
  const offsets: number[] = [];
  for (const { offset, appendedAt } of items) {
    // Once one is known later, all that follow are.
    if (appendedAt > knownAt) break;
    offsets.push(offset);
  }
  return offsets;
}

/** The child's page of the ledger, out of what was known. @throws whatever the fold or a measure throws */
export function bookOf({ authority, subject }: ChildFile, { number, applied, rulebook }: KnownChild): ChildBook {
  const events = applied.map(({ logged }) => logged);
  return ChildBook.reopen(rulebook, authority, subject, events, number);
}

/** A posting as the events make it: the difference that one of them made, or a new rulebook. */
export interface MadePosting extends Posting {
  /** Offset of the event that made it. */
  readonly cause: number;
  readonly knownAt: Instant;
}

/**
 * The postings that the events of a child make, one event after the other, and each rulebook at its place.
 * @throws as `bookOf`
 */
export function postingsOf(
  { authority, subject }: ChildFile,
  { number, applied, activated }: KnownChild,
  { course, rulebooks }: PartitionRules,
): MadePosting[] {
  const book = ChildBook.open(rulebookNumbered(rulebooks, course.before(number)), authority, subject, number);
  const made: MadePosting[] = [];
  // What comes before the child's first event has nothing to post.
  const rules = activated.filter(({ activation }) => activation.offset > number);
  let next = 0;
  const changeRulesBefore = (offset: number): void => {
    for (let one = rules[next]; one !== undefined && one.activation.offset < offset; one = rules[++next]) {
      const { activation, knownAt } = one;
      const to = rulebookNumbered(rulebooks, activation.event.data.version);
      book.changeRules(to, postFrom(activation.offset, knownAt));
    }
  };
  const postFrom =
    (cause: number, knownAt: Instant) =>
    (...[account, day, cell, numerator, denominator]: Parameters<Parameters<ChildBook['apply']>[1]>): void => {
      made.push({ account, day, cell, numerator, denominator, cause, knownAt });
    };
  for (const { logged, knownAt } of applied) {
    changeRulesBefore(logged.offset);
    book.apply(logged, postFrom(logged.offset, knownAt));
  }
  changeRulesBefore(Infinity);
  return made;
}
