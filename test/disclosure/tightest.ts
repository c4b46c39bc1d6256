/**
 * What somebody can work out who has all that was published and plenty of time: for every suppressed number the tightest
 * interval, by integer programming. Written apart from libs/disclosure and by another method: here every month that anything
 * was published about has unknowns of its own, and a solver (HiGHS) looks for the least and the greatest that each can be. It
 * takes the list of ties from there, and nothing that computes.
 */
import { BALANCES, TIES, type CellName, type EarlierCell } from '@careledger/disclosure';
import { measureNamed, type Measure } from '@careledger/measures';
import { Programme, type Line, type Sum } from './programme';
import type { Highs } from './solver';

type Part = 'numerator' | 'rest' | 'denominator';
type Bound = readonly [from: number, to: number];

const monthNumber = (period: string): number => Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1;
const isStock = (measure: string): boolean => measureNamed(measure)?.kind === 'stock';
const isFlow = (measure: string): boolean => measureNamed(measure)?.kind === 'flow';

function boundOf({ measure, grain, period }: CellName): Bound {
  const to = monthNumber(period);
  if (isStock(measure)) return [to, to];
  const months = { month: 1, quarter: 3, year: 12, 'rolling-12m': 12, ytd: ((to + 9) % 12) + 1 }[grain];
  return [to - months + 1, to];
}

function partsOf(measure: Measure | undefined): readonly Part[] {
  if (measure?.shape === 'count') return ['numerator'];
  return measure?.shape === 'mean' ? ['numerator', 'denominator'] : ['numerator', 'rest'];
}

function plus(...sums: readonly Sum[]): Sum {
  const total = new Map<string, number>();
  for (const sum of sums) for (const [name, factor] of sum) total.set(name, (total.get(name) ?? 0) + factor);
  return total;
}
const minus = (sum: Sum): Sum => new Map([...sum].map(([name, factor]) => [name, -factor]));
const constant = (value: number): Sum => new Map([['', value]]);

type Group = Pick<CellName, 'measure' | 'breakdown' | 'key'>;

interface Published {
  readonly cell: EarlierCell;
  readonly bound: Bound;
}

/** A suppressed cell, and what of it could be pinned down. */
interface Guarded {
  readonly cell: EarlierCell;
  /** At least one number of each must not be known. */
  readonly secrets: readonly (readonly Sum[])[];
}

/** What is published, as a reader has it. Figures that were corrected between two publications are not for it: see `readers`. */
export class Reader {
  private readonly names = new Map<string, string>();
  private readonly lines: Line[] = [];
  private readonly cells: readonly Published[];
  private readonly guarded: Guarded[] = [];

  /** @param publications each as it was shown, with the exact figures, which all are of one time */
  constructor(publications: readonly (readonly EarlierCell[])[]) {
    this.cells = publications.flat().map((cell) => ({ cell, bound: boundOf(cell) }));
    for (const { cell, bound } of this.cells) this.reads(cell, bound);
    this.seesWhatIsNotThere();
    this.addsGroupsUp();
    this.knowsTheCatalogue();
    this.nestsDistinctPeriods();
    this.balances();
  }

  /** The suppressed cells of which something private is pinned to one value. */
  pinned(highs: Highs): CellName[] {
    const programme = new Programme(this.lines);
    const seen = new Map<Sum, Set<number>>();
    const found: CellName[] = [];
    const all = this.guarded.flatMap(({ cell, secrets }) => secrets.map((sums) => ({ cell, sums })));
    for (const { sums } of all) sums.forEach((sum) => seen.set(sum, new Set()));
    const isOpen = (sums: readonly Sum[]): boolean => sums.every((sum) => (seen.get(sum)?.size ?? 0) < 2);
    for (const { cell, sums } of all) {
      for (const sum of sums) {
        for (const sense of ['Maximize', 'Minimize'] as const) {
          if (!isOpen(sums)) continue;
          const solution = programme.solve(highs, sum, sense);
          for (const [other, values] of seen) {
            const value = valueOf(other, solution);
            if (value !== undefined) values.add(value);
          }
        }
      }
      if (isOpen(sums)) found.push(cell);
    }
    return found;
  }

  private variable(name: string): Sum {
    const known = this.names.get(name) ?? `x${this.names.size}`;
    this.names.set(name, known);
    return new Map([[known, 1]]);
  }

  /** A number of a measure and group in a period: of a flow the sum of its months. */
  private number(of: Group, part: Part, [from, to]: Bound): Sum {
    const { measure, breakdown, key } = of;
    const known = measureNamed(measure);
    if (part === 'denominator' && known?.shape === 'percent') {
      return plus(this.number(of, 'numerator', [from, to]), this.number(of, 'rest', [from, to]));
    }
    const name = (a: number, b: number): string => `${measure} ${breakdown} ${key} ${part} ${a} ${b}`;
    if (isStock(measure)) return this.variable(name(to, to));
    if (!isFlow(measure)) return this.variable(name(from, to));
    return plus(...Array.from({ length: to - from + 1 }, (_, i) => this.variable(name(from + i, from + i))));
  }

  private is(sum: Sum, relation: '=' | '>='): void {
    const terms = new Map([...sum].filter(([name, factor]) => name !== '' && factor !== 0));
    if (terms.size > 0) this.lines.push({ terms, relation, value: -(sum.get('') ?? 0) });
  }

  private reads(cell: EarlierCell, bound: Bound): void {
    const { measure, breakdown, numerator, denominator, shown } = cell;
    const [n, d] = [this.number(cell, 'numerator', bound), this.number(cell, 'denominator', bound)];
    if (shown !== 'suppressed') {
      this.is(plus(n, constant(-numerator)), '=');
      if (denominator !== null) this.is(plus(d, constant(-denominator)), '=');
      return;
    }
    const known = measureNamed(measure);
    const isShare = known?.sharesOfWhole?.includes(breakdown) === true;
    this.is(plus(denominator === null || isShare ? n : d, constant(-1)), '>=');
    if (denominator !== null) this.is(plus(d, constant(-1)), '>=');

    const small = (value: number | null): boolean => value !== null && value >= 1 && value <= 5;
    const rest = this.number(cell, 'rest', bound);
    const secrets: Sum[][] = [];
    if (denominator === null) {
      if (small(numerator)) secrets.push([n]);
    } else if (known?.shape === 'mean' && known.meanOver === undefined) {
      if (small(denominator)) secrets.push([n], [d]);
    } else {
      if (small(numerator)) secrets.push([n]);
      if (small(denominator)) secrets.push([d]);
      if (known?.shape === 'percent' && small(denominator - numerator)) secrets.push([rest]);
    }
    if (secrets.length === 0) secrets.push(denominator === null ? [n] : [n, d]);
    this.guarded.push({ cell, secrets });
  }

  /** Where a breakdown is published, a group that is not there is 0. */
  private seesWhatIsNotThere(): void {
    const keys = new Map<string, Set<string>>();
    for (const { cell } of this.cells) {
      if (cell.breakdown !== '') keys.set(cell.breakdown, (keys.get(cell.breakdown) ?? new Set()).add(cell.key));
    }
    for (const [breakdown, all] of keys) {
      for (const [, group] of this.bySlot((cell) => cell.breakdown === breakdown)) {
        const [one] = group;
        if (one === undefined) continue;
        const there = new Set(group.map(({ cell }) => cell.key));
        for (const key of all) {
          if (there.has(key)) continue;
          const { measure } = one.cell;
          for (const part of partsOf(measureNamed(measure))) {
            this.is(this.number({ measure, breakdown, key }, part, one.bound), '=');
          }
        }
      }
    }
  }

  private bySlot(which: (cell: EarlierCell) => boolean): Map<string, Published[]> {
    const slots = new Map<string, Published[]>();
    for (const one of this.cells) {
      if (!which(one.cell)) continue;
      const name = `${one.cell.measure} ${one.cell.breakdown} ${one.bound.join(' ')}`;
      slots.set(name, [...(slots.get(name) ?? []), one]);
    }
    return slots;
  }

  private addsGroupsUp(): void {
    for (const [, group] of this.bySlot((cell) => cell.breakdown !== '')) {
      const [one] = group;
      if (one === undefined) continue;
      const { measure, breakdown } = one.cell;
      const whole = { measure, breakdown: '', key: '' };
      const known = measureNamed(measure);
      const groups = [...new Map(group.map(({ cell }) => [cell.key, cell])).values()];
      const isShare = known?.sharesOfWhole?.includes(breakdown) === true;
      for (const part of isShare ? (['numerator'] as const) : partsOf(known)) {
        const sum = groups.map((cell) => this.number(cell, part, one.bound));
        this.is(plus(this.number(whole, part, one.bound), ...sum.map(minus)), '=');
      }
      if (!isShare) continue;
      for (const cell of groups) {
        const own = this.number(cell, 'denominator', one.bound);
        this.is(plus(this.number(whole, 'denominator', one.bound), minus(own)), '=');
      }
    }
  }

  /** The bounds in which something is known of a measure: of a flow every single month of what is published. */
  private boundsOf(measure: string): Bound[] {
    const own = this.cells.filter(({ cell }) => cell.measure === measure).map(({ bound }) => bound);
    const all = isFlow(measure)
      ? own.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i): Bound => [from + i, from + i]))
      : own;
    return [...new Map(all.map((bound) => [bound.join(' '), bound])).values()];
  }

  private groupsOf(measure: string): Map<string, Pick<CellName, 'breakdown' | 'key'>> {
    const own = this.cells.filter(({ cell }) => cell.measure === measure).map(({ cell }) => cell);
    return new Map(own.map(({ breakdown, key }) => [`${breakdown} ${key}`, { breakdown, key }]));
  }

  private knowsTheCatalogue(): void {
    for (const { left, right, relation, ofGroups } of TIES) {
      const measures = [...new Set([...left, ...right].map(({ measure }) => measure))];
      if (!measures.every((measure) => this.cells.some(({ cell }) => cell.measure === measure))) continue;
      const groups = new Map(measures.flatMap((measure) => [...this.groupsOf(measure)]));
      const bounds = new Map(measures.flatMap((measure) => this.boundsOf(measure)).map((one) => [one.join(' '), one]));
      for (const { breakdown, key } of groups.values()) {
        if (breakdown !== '' && !(ofGroups && this.allHave(measures, breakdown))) continue;
        if ([...left, ...right].some(({ measure, group }) => group && !this.allHave([measure], group.breakdown)))
          continue;
        for (const bound of bounds.values()) {
          const side = (terms: typeof left): Sum =>
            plus(
              ...terms.map(({ measure, part, group }) =>
                this.number({ measure, ...(group ?? { breakdown, key }) }, part, bound),
              ),
            );
          this.is(plus(side(right), minus(side(left))), relation === '=' ? '=' : '>=');
        }
      }
    }
  }

  private allHave(measures: readonly string[], breakdown: string): boolean {
    return measures.every((measure) => measureNamed(measure)?.breakdowns.includes(breakdown));
  }

  private exact(of: Group, [from, to]: Bound): EarlierCell | undefined {
    return this.cells.find(
      ({ cell, bound }) =>
        cell.measure === of.measure &&
        cell.breakdown === of.breakdown &&
        cell.key === of.key &&
        bound[0] === from &&
        bound[1] === to,
    )?.cell;
  }

  private nestsDistinctPeriods(): void {
    const distinct = this.cells.filter(({ cell }) => measureNamed(cell.measure)?.kind === 'distinct');
    for (const outer of distinct) {
      for (const part of ['numerator', 'denominator'] as const) {
        if (outer.cell[part] === null) continue;
        const inner = distinct.filter(
          ({ cell, bound }) =>
            cell.measure === outer.cell.measure &&
            cell.breakdown === outer.cell.breakdown &&
            cell.key === outer.cell.key &&
            outer.bound[0] <= bound[0] &&
            bound[1] <= outer.bound[1],
        );
        const whole = this.number(outer.cell, part, outer.bound);
        for (const { cell, bound } of inner) {
          if ((cell[part] ?? 0) <= (outer.cell[part] ?? 0)) {
            this.is(plus(whole, minus(this.number(cell, part, bound))), '>=');
          }
        }
        const months = inner.filter(({ cell }) => cell.grain === 'month');
        const isWhole = months.length === outer.bound[1] - outer.bound[0] + 1;
        const sum = months.reduce((total, { cell }) => total + (cell[part] ?? 0), 0);
        if (isWhole && sum >= (outer.cell[part] ?? 0)) {
          this.is(plus(...months.map(({ cell, bound }) => this.number(cell, part, bound)), minus(whole)), '>=');
        }
      }
    }
  }

  /** Where it is so of the exact figures: nobody can be sure, and everybody tries. */
  private balances(): void {
    for (const { stock, began, ended } of BALANCES) {
      for (const { cell, bound } of this.cells.filter((one) => one.cell.measure === began)) {
        const { breakdown, key } = cell;
        const [from, to] = bound;
        const now: Group = { measure: stock, breakdown, key };
        const left: Group = { measure: ended, breakdown, key };
        const [after, before, gone] = [
          this.exact(now, [to, to]),
          this.exact(now, [from - 1, from - 1]),
          this.exact(left, bound),
        ];
        if (after === undefined || before === undefined || gone === undefined) continue;
        if (after.numerator - before.numerator !== cell.numerator - gone.numerator) continue;
        const n = (of: Group, at: Bound): Sum => this.number(of, 'numerator', at);
        this.is(
          plus(n(now, [to, to]), minus(n(now, [from - 1, from - 1])), minus(n(cell, bound)), n(left, bound)),
          '=',
        );
      }
    }
  }
}

/** What a sum is in a solution; undefined where the solution is about something else. */
function valueOf(sum: Sum, solution: ReadonlyMap<string, number>): number | undefined {
  let total = 0;
  for (const [name, factor] of sum) {
    const value = name === '' ? 1 : solution.get(name);
    if (value === undefined) return undefined;
    total += factor * value;
  }
  return total;
}
