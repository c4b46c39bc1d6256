import { monthOf, type Instant, type Month } from '@careledger/calendar';

/** Sums of postings of one authority that became known in one month. */
export interface BalanceChange {
  readonly account: number;
  readonly group: number;
  readonly month: Month;
  readonly numerator: number;
  readonly denominator: number;
}

const GROUPS = 2 ** 20;
const MONTHS = 2 ** 16;

/**
 * Adds postings up by account, group and month of their day: what a batch changes in the balances. Derived; the
 * postings are the authority.
 */
export class BalanceSheet {
  private readonly places = new Map<number, number>();
  private readonly numerators: number[] = [];
  private readonly denominators: number[] = [];

  add(account: number, group: number, month: Month, numerator: number, denominator: number): void {
    const key = (account * GROUPS + group) * MONTHS + month;
    const place = this.places.get(key);
    if (place === undefined) {
      this.places.set(key, this.numerators.push(numerator) - 1);
      this.denominators.push(denominator);
    } else {
      (this.numerators[place] as number) += numerator;
      (this.denominators[place] as number) += denominator;
    }
  }

  /** What does not add up to nothing, in order of account, group and month. */
  changes(): BalanceChange[] {
    return [...this.places]
      .sort(([a], [b]) => a - b)
      .map(([key, place]) => ({
        account: Math.floor(key / MONTHS / GROUPS),
        group: Math.floor(key / MONTHS) % GROUPS,
        month: key % MONTHS,
        numerator: this.numerators[place] as number,
        denominator: this.denominators[place] as number,
      }))
      .filter(({ numerator, denominator }) => numerator !== 0 || denominator !== 0);
  }
}

const MICROSECONDS_A_DAY = 86_400_000_000;

/** The month, in UTC, in which something became known. */
export function knownMonthOf(instant: Instant): Month {
  return monthOf(Math.floor(instant / MICROSECONDS_A_DAY));
}
