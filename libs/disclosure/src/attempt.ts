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
  /** Conditions that were touched, in that order; some more than once. */
  private readonly touched: number[] = [];

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
    this.sums = Int32Array.from(conditions, ({ room }) => room);
    this.isEqual = Uint8Array.from(conditions, ({ isEqual }) => Number(isEqual));
    this.conditionsOf = Array.from({ length: count }, (_, i) => listIn(found.get(i), 0));
    this.factorsOf = Array.from({ length: count }, (_, i) => listIn(found.get(i), 1));
  }

  /** Whether a quantity is already something else: each is moved once. */
  isMoved(unknown: number): boolean {
    return this.moved[unknown] !== undefined && this.moved[unknown] !== 0;
  }

  move(unknown: number, by: number): void {
    if (unknown < this.moved.length) this.moved[unknown] = by;
    this.add(unknown, by);
    const conditions = this.conditionsOf[unknown];
    if (conditions !== undefined) for (const condition of conditions) this.touched.push(condition);
  }

  takeBack(unknown: number, by: number): void {
    if (unknown < this.moved.length) this.moved[unknown] = 0;
    this.add(unknown, -by);
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
    let best: [number, number][] | undefined;
    for (const condition of new Set(this.touched)) {
      const missing = this.missing(condition);
      if (missing === 0) continue;
      const ways: [number, number][] = [];
      for (const [unknown, factor] of this.unknowns.conditions[condition]?.terms ?? []) {
        const by = missing / factor;
        if (Number.isInteger(by) && !this.isMoved(unknown) && this.unknowns.canBe(unknown, by)) ways.push([unknown, by]);
      }
      // What has one way out or none decides; else the longest sums come first: they say who makes up for whom.
      if (ways.length <= 1) return ways;
      if (best === undefined || ways.length > best.length) best = ways;
    }
    return best;
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
