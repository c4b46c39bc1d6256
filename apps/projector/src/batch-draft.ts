import { monthOf, type Month } from '@careledger/calendar';
import { BalanceSheet, knownMonthOf } from '@careledger/ledger';
import { RULEBOOK_VERSION } from '@careledger/measures';
import {
  writePosting,
  type BatchEffects,
  type BinaryCopy,
  type LedgerDirectory,
  type LedgerPosition,
  type NewChild,
  type ParkedChild,
  type StoredCell,
} from '@careledger/store';
import type { PostingSheet } from './posting-sheet';

/** What became known of one authority in one month. */
interface MonthOfKnowledge {
  readonly authority: number;
  readonly knownMonth: Month;
  readonly sheet: BalanceSheet;
}

/** What a batch of one partition is going to change, before it is written. */
export class BatchDraft {
  readonly children: NewChild[] = [];
  readonly parked: ParkedChild[] = [];

  constructor(
    private readonly partition: number,
    readonly sheet: PostingSheet,
  ) {}

  /**
   * Numbers the postings in the order of their causes and adds up what they change in the balances.
   * @param copy where the rows go; emptied first
   * @param nextOffset the offset that follows the batch
   */
  effects(directory: LedgerDirectory, copy: BinaryCopy, before: LedgerPosition, nextOffset: number): BatchEffects {
    copy.reset();
    const { partition } = this;
    const spans = new Map<Month, { knownMonth: Month; first: number; last: number }>();
    const months = new Map<number, MonthOfKnowledge>();
    let number = before.nextPosting;
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
        const stored = {
          account: directory.accounts[account] as number,
          cell: (directory.cell(cell) as StoredCell).id,
        };
        const amount = { day, numerator, denominator };
        writePosting(copy, caused.cause, amount, {
          number: number++,
          ...stored,
          partition,
          rulebook: RULEBOOK_VERSION,
        });
        sheet.add(stored.account, cell, monthOf(day), numerator, denominator);
      });
    }
    return {
      partition,
      // Children are worked on one after the other, not in the order of the log.
      children: this.children.sort((a, b) => a.child - b.child),
      parked: this.parked.sort((a, b) => a.since - b.since),
      postings: copy,
      balances: [...months.values()].map(({ authority, knownMonth, sheet }) => ({
        authority,
        knownMonth,
        changes: sheet.changes((cell) => (directory.cell(cell) as StoredCell).groups),
      })),
      spans: [...spans.values()],
      before,
      after: { nextOffset, nextPosting: number },
    };
  }
}
