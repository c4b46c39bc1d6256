import { measureNamed } from '@careledger/measures';
import { less, type Arithmetic, type Terms } from './arithmetic';
import type { ExactCell } from './cells';
import { seriesName, type PlacedPublication } from './placed';
import { BALANCES, TIES, type Term } from './ties';
import { kindOf, liesIn, tilings, windowName, type Window } from './windows';
import { World, type Series } from './world';

/**
 * Adds all that holds between the figures of these publications: of the one at hand and those before it, the last first.
 * @returns numbers that no cell says: of the months between published periods, each with a cell in which they lie
 */
export function addConditions(
  arithmetic: Arithmetic,
  publications: readonly PlacedPublication[],
): Map<number, ExactCell> {
  for (const { cells } of publications) {
    for (const { quantities } of cells) {
      const { numerator, rest, denominator } = quantities;
      if (numerator === undefined || rest === undefined || denominator === undefined) continue;
      arithmetic.add([[numerator, 1], [rest, 1], [denominator, -1]], true); // prettier-ignore
    }
  }
  const between = new Map<number, ExactCell>();
  publications.forEach((first, at) => {
    const others = publications
      .map((publication, i) => ({ publication, away: Math.abs(i - at) }))
      .filter(({ publication }) => publication !== first)
      .sort((a, b) => a.away - b.away)
      .map(({ publication }) => publication);
    const world = new World(arithmetic, [first, ...others]);
    addOf(arithmetic, world);
    for (const [quantity, cell] of world.between) between.set(quantity, cell);
  });
  return between;
}

function addOf(arithmetic: Arithmetic, world: World): void {
  for (const series of world.series.values()) {
    if (kindOf(series.measure) === 'flow') addPeriods(arithmetic, world, series);
    if (kindOf(series.measure) === 'distinct') addNestedPeriods(arithmetic, world, series);
    if (series.breakdown === '') addGroups(arithmetic, world, series);
  }
  addTies(arithmetic, world);
  addBalances(arithmetic, world);
}

/** A flow's period is the sum of what lies in it. */
function addPeriods(arithmetic: Arithmetic, world: World, series: Series): void {
  for (const part of world.partsIn(series)) {
    for (const { window, quantities } of series.cells.values()) {
      const [own, sum] = [quantities[part], world.inStretches(series, part, window)];
      if (own !== undefined && sum !== undefined) arithmetic.add([[own, 1], ...less(sum)], true);
    }
  }
}

/**
 * Distinct children: of a period at least as many as of any period in it, and at most as many as of the periods that make it
 * up together. Of all children that is always so; of groups where no child changes group, which the figures show.
 */
function addNestedPeriods(arithmetic: Arithmetic, world: World, series: Series): void {
  const cells = [...series.cells.values()];
  const windows = cells.map(({ window }) => window);
  for (const part of ['numerator', 'denominator'] as const) {
    const of = (window: Window): Terms => world.terms(series, part, window) ?? [];
    for (const { window, quantities } of cells) {
      if (quantities[part] === undefined) continue;
      for (const inner of windows) {
        if (inner !== window && liesIn(inner, window)) arithmetic.add([...of(window), ...less(of(inner))], false);
      }
      for (const tiles of tilings(window, windows)) {
        arithmetic.add([...tiles.flatMap(of), ...less(of(window))], false);
      }
    }
  }
}

/** The groups of every breakdown add up to the whole; shares of the whole do in their numerators, and have its denominator. */
function addGroups(arithmetic: Arithmetic, world: World, whole: Series): void {
  const measure = measureNamed(whole.measure);
  for (const breakdown of measure?.breakdowns ?? []) {
    const groups = world.groups.get(`${whole.measure}|${breakdown}`);
    if (groups === undefined) continue;
    const isShare = measure?.sharesOfWhole?.includes(breakdown) === true;
    for (const window of world.windows(whole)) {
      const there = groups.filter((group) => isShare ? group.cells.has(windowName(window)) : true); // prettier-ignore
      for (const part of ['numerator', 'rest', 'denominator'] as const) {
        const sum = world.terms(whole, part, window);
        const parts = there.map((group) => world.terms(group, part, window));
        if (sum === undefined || parts.length === 0) continue;
        if (isShare && part !== 'numerator') {
          if (part === 'denominator') for (const one of parts) arithmetic.add([...sum, ...less(one ?? [])], true);
        } else if (parts.every((one) => one !== undefined)) {
          arithmetic.add([...sum, ...parts.flatMap((one) => less(one))], true);
        }
      }
    }
  }
}

function addTies(arithmetic: Arithmetic, world: World): void {
  for (const { left, right, relation, ofGroups } of TIES) {
    const measures = new Set([...left, ...right].map(({ measure }) => measure));
    for (const [breakdown, key] of groupsOf(world, measures, ofGroups)) {
      for (const window of windowsOf(world, measures, breakdown, key)) {
        const side = (terms: readonly Term[]) => terms.map((term) => termIn(world, term, breakdown, key, window));
        const [a, b] = [side(left), side(right)];
        if (![...a, ...b].every((terms) => terms !== undefined)) continue;
        arithmetic.add(
          [...b.flatMap((terms) => terms ?? []), ...a.flatMap((terms) => less(terms ?? []))],
          relation === '=',
        );
      }
    }
  }
}

/** All children, and where a tie is of groups too each group that one of the measures has. */
function groupsOf(world: World, measures: ReadonlySet<string>, ofGroups: boolean): [breakdown: string, key: string][] {
  const found = new Map<string, [string, string]>([['', ['', '']]]);
  if (!ofGroups) return [...found.values()];
  for (const [name, groups] of world.groups) {
    if (!measures.has(name.slice(0, name.indexOf('|')))) continue;
    for (const { breakdown, key } of groups) found.set(`${breakdown}|${key}`, [breakdown, key]);
  }
  return [...found.values()];
}

function windowsOf(world: World, measures: ReadonlySet<string>, breakdown: string, key: string): Window[] {
  const found = new Map<string, Window>();
  for (const measure of measures) {
    const series = world.series.get(seriesName({ measure, breakdown, key }));
    for (const window of series === undefined ? [] : world.windows(series)) found.set(windowName(window), window);
  }
  return [...found.values()];
}

/** A term of a tie in a window; a group that is not there where others of its breakdown are is 0. */
function termIn(world: World, term: Term, breakdown: string, key: string, window: Window): Terms | undefined {
  const { measure, part, group = { breakdown, key } } = term;
  const asked = kindOf(measure) === 'stock' ? atEndOf(window.to) : window;
  const series = world.series.get(seriesName({ measure, ...group }));
  if (series !== undefined) return world.terms(series, part, asked);
  const siblings = world.groups.get(`${measure}|${group.breakdown}`) ?? [];
  return siblings.some((one) => world.terms(one, part, asked) !== undefined) ? [] : undefined;
}

function addBalances(arithmetic: Arithmetic, world: World): void {
  for (const { stock, began, ended } of BALANCES) {
    const measures = new Set([stock, began, ended]);
    for (const [breakdown, key] of groupsOf(world, measures, true)) {
      for (const window of windowsOf(world, new Set([began, ended]), breakdown, key)) {
        const term = (measure: string, of: Window) => termIn(world, { measure, part: 'numerator' }, breakdown, key, of);
        const [now, before] = [term(stock, window), term(stock, atEndOf(window.from - 1))];
        const [more, fewer] = [term(began, window), term(ended, window)];
        if (now === undefined || before === undefined || more === undefined || fewer === undefined) continue;
        arithmetic.add([...now, ...less(before), ...less(more), ...fewer], true);
      }
    }
  }
}

const atEndOf = (month: number): Window => ({ from: month, to: month });
