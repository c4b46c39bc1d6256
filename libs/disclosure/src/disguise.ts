import { Attempt } from './attempt';
import { Queue } from './queue';
import type { Unknowns } from './unknowns';

/** So many steps are looked at: what is not found in these is seldom found in ten times as many. */
const MOST_STEPS = 200;
/** How much leaving things to be put right is shunned, beside what cells cost. */
const PER_OPEN = 4;
const PER_MOVE = 0.1;

/** By how much each quantity is something else. */
export type Moves = ReadonlyMap<number, number>;

/** What it costs to keep a quantity to oneself. */
export interface Prices {
  /** The cells that show it, and would have to be suppressed. */
  cellsToHide(unknown: number): readonly number[];
  cost(cell: number): number;
}

/** One more move after those that lead to it. */
interface Step {
  readonly after: Step | undefined;
  readonly unknown: number;
  readonly by: number;
  /** The cells that would have to be suppressed for this move, beside those of the moves before. */
  readonly cells: readonly number[];
  readonly cost: number;
  readonly moves: number;
  /** How many conditions do not hold after it. */
  readonly open: number;
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
  private readonly attempt: Attempt;

  constructor(private readonly unknowns: Unknowns) {
    this.attempt = new Attempt(unknowns);
  }

  /**
   * @param by how much the unknown is to be something else
   * @param budget what the cells to be hidden may cost at most
   * @returns undefined where nothing was found soon
   */
  find(unknown: number, by: number, prices: Prices, budget = Infinity): Disguise | undefined {
    if (!this.unknowns.canBe(unknown, by)) return undefined;
    const queue = new Queue<Step>();
    const add = (after: Step | undefined, hidden: ReadonlySet<number>, which: number, change: number): void => {
      const step = this.step(after, hidden, which, change, prices);
      if (step.cost <= budget) queue.add(step, step.cost + PER_MOVE * step.moves + PER_OPEN * step.open);
    };
    add(undefined, new Set(), unknown, by);
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const step = queue.take();
      if (step === undefined) return undefined; // all was looked at
      const way = pathTo(step);
      for (const one of way) this.attempt.move(one.unknown, one.by);
      const ways = this.attempt.waysOut();
      if (ways !== undefined) {
        const hidden = new Set(way.flatMap(({ cells }) => cells));
        for (const [next, change] of ways) add(step, hidden, next, change);
      }
      this.attempt.takeBack(way);
      if (ways === undefined) return asDisguise(way);
    }
    return undefined;
  }

  private step(
    after: Step | undefined,
    hidden: ReadonlySet<number>,
    unknown: number,
    by: number,
    prices: Prices,
  ): Step {
    const cells = prices.cellsToHide(unknown).filter((cell) => !hidden.has(cell));
    const cost = cells.reduce((sum, cell) => sum + prices.cost(cell), after?.cost ?? 0);
    const open = (after?.open ?? 0) + this.attempt.moreOpenAfter(unknown, by);
    return { after, unknown, by, cells, cost, moves: (after?.moves ?? 0) + 1, open };
  }
}

/** The steps that lead to one, the first first. */
function pathTo(step: Step): Step[] {
  const way: Step[] = [];
  for (let one: Step | undefined = step; one !== undefined; one = one.after) way.push(one);
  return way.reverse();
}

const asDisguise = (way: readonly Step[]): Disguise => ({
  moves: new Map(way.map(({ unknown, by }) => [unknown, by])),
  cells: new Set(way.flatMap(({ cells }) => cells)),
});
