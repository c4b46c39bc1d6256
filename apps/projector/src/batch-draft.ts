import { monthOf, type Month } from '@careledger/calendar';
import { BalanceSheet, knownMonthOf } from '@careledger/ledger';
import type { Cell } from '@careledger/measures';
import {
  headOf,
  PostingSealer,
  writePosting,
  type BatchEffects,
  type BinaryCopy,
  type LedgerDirectory,
  type LedgerPosition,
  type PostingChain,
  type ChildName,
  type ErasureOrder,
  type LateEvent,
  type Meaning,
  type NewChild,
  type ParkedChild,
  type PostingOfErased,
  type StoredCell,
} from '@careledger/store';
import { activeTraceparent } from '@careledger/tracing';
import type { PostingSheet } from './posting-sheet';

/** What became known of one authority in one month. */
interface MonthOfKnowledge {
  readonly authority: number;
  readonly knownMonth: Month;
  readonly sheet: BalanceSheet;
}

/** How far a partition is projected, with the chain of its postings. */
export interface ChainedPosition extends LedgerPosition {
  readonly chain: PostingChain;
  /** Its value over all postings so far. */
  readonly head: Buffer;
}

/** What a batch changes, with the chain of postings as it is then. */
export interface ChainedEffects extends BatchEffects {
  readonly before: ChainedPosition;
  readonly after: ChainedPosition;
}

/** Postings that are taken over from another ledger, between those that are worked out. */
export interface CarriedOver {
  /** The cells that they carry. */
  readonly cells: ReadonlySet<Cell>;
  /** The one with this number, where it was caused before an offset; asked for number by number, and given once. */
  take(number: number, nextOffset: number): PostingOfErased | undefined;
}

/** What a batch of one partition is going to change, before it is written. */
export class BatchDraft {
  readonly children: NewChild[] = [];
  /** The children who are to be erased with the batch. */
  readonly erasures: ErasureOrder[] = [];
  /** Events of children who were erased before they came: they are erased with the batch, and count for nothing. */
  readonly late: LateEvent[] = [];
  private readonly parkings = new Map<string, ParkedChild>();
  private readonly releases = new Map<string, ChildName>();

  constructor(
    private readonly partition: number,
    readonly sheet: PostingSheet,
  ) {}

  /** The children that are parked at the end of the batch, and were not so, or not for that event, before it. */
  get parked(): readonly ParkedChild[] {
    return [...this.parkings.values()].sort((a, b) => a.since - b.since);
  }

  /** A child waits from now on. */
  park(child: ParkedChild): void {
    const name = `${child.authority}:${child.subject}`;
    this.releases.delete(name);
    this.parkings.set(name, child);
  }

  /** A child waits no longer. */
  release(authority: string, subject: string): void {
    const name = `${authority}:${subject}`;
    this.parkings.delete(name);
    this.releases.set(name, { authority, subject });
  }

  /**
   * Numbers and seals the postings in the order of their causes and adds up what they change in the balances.
   * @param copy where the rows go; emptied first
   * @param nextOffset the offset that follows the batch
   * @param carried what is taken over from another ledger, where anything is
   */
  effects(
    directory: LedgerDirectory,
    copy: BinaryCopy,
    before: ChainedPosition,
    nextOffset: number,
    carried?: CarriedOver,
  ): ChainedEffects {
    copy.reset();
    const { partition } = this;
    const spans = new Map<Month, { knownMonth: Month; first: number; last: number }>();
    const months = new Map<number, MonthOfKnowledge>();
    const sealer = new PostingSealer(before.chain);
    let number = before.nextPosting;
    const monthKnown = (authority: number, knownMonth: Month): MonthOfKnowledge => {
      const key = authority * 100_000 + knownMonth;
      let month = months.get(key);
      if (month === undefined) months.set(key, (month = { authority, knownMonth, sheet: new BalanceSheet() }));
      return month;
    };
    const spanTo = (knownMonth: Month, first: number, last: number): void => {
      const span = spans.get(knownMonth);
      if (span === undefined) spans.set(knownMonth, { knownMonth, first, last });
      else span.last = last;
    };
    const carry = (): void => {
      for (let one = carried?.take(number, nextOffset); one !== undefined; one = carried?.take(number, nextOffset)) {
        const { authority, knownAt, account, cell, accountMeaning, day, numerator, denominator, rulebook } = one;
        const { id, meaning } = directory.cell(cell) as StoredCell;
        const place = { number: number++, partition, rulebook };
        writePosting(copy, one, one, { ...place, account, cell: id });
        sealer.add(one, one, place, meaning, accountMeaning);
        const knownMonth = knownMonthOf(knownAt);
        monthKnown(authority, knownMonth).sheet.add(account, cell, monthOf(day), numerator, denominator);
        spanTo(knownMonth, place.number, place.number);
      }
    };
    this.sheet.arrange((cell) => (directory.cell(cell) as StoredCell).rank);
    for (const caused of this.sheet.inOrder()) {
      const { authority, knownAt } = caused.cause;
      const knownMonth = knownMonthOf(knownAt);
      const { sheet } = monthKnown(authority, knownMonth);
      if (carried !== undefined) carry();
      const first = number;
      caused.forEach((account, day, cell, numerator, denominator) => {
        if (carried !== undefined) carry();
        const { id, meaning } = directory.cell(cell) as StoredCell;
        const stored = { account: directory.accounts[account] as number, cell: id };
        const amount = { day, numerator, denominator };
        const place = { number: number++, partition, rulebook: caused.cause.rulebook };
        writePosting(copy, caused.cause, amount, { ...place, ...stored });
        sealer.add(caused.cause, amount, place, meaning, directory.accountMeanings[account] as Meaning);
        sheet.add(stored.account, cell, monthOf(day), numerator, denominator);
      });
      spanTo(knownMonth, first, number - 1);
    }
    if (carried !== undefined) carry();
    const { chain } = sealer;
    const head = headOf(chain);
    return {
      partition,
      // Children are worked on one after the other, not in the order of the log.
      children: this.children.sort((a, b) => a.child - b.child),
      parked: this.parked,
      released: [...this.releases.values()],
      postings: copy,
      seals: sealer.take(),
      postingChain: head,
      balances: [...months.values()].map(({ authority, knownMonth, sheet }) => ({
        authority,
        knownMonth,
        changes: sheet.changes((cell) => (directory.cell(cell) as StoredCell).groups),
      })),
      spans: [...spans.values()],
      before,
      after: { nextOffset, nextPosting: number, chain, head },
      traceparent: activeTraceparent(),
    };
  }
}
