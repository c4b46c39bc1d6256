import { monthOf, type Month } from '@careledger/calendar';
import { remainderOf } from '@careledger/ledger';
import type { Sums, SumsByKey } from './figure';
import type { SumRow } from './sums-statement';

/** Sums by month, of the whole and of each key of a breakdown. */
export class MonthlySums {
  private readonly whole = new Column();
  private readonly keys = new Map<string, Column>();

  static of(rows: readonly SumRow[]): MonthlySums {
    const sums = new MonthlySums();
    sums.add(rows);
    return sums;
  }

  add(rows: readonly SumRow[]): void {
    for (const [part, key, day, numerator, denominator] of rows) {
      const month = monthOf(day);
      if (part !== 'key') this.whole.add(month, numerator, denominator);
      if (part !== 'whole' && key !== null) this.column(key).add(month, numerator, denominator);
    }
  }

  /** Numbers kept, for a limit on memory. */
  get size(): number {
    let size = this.whole.size;
    for (const column of this.keys.values()) size += column.size;
    return size;
  }

  /**
   * The running sums of these and some more, up to the last month asked.
   * @param by the breakdown whose keys are in both
   */
  runningWith(more: MonthlySums, by: string | undefined): RunningSums {
    const whole = Running.of(this.whole, more.whole);
    const keys = new Map<string, Running>();
    for (const key of new Set([...this.keys.keys(), ...more.keys.keys()])) {
      keys.set(key, Running.of(this.keys.get(key), more.keys.get(key)));
    }
    return new RunningSums(whole, keys, by);
  }

  private column(key: string): Column {
    let column = this.keys.get(key);
    if (column === undefined) this.keys.set(key, (column = new Column()));
    return column;
  }
}

/** One sum a month, of the months from the first to the last that has any. */
class Column {
  first: Month = 0;
  readonly numerators: number[] = [];
  readonly denominators: number[] = [];

  get size(): number {
    return 2 * this.numerators.length;
  }

  add(month: Month, numerator: number, denominator: number): void {
    const { numerators, denominators } = this;
    if (numerators.length === 0) this.first = month;
    for (; this.first > month; this.first--) {
      numerators.unshift(0);
      denominators.unshift(0);
    }
    const place = month - this.first;
    while (numerators.length <= place) {
      numerators.push(0);
      denominators.push(0);
    }
    (numerators[place] as number) += numerator;
    (denominators[place] as number) += denominator;
  }
}

/** Sums up to each month's end. */
class Running {
  private constructor(
    private readonly first: Month,
    private readonly numerators: Float64Array,
    private readonly denominators: Float64Array,
  ) {}

  static of(...columns: readonly (Column | undefined)[]): Running {
    const filled = columns.filter((column) => column !== undefined && column.size > 0) as readonly Column[];
    if (filled.length === 0) return new Running(0, new Float64Array(), new Float64Array());
    const first = Math.min(...filled.map((column) => column.first));
    const end = Math.max(...filled.map((column) => column.first + column.numerators.length));
    const running = new Running(first, new Float64Array(end - first), new Float64Array(end - first));
    for (const column of filled) {
      column.numerators.forEach((numerator, i) => (running.numerators[column.first - first + i]! += numerator));
      column.denominators.forEach((denominator, i) => (running.denominators[column.first - first + i]! += denominator));
    }
    for (let place = 1; place < end - first; place++) {
      running.numerators[place]! += running.numerators[place - 1]!;
      running.denominators[place]! += running.denominators[place - 1]!;
    }
    return running;
  }

  /** The sums of everything up to the end of a month; of nothing where no month is named. */
  upTo(month: Month | undefined): Sums {
    if (month === undefined || month < this.first || this.numerators.length === 0)
      return { numerator: 0, denominator: 0 };
    const place = Math.min(month - this.first, this.numerators.length - 1);
    return { numerator: this.numerators[place]!, denominator: this.denominators[place]! };
  }

  between(before: Month | undefined, to: Month): Sums {
    return minus(this.upTo(to), this.upTo(before));
  }
}

/** Sums of any range of months, of the whole and by key. */
export class RunningSums {
  /** @param by the breakdown that is asked for; what the whole has beyond all keys belongs to its remainder */
  constructor(
    private readonly whole: Running,
    private readonly keys: ReadonlyMap<string, Running>,
    private readonly by: string | undefined,
  ) {}

  /** The sums of the months `from` to `to`, both included; with `from` undefined of all up to `to`. */
  between(from: Month | undefined, to: Month): Sums {
    return this.whole.between(from === undefined ? undefined : from - 1, to);
  }

  /** The same by key, in order of the keys; keys of which nothing counts are not in it. */
  betweenByKey(from: Month | undefined, to: Month): SumsByKey {
    const before = from === undefined ? undefined : from - 1;
    const found = new Map<string, Sums>();
    let rest = this.between(from, to);
    for (const [key, running] of this.keys) {
      const sums = running.between(before, to);
      rest = minus(rest, sums);
      found.set(key, sums);
    }
    if (this.by !== undefined) {
      const remainder = remainderOf(this.by);
      // Postings say this key too; only the balances leave it out.
      found.set(remainder, minus(found.get(remainder) ?? NONE, minus(NONE, rest)));
    }
    return new Map([...found].filter(([, sums]) => !isNothing(sums)).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const NONE: Sums = { numerator: 0, denominator: 0 };

function minus(a: Sums, b: Sums): Sums {
  return { numerator: a.numerator - b.numerator, denominator: a.denominator - b.denominator };
}

function isNothing({ numerator, denominator }: Sums): boolean {
  return numerator === 0 && denominator === 0;
}
