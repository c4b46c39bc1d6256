import type { Arithmetic, Condition } from './arithmetic';
import { Queue } from './queue';

/** So many steps are looked at before a search gives up. */
const MOST_STEPS = 4_000;

/** How much dearer a step is than one that leaves everything in order: searches go where little is left to be put right. */
const PER_MOVE = 1;
const PER_OPEN_CONDITION = 3;

/** By how much each quantity is something else. */
export type Moves = ReadonlyMap<number, number>;

/** What it costs to keep a quantity to oneself. */
export interface Prices {
  /** The cells that would have to be suppressed beside those that are; undefined where it is known whatever is done. */
  cellsToHide(quantity: number): readonly number[] | undefined;
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
  private readonly conditionsOf: number[][];

  constructor(private readonly arithmetic: Arithmetic) {
    this.conditionsOf = arithmetic.quantities.map(() => []);
    arithmetic.conditions.forEach(({ terms }, condition) => {
      for (const [quantity] of terms) this.conditionsOf[quantity]?.push(condition);
    });
  }

  /**
   * @param by how much the quantity is to be something else
   * @param budget what the cells to be hidden may cost at most
   * @returns undefined where nothing was found: mostly because there is nothing
   */
  find(quantity: number, by: number, prices: Prices, budget = Infinity): Disguise | undefined {
    const queue = new Queue<Step>();
    const nothing: Step = { moves: new Map(), cells: new Set(), cost: 0, open: new Map() };
    this.addStep(queue, nothing, quantity, by, prices, budget);
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const step = queue.take();
      if (step === undefined) return undefined;
      const open = this.fewestWaysOut(step, prices);
      if (open === undefined) return step;
      for (const [next, change] of open) this.addStep(queue, step, next, change, prices, budget);
    }
    return undefined;
  }

  private addStep(queue: Queue<Step>, from: Step, quantity: number, by: number, prices: Prices, budget: number): void {
    const { value, least } = this.arithmetic.quantities[quantity] ?? { value: 0, least: 0 };
    const hidden = prices.cellsToHide(quantity);
    if (hidden === undefined || value + by < least) return;
    const cells = new Set(from.cells);
    let cost = from.cost;
    for (const cell of hidden) {
      if (cells.has(cell)) continue;
      cells.add(cell);
      cost += prices.cost(cell);
    }
    if (cost > budget) return;
    const moves = new Map(from.moves).set(quantity, by);
    const open = new Map(from.open);
    for (const index of this.conditionsOf[quantity] ?? []) {
      const missing = this.missing(this.arithmetic.conditions[index] as Condition, moves);
      if (missing === 0) open.delete(index);
      else open.set(index, missing);
    }
    queue.add({ moves, cells, cost, open }, cost + PER_MOVE * moves.size + PER_OPEN_CONDITION * open.size);
  }

  /** By how much the terms of a condition add up to too little (of an equation also: to too much, then below 0). */
  private missing({ terms, isEqual }: Condition, moves: Moves): number {
    let sum = 0;
    for (const [quantity, factor] of terms) {
      const by = moves.get(quantity) ?? 0;
      sum += factor * (isEqual ? by : (this.arithmetic.quantities[quantity]?.value ?? 0) + by);
    }
    return isEqual ? -sum : Math.max(0, -sum);
  }

  /** The moves that put one condition right: of the one that has the fewest. undefined where all hold. */
  private fewestWaysOut({ moves, open }: Step, prices: Prices): [quantity: number, by: number][] | undefined {
    let fewest: [number, number][] | undefined;
    for (const [index, missing] of open) {
      const ways: [number, number][] = [];
      for (const [quantity, factor] of (this.arithmetic.conditions[index] as Condition).terms) {
        const by = missing / factor;
        if (moves.has(quantity) || !Number.isInteger(by)) continue;
        const { value, least } = this.arithmetic.quantities[quantity] ?? { value: 0, least: 0 };
        if (value + by >= least && prices.cellsToHide(quantity) !== undefined) ways.push([quantity, by]);
      }
      if (fewest === undefined || ways.length < fewest.length) fewest = ways;
      if (fewest.length === 0) break;
    }
    return fewest;
  }
}
