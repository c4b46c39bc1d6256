import { monthOf, type Month } from '@careledger/calendar';
import { BalanceSheet, knownMonthOf } from '@careledger/ledger';
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
   */
  effects(directory: LedgerDirectory, copy: BinaryCopy, before: ChainedPosition, nextOffset: number): ChainedEffects {
    copy.reset();
    const { partition } = this;
    const spans = new Map<Month, { knownMonth: Month; first: number; last: number }>();
    const months = new Map<number, MonthOfKnowledge>();
    const sealer = new PostingSealer(before.chain);
    let number = before.nextPosting;
    this.sheet.arrange((cell) => (directory.cell(cell) as StoredCell).rank);
    for (const caused of this.sheet.inOrder()) {
      const { authority, knownAt } = caused.cause;
      const knownMonth = knownMonthOf(knownAt);
      const span = spans.get(knownMonth);
      const last = number + caused.postings - 1;
      if (span === undefined) spans.set(knownMonth, { knownMonth, first: number, last });
      else span.last = last;
      const key = authority * 100_000 + knownMonth;
      let month = months.get(key);
      if (month === undefined) months.set(key, (month = { authority, knownMonth, sheet: new BalanceSheet() }));
      const { sheet } = month;
      caused.forEach((account, day, cell, numerator, denominator) => {
        const { id, meaning } = directory.cell(cell) as StoredCell;
        const stored = { account: directory.accounts[account] as number, cell: id };
        const amount = { day, numerator, denominator };
        const place = { number: number++, partition, rulebook: caused.cause.rulebook };
        writePosting(copy, caused.cause, amount, { ...place, ...stored });
        sealer.add(caused.cause, amount, place, meaning, directory.accountMeanings[account] as Meaning);
        sheet.add(stored.account, cell, monthOf(day), numerator, denominator);
      });
    }
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
