import type { Unknowns } from './unknowns';

/**
 * Figures that are tried out: some quantities are something else than they are, and of every condition it is known how much is
 * missing. Moves are made and taken back in place: a search looks at some ten thousands of these, and copies none.
 */
export class Attempt {
  /** By how much each quantity is something else. */
  private readonly moved: Int32Array;
  /** What the terms of each condition add up to beyond what they must. */
  private readonly sums: Int32Array;
  private readonly isEqual: Uint8Array;
  /** The conditions that a quantity is in, and the factors with which. */
  private readonly conditionsOf: (Int32Array | undefined)[];
  private readonly factorsOf: (Int32Array | undefined)[];
  /** By how much each quantity can be more, and by how much less. */
  private readonly up: Float64Array;
  private readonly down: Float64Array;
  /** Conditions that were touched, each once, in that order. */
  private readonly touched: number[] = [];
  private readonly isTouched: Uint8Array;

  constructor(private readonly unknowns: Unknowns) {
    const { conditions } = unknowns;
    const found = new Map<number, [condition: number, factor: number][]>();
    conditions.forEach(({ terms }, condition) => {
      for (const [unknown, factor] of terms) {
        const known = found.get(unknown);
        if (known === undefined) found.set(unknown, [[condition, factor]]);
        else known.push([condition, factor]);
      }
    });
    const count = Math.max(-1, ...found.keys()) + 1;
    this.moved = new Int32Array(count);
    this.up = Float64Array.from(this.moved, (_, i) => unknowns.room(i).up);
    this.down = Float64Array.from(this.moved, (_, i) => unknowns.room(i).down);
    this.isTouched = new Uint8Array(conditions.length);
    this.sums = Int32Array.from(conditions, ({ room }) => room);
    this.isEqual = Uint8Array.from(conditions, ({ isEqual }) => Number(isEqual));
    this.conditionsOf = Array.from({ length: count }, (_, i) => listIn(found.get(i), 0));
    this.factorsOf = Array.from({ length: count }, (_, i) => listIn(found.get(i), 1));
  }

  move(unknown: number, by: number): void {
    if (unknown < this.moved.length) this.moved[unknown] = by;
    this.add(unknown, by);
    for (const condition of this.conditionsOf[unknown] ?? NONE) {
      if (this.isTouched[condition] === 1) continue;
      this.isTouched[condition] = 1;
      this.touched.push(condition);
    }
  }

  /** As if nothing had been moved. @param moves all that have been made */
  takeBack(moves: readonly { readonly unknown: number; readonly by: number }[]): void {
    for (const { unknown, by } of moves) {
      if (unknown < this.moved.length) this.moved[unknown] = 0;
      this.add(unknown, -by);
    }
    for (const condition of this.touched) this.isTouched[condition] = 0;
    this.touched.length = 0;
  }

  /** How many more conditions do not hold after one more move. */
  moreOpenAfter(unknown: number, by: number): number {
    const { conditions, factors } = this.of(unknown);
    let more = 0;
    for (let i = 0; i < conditions.length; i++) {
      const condition = conditions[i] as number;
      const before = this.missing(condition);
      const after = this.missing(condition, (factors[i] as number) * by);
      if (before === 0 && after !== 0) more++;
      else if (before !== 0 && after === 0) more--;
    }
    return more;
  }

  /** The moves that put one condition right; undefined where all hold. */
  waysOut(): [unknown: number, by: number][] | undefined {
    let [best, most] = [-1, -1];
    for (const condition of this.touched) {
      if (this.missing(condition) === 0) continue;
      const ways = this.countWays(condition);
      if (ways > most) [best, most] = [condition, ways];
      // What has one way out or none decides; else the longest sums come first: they say who makes up for whom.
      if (ways > 1) continue;
      best = condition;
      break;
    }
    if (best < 0) return undefined;
    const missing = this.missing(best);
    const terms = this.unknowns.conditions[best]?.terms ?? [];
    return terms.flatMap(([unknown, factor]) => (this.canMove(unknown, missing / factor) ? [[unknown, missing / factor]] : [])); // prettier-ignore
  }

  private countWays(condition: number): number {
    const missing = this.missing(condition);
    let ways = 0;
    for (const [unknown, factor] of this.unknowns.conditions[condition]?.terms ?? []) {
      if (this.canMove(unknown, missing / factor)) ways++;
    }
    return ways;
  }

  /** Whether a quantity that has not been moved can be. */
  private canMove(unknown: number, by: number): boolean {
    if (this.moved[unknown] !== 0 || !Number.isInteger(by)) return false;
    return -(this.down[unknown] as number) <= by && by <= (this.up[unknown] as number);
  }

  private add(unknown: number, by: number): void {
    const { conditions, factors } = this.of(unknown);
    for (let i = 0; i < conditions.length; i++) {
      const condition = conditions[i] as number;
      this.sums[condition] = (this.sums[condition] as number) + (factors[i] as number) * by;
    }
  }

  /** By how much the terms of a condition add up to too little; of an equation also, below 0, to too much. */
  private missing(condition: number, more = 0): number {
    const sum = (this.sums[condition] as number) + more;
    return this.isEqual[condition] === 1 ? -sum : Math.max(0, -sum);
  }

  private of(unknown: number): { conditions: Int32Array; factors: Int32Array } {
    return { conditions: this.conditionsOf[unknown] ?? NONE, factors: this.factorsOf[unknown] ?? NONE };
  }
}

const NONE = new Int32Array();

const listIn = (found: readonly [number, number][] | undefined, which: 0 | 1): Int32Array | undefined =>
  found && Int32Array.from(found, (one) => one[which]);
