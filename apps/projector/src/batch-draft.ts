import { monthOf, type Instant, type Month } from '@careledger/calendar';
import { BalanceSheet, knownMonthOf, type Posting } from '@careledger/ledger';
import { RULEBOOK_VERSION, type Cell } from '@careledger/measures';
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

/** A posting with what caused it. */
interface Line extends Posting {
  /** Offset of the causing event. */
  readonly cause: number;
  readonly child: number;
  readonly authority: number;
  readonly knownAt: Instant;
}

/** What a batch of one partition is going to change, before it is written. */
export class BatchDraft {
  readonly children: NewChild[] = [];
  readonly parked: ParkedChild[] = [];
  private readonly lines: Line[] = [];

  constructor(private readonly partition: number) {}

  get postings(): number {
    return this.lines.length;
  }

  post(
    { account, day, cell, numerator, denominator }: Posting,
    cause: number,
    child: number,
    authority: number,
    knownAt: Instant,
  ): void {
    this.lines.push({ account, day, cell, numerator, denominator, cause, child, authority, knownAt });
  }

  /** Takes back what was posted after there were `count` postings. */
  undo(count: number): void {
    this.lines.length = count;
  }

  /** The cells that the postings carry. */
  cells(): Set<Cell> {
    return new Set(this.lines.map(({ cell }) => cell));
  }

  /**
   * Numbers the postings and adds up what they change in the balances.
   * @param copy where the rows go; emptied first
   * @param nextOffset the offset that follows the batch
   */
  effects(directory: LedgerDirectory, copy: BinaryCopy, before: LedgerPosition, nextOffset: number): BatchEffects {
    copy.reset();
    const spans = new Map<Month, { knownMonth: Month; first: number; last: number }>();
    const balances = new Map<number, { authority: number; knownMonth: Month; sheet: BalanceSheet }>();
    let number = before.nextPosting;
    for (const line of this.lines) {
      const { authority, day, knownAt, numerator, denominator } = line;
      const cell = directory.cell(line.cell) as StoredCell;
      const account = directory.accounts[line.account] as number;
      const { partition } = this;
      writePosting(copy, line, { number, cell: cell.id, account, partition, rulebook: RULEBOOK_VERSION });

      const knownMonth = knownMonthOf(knownAt);
      const span = spans.get(knownMonth);
      if (span === undefined) spans.set(knownMonth, { knownMonth, first: number, last: number });
      else span.last = number;

      const key = authority * 100_000 + knownMonth;
      let balance = balances.get(key);
      if (balance === undefined) balances.set(key, (balance = { authority, knownMonth, sheet: new BalanceSheet() }));
      balance.sheet.add(account, cell.groups, monthOf(day), numerator, denominator);
      number++;
    }
    return {
      partition: this.partition,
      children: this.children,
      parked: this.parked,
      postings: copy,
      balances: [...balances.values()].map(({ authority, knownMonth, sheet }) => ({
        authority,
        knownMonth,
        changes: sheet.changes(),
      })),
      spans: [...spans.values()],
      before,
      after: { nextOffset, nextPosting: number },
    };
  }
}
