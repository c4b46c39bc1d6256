import type { Month } from '@careledger/calendar';
import type { MonthlySums } from './monthly-sums';
import type { Columns } from './sums-statement';

/** Sums of what became known before a month, and the stamp by which the database says whether they still hold. */
export interface KeptBase {
  readonly before: Month;
  readonly stamp: number;
  readonly sums: MonthlySums;
}

/** The most numbers kept: some 30 MB. */
const MOST_NUMBERS = 4_000_000;

/**
 * The bases of the questions that were asked last. The past changes seldom and is large: adding the balances of years up
 * anew for each question would cost more than all the rest. What is kept is never trusted without its stamp.
 */
export class KeptBases {
  private readonly bases = new Map<string, KeptBase>();
  private size = 0;

  /** @param known the month of the instant that is asked about; undefined where the question is about now */
  get(columns: Columns, known: Month | undefined): KeptBase | undefined {
    const name = nameOf(columns, known);
    const kept = this.bases.get(name);
    if (kept !== undefined) {
      // Last used, last thrown out: a Map keeps the order in which keys were set.
      this.bases.delete(name);
      this.bases.set(name, kept);
    }
    return kept;
  }

  set(columns: Columns, known: Month | undefined, base: KeptBase): void {
    this.drop(columns, known);
    this.bases.set(nameOf(columns, known), base);
    this.size += base.sums.size;
    for (const name of this.bases.keys()) {
      if (this.size <= MOST_NUMBERS) return;
      this.remove(name);
    }
  }

  drop(columns: Columns, known: Month | undefined): void {
    this.remove(nameOf(columns, known));
  }

  private remove(name: string): void {
    this.size -= this.bases.get(name)?.sums.size ?? 0;
    this.bases.delete(name);
  }
}

function nameOf({ authority, measure, stream, by }: Columns, known: Month | undefined): string {
  return [authority, measure, stream, by, known].join(' ');
}
