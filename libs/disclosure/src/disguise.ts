import type { Condition } from './arithmetic';
import { Queue } from './queue';
import type { Unknowns } from './unknowns';

/**
 * How a search goes about it: how many steps it looks at, and how much it shuns leaving things to be put right, beside what
 * cells cost. First it looks for what is cheap; where that is not found soon, for anything that closes.
 */
const MANNERS = [
  { steps: 1_000, perOpen: 4 },
  { steps: 2_000, perOpen: 40 },
  { steps: 4_000, perOpen: 400 },
] as const;
const AT_A_GLANCE = { steps: 200, perOpen: 4 } as const;
const PER_MOVE = 0.1;

/** By how much each quantity is something else. */
export type Moves = ReadonlyMap<number, number>;

/** What it costs to keep a quantity to oneself. */
export interface Prices {
  /** The cells that show it, and would have to be suppressed. */
  cellsToHide(unknown: number): readonly number[];
  cost(cell: number): number;
}

interface Step {
  readonly moves: Moves;
  /** The cells that would have to be suppressed. */
  readonly cells: ReadonlySet<number>;
  readonly cost: number;
  /** What does not hold after the moves, by condition: how much is missing. */
  readonly open: ReadonlyMap<number, number>;
}

/** Other figures that are just as good, for all that anybody can see. */
export interface Disguise {
  readonly moves: Moves;
  readonly cells: ReadonlySet<number>;
}

/**
 * Finds other figures that look the same: a quantity is something else, and others with it so that all conditions hold and all
 * that is shown stays what it is. That such figures exist is the proof that the quantity cannot be worked out; they are
 * whole numbers, and checked. Where everything is shown, those are looked for that need the cheapest cells hidden.
 */
export class Disguises {
  private readonly conditionsOf = new Map<number, number[]>();

  constructor(private readonly unknowns: Unknowns) {
    unknowns.conditions.forEach(({ terms }, condition) => {
      for (const [unknown] of terms) {
        const conditions = this.conditionsOf.get(unknown);
        if (conditions === undefined) this.conditionsOf.set(unknown, [condition]);
        else conditions.push(condition);
      }
    });
  }

  /**
   * @param by how much the unknown is to be something else
   * @param budget what the cells to be hidden may cost at most; where it is given, it is looked for at a glance
   * @returns undefined where nothing was found: mostly because there is nothing
   */
  find(unknown: number, by: number, prices: Prices, budget = Infinity): Disguise | undefined {
    for (const { steps: most, perOpen } of budget === Infinity ? MANNERS : [AT_A_GLANCE]) {
      const queue = new Queue<Step>();
      const add = (from: Step, which: number, change: number): void => {
        const step = this.step(from, which, change, prices);
        if (step === undefined || step.cost > budget) return;
        queue.add(step, step.cost + PER_MOVE * step.moves.size + perOpen * step.open.size);
      };
      add({ moves: new Map(), cells: new Set(), cost: 0, open: new Map() }, unknown, by);
      for (let steps = 0; steps < most; steps++) {
        const step = queue.take();
        if (step === undefined) return undefined; // all was looked at
        const ways = this.waysOut(step);
        if (ways === undefined) return step;
        for (const [next, change] of ways) add(step, next, change);
      }
    }
    return undefined;
  }

  private step(from: Step, unknown: number, by: number, prices: Prices): Step | undefined {
    if (this.unknowns.value(unknown) + by < this.unknowns.least(unknown)) return undefined;
    let { cells, cost } = from;
    for (const cell of prices.cellsToHide(unknown)) {
      if (cells.has(cell)) continue;
      cells = new Set(cells).add(cell);
      cost += prices.cost(cell);
    }
    const moves = new Map(from.moves).set(unknown, by);
    const open = new Map(from.open);
    for (const index of this.conditionsOf.get(unknown) ?? []) {
      const missing = missingIn(this.unknowns.conditions[index] as Condition, moves);
      if (missing === 0) open.delete(index);
      else open.set(index, missing);
    }
    return { moves, cells, cost, open };
  }

  /** The moves that put one condition right; undefined where all hold. */
  private waysOut({ moves, open }: Step): [unknown: number, by: number][] | undefined {
    let best: [number, number][] | undefined;
    for (const [index, missing] of open) {
      const ways: [number, number][] = [];
      for (const [unknown, factor] of (this.unknowns.conditions[index] as Condition).terms) {
        const by = missing / factor;
        if (moves.has(unknown) || !Number.isInteger(by)) continue;
        if (this.unknowns.value(unknown) + by >= this.unknowns.least(unknown)) ways.push([unknown, by]);
      }
      // What has one way out or none decides; else the longest sums come first: they say who makes up for whom.
      if (ways.length <= 1) return ways;
      if (best === undefined || ways.length > best.length) best = ways;
    }
    return best;
  }
}

/** By how much the terms of a condition add up to too little; of an equation also, below 0, to too much. */
function missingIn({ terms, isEqual, room }: Condition, moves: Moves): number {
  let sum = room;
  for (const [unknown, factor] of terms) sum += factor * (moves.get(unknown) ?? 0);
  return isEqual ? -sum : Math.max(0, -sum);
}
