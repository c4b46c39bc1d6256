import { monthOf, type Instant, type Month } from '@careledger/calendar';
import { UNKNOWN, type Cell } from '@careledger/measures';

/** Sums of postings of one authority that became known in one month. */
export interface BalanceChange {
  readonly account: number;
  readonly group: number;
  readonly month: Month;
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Of each breakdown that every measure has (but of age bands, where no key is so frequent) the balances leave one key out,
 * one that many children have: what the whole has beyond all other keys is of that key. So nothing is lost, whichever
 * it is, and four breakdowns take hardly more rows than two.
 */
const LEFT_OUT: Readonly<Record<string, string>> = { gender: 'M', ethnicity: 'WBRI', disabled: 'false' };

/** Whether balances are kept of this key of a breakdown. */
export function isKept(breakdown: string, key: string): boolean {
  return LEFT_OUT[breakdown] !== key;
}

/** The key of a breakdown to which belongs what the whole has beyond all keys that are kept. */
export function remainderOf(breakdown: string): string {
  return LEFT_OUT[breakdown] ?? UNKNOWN;
}

/** Months are counted from here: earlier than any date of the contract, birthdays of the old included. */
const FIRST_MONTH = 1850 * 12;
const MONTHS = 2 ** 12;

/**
 * Adds postings up by account, group and month of their day: what a batch changes in the balances. Derived; the
 * postings are the authority.
 */
export class BalanceSheet {
  /**
   * By account, then by cell and month in one small number: a batch adds a hundred thousand times, mostly to the same
   * cells and months, which are taken apart into their groups only in the end.
   */
  private readonly accounts: Sums[] = [];

  add(account: number, cell: Cell, month: Month, numerator: number, denominator: number): void {
    (this.accounts[account] ??= new Sums()).add(cell, month, numerator, denominator);
  }

  /**
   * What does not add up to nothing, in order of account, group and month.
   * @param groupsOf the groups that a cell is in
   */
  changes(groupsOf: (cell: Cell) => readonly number[]): BalanceChange[] {
    const found: BalanceChange[] = [];
    this.accounts.forEach((cells, account) => {
      const groups = new Sums();
      cells.each((cell, month, numerator, denominator) => {
        for (const group of groupsOf(cell)) groups.add(group, month, numerator, denominator);
      });
      groups.each((group, month, numerator, denominator) => {
        found.push({ account, group, month, numerator, denominator });
      });
    });
    return found;
  }
}

/** Sums by a small number and a month. */
class Sums {
  private readonly places = new Map<number, number>();
  private readonly numerators: number[] = [];
  private readonly denominators: number[] = [];

  add(which: number, month: Month, numerator: number, denominator: number): void {
    const key = which * MONTHS + month - FIRST_MONTH;
    const place = this.places.get(key);
    if (place === undefined) {
      this.places.set(key, this.numerators.push(numerator) - 1);
      this.denominators.push(denominator);
    } else {
      (this.numerators[place] as number) += numerator;
      (this.denominators[place] as number) += denominator;
    }
  }

  /** Those that are not nothing, in order. */
  each(visit: (which: number, month: Month, numerator: number, denominator: number) => void): void {
    for (const key of Float64Array.from(this.places.keys()).sort()) {
      const place = this.places.get(key) as number;
      const numerator = this.numerators[place] as number;
      const denominator = this.denominators[place] as number;
      if (numerator === 0 && denominator === 0) continue;
      visit(Math.floor(key / MONTHS), (key % MONTHS) + FIRST_MONTH, numerator, denominator);
    }
  }
}

const MICROSECONDS_A_DAY = 86_400_000_000;

/** The month, in UTC, in which something became known. */
export function knownMonthOf(instant: Instant): Month {
  return monthOf(Math.floor(instant / MICROSECONDS_A_DAY));
}
