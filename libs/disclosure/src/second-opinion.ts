import type { Condition } from './arithmetic';
import type { Disguise, Prices } from './disguise';
import type { Solver } from './solver';
import type { Unknowns } from './unknowns';

/** What a move costs beside the cells that it hides: of two ways, the shorter one. */
const PER_MOVE = 0.1;
/** No figure is thought to be something else by more than that. */
const FARTHEST = 1_000;

/** What hangs together: unknowns that have nothing to do with any other. */
interface Part {
  readonly unknowns: readonly number[];
  readonly conditions: readonly Condition[];
  /** The conditions as the solver reads them; they are always the same. */
  readonly text: string;
}

/**
 * Other figures that look the same, by integer programming: where a search step by step does not find any, mostly because
 * many must move at once. What the solver finds is checked in whole numbers; that it finds nothing says that there is nothing.
 */
export class SecondOpinion {
  private readonly partOf = new Map<number, Part>();

  constructor(
    private readonly unknowns: Unknowns,
    private readonly solver: Solver,
  ) {
    for (const part of partsIn(unknowns.conditions)) for (const one of part.unknowns) this.partOf.set(one, part);
  }

  /**
   * @param by 1 or -1: whether the unknown is to be more or less
   * @returns undefined where there is nothing
   */
  find(unknown: number, by: 1 | -1, prices: Prices): Disguise | undefined {
    if (!this.unknowns.canBe(unknown, by)) return undefined;
    const part = this.partOf.get(unknown);
    if (part === undefined) return undefined;
    const found = this.solver.solve(this.problem(part, unknown, by, prices));
    if (found === undefined) return undefined;
    const moves = new Map<number, number>();
    for (const one of part.unknowns) {
      const change = (found.get(`u${one}`) ?? 0) - (found.get(`d${one}`) ?? 0);
      if (change !== 0) moves.set(one, change);
    }
    if (!moves.has(unknown) || !this.holds(part, moves)) return undefined;
    return { moves, cells: new Set([...moves.keys()].flatMap((one) => prices.cellsToHide(one))) };
  }

  /** Each unknown goes up (u) or down (d) by a whole number; the cheapest ways are wanted in which all conditions go on to hold. */
  private problem(part: Part, unknown: number, by: 1 | -1, prices: Prices): string {
    const costs: string[] = [];
    const bounds: string[] = [];
    for (const one of part.unknowns) {
      const cost = prices.cellsToHide(one).reduce((sum, cell) => sum + prices.cost(cell), PER_MOVE);
      const { up, down } = this.unknowns.room(one);
      costs.push(`+ ${cost.toFixed(3)} u${one} + ${cost.toFixed(3)} d${one}`);
      bounds.push(
        ` ${one === unknown && by === 1 ? 1 : 0} <= u${one} <= ${one === unknown && by === -1 ? 0 : Math.min(up, FARTHEST)}`,
        ` ${one === unknown && by === -1 ? 1 : 0} <= d${one} <= ${one === unknown && by === 1 ? 0 : Math.min(down, FARTHEST)}`,
      );
    }
    const names = part.unknowns.map((one) => ` u${one}\n d${one}`);
    return ['Minimize', ` cost: ${costs.join('\n ')}`, part.text, 'Bounds', ...bounds, 'General', ...names, 'End'].join('\n'); // prettier-ignore
  }

  private holds({ conditions }: Part, moves: ReadonlyMap<number, number>): boolean {
    for (const [one, change] of moves) if (!this.unknowns.canBe(one, change)) return false;
    return conditions.every(({ terms, isEqual, room }) => {
      const sum = terms.reduce((total, [one, factor]) => total + factor * (moves.get(one) ?? 0), room);
      return isEqual ? sum === 0 : sum >= 0;
    });
  }
}

function partsIn(conditions: readonly Condition[]): Part[] {
  const parents = new Map<number, number>();
  const root = (one: number): number => {
    let top = one;
    for (let next = parents.get(top); next !== undefined; next = parents.get(top)) top = next;
    if (top !== one) parents.set(one, top);
    return top;
  };
  for (const { terms } of conditions) {
    const [first, ...others] = terms.map(([one]) => root(one));
    for (const other of others)
      if (root(other) !== root(first as number)) parents.set(root(other), root(first as number));
  }
  const found = new Map<number, Condition[]>();
  for (const condition of conditions) {
    const name = root(condition.terms[0]?.[0] as number);
    const known = found.get(name);
    if (known === undefined) found.set(name, [condition]);
    else known.push(condition);
  }
  return [...found.values()].map((own) => ({
    unknowns: [...new Set(own.flatMap(({ terms }) => terms.map(([one]) => one)))].sort((a, b) => a - b),
    conditions: own,
    text: ['Subject To', ...own.map(written)].join('\n'),
  }));
}

function written({ terms, isEqual, room }: Condition, number: number): string {
  const sum = terms.map(([one, factor]) => {
    const by = Math.abs(factor);
    return factor < 0 ? `- ${by} u${one} + ${by} d${one}` : `+ ${by} u${one} - ${by} d${one}`;
  });
  return ` c${number}: ${sum.join('\n ')} ${isEqual ? '=' : '>='} ${-room}`;
}
