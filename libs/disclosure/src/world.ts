import { measureNamed } from '@careledger/measures';
import type { Arithmetic, Terms } from './arithmetic';
import type { ExactCell } from './cells';
import { seriesName, type PlacedCell, type PlacedPublication } from './placed';
import type { Part } from './small';
import { stretchesOf } from './stretches';
import { kindOf, liesIn, windowName, type Window } from './windows';

/** All cells of a measure and a group that can be of one time. */
export interface Series extends Pick<ExactCell, 'measure' | 'breakdown' | 'key'> {
  readonly cells: Map<string, PlacedCell>;
}

/**
 * What somebody takes to be so who reads a publication beside all others: its own figures, and of the others those that do not
 * contradict them. (What has been corrected since may contradict; what has not is as good as published together.)
 */
export class World {
  readonly series = new Map<string, Series>();
  /** By measure and breakdown. */
  readonly groups = new Map<string, Series[]>();
  /** Numbers of months between published periods, and a cell in which each lies. */
  readonly between = new Map<number, ExactCell>();
  private readonly stretches = new Map<string, Map<string, { window: Window; quantity: number }>>();

  /** @param publications the one that is read first, then the others, the nearest first */
  constructor(
    private readonly arithmetic: Arithmetic,
    publications: readonly PlacedPublication[],
  ) {
    for (const { cells, absent } of publications) this.takeAll([...cells, ...absent]);
  }

  /** Takes what a publication has; of a flow that contradicts what is there, as much as does not. */
  private takeAll(placed: readonly PlacedCell[]): void {
    const bySeries = new Map<string, PlacedCell[]>();
    for (const cell of placed) {
      const name = seriesName(cell.cell);
      const known = bySeries.get(name);
      if (known === undefined) bySeries.set(name, [cell]);
      else known.push(cell);
    }
    for (const [name, cells] of bySeries) {
      const series = this.seriesOf(name, cells[0] as PlacedCell);
      const added = cells.filter((cell) => add(series, cell));
      if (added.length === 0 || kindOf(series.measure) !== 'flow' || this.canBe(series)) continue;
      for (const { window } of added) series.cells.delete(windowName(window));
      for (const cell of added) {
        add(series, cell);
        if (!this.canBe(series)) series.cells.delete(windowName(cell.window));
      }
    }
  }

  private seriesOf(name: string, { cell: { measure, breakdown, key } }: PlacedCell): Series {
    const known = this.series.get(name);
    if (known !== undefined) return known;
    const series = { measure, breakdown, key, cells: new Map<string, PlacedCell>() };
    this.series.set(name, series);
    const all = `${measure}|${breakdown}`;
    this.groups.set(all, [...(this.groups.get(all) ?? []), series]);
    return series;
  }

  private canBe(series: Series): boolean {
    return this.partsIn(series).every((part) => stretchesOf(this.counted(series, part)) !== undefined);
  }

  private counted({ cells }: Series, part: Part) {
    return [...cells.values()].flatMap(({ window, quantities }) => {
      const quantity = quantities[part];
      return quantity === undefined
        ? []
        : [{ ...window, quantity, count: this.arithmetic.quantities[quantity]?.value ?? 0 }];
    });
  }

  /** The windows that a series can be asked about: those of its cells, and of a flow the stretches between their ends. */
  windows(series: Series): Window[] {
    const found = new Map([...series.cells].map(([name, { window }]) => [name, window]));
    for (const part of this.partsIn(series)) {
      for (const [name, { window }] of this.stretchesIn(series, part)) found.set(name, window);
    }
    return [...found.values()];
  }

  partsIn(series: Series): Part[] {
    const first = [...series.cells.values()][0];
    return first === undefined ? [] : additiveParts(first.quantities);
  }

  /** What a part of a series is in a window, in quantities; undefined where that cannot be said. */
  terms(series: Series, part: Part, window: Window): Terms | undefined {
    const own = series.cells.get(windowName(window))?.quantities[part];
    if (own !== undefined) return [[own, 1]];
    if (kindOf(series.measure) !== 'flow') return undefined;
    if (part === 'denominator' && this.partsIn(series).includes('rest')) {
      const [numerator, rest] = [this.terms(series, 'numerator', window), this.terms(series, 'rest', window)];
      return numerator === undefined || rest === undefined ? undefined : [...numerator, ...rest];
    }
    return this.inStretches(series, part, window);
  }

  /** A flow's window as the sum of the stretches that it is made of; undefined where they do not fit. */
  inStretches(series: Series, part: Part, window: Window): Terms | undefined {
    const inside = [...this.stretchesIn(series, part).values()].filter(
      (stretch) => window.from <= stretch.window.from && stretch.window.to <= window.to,
    );
    const months = inside.reduce((sum, { window: { from, to } }) => sum + to - from + 1, 0);
    if (months !== window.to - window.from + 1) return undefined;
    return inside.map(({ quantity }) => [quantity, 1] as const);
  }

  private notice({ cells }: Series, window: Window, quantity: number): void {
    const around = [...cells.values()].filter((one) => liesIn(window, one.window));
    const narrowest = around.sort((a, b) => a.window.to - a.window.from - (b.window.to - b.window.from))[0];
    if (narrowest !== undefined) this.between.set(quantity, narrowest.cell);
  }

  private stretchesIn(series: Series, part: Part): Map<string, { window: Window; quantity: number }> {
    if (kindOf(series.measure) !== 'flow') return new Map();
    const name = `${seriesName(series)}|${part}`;
    const known = this.stretches.get(name);
    if (known !== undefined) return known;
    const found = new Map<string, { window: Window; quantity: number }>();
    for (const { from, to, count } of stretchesOf(this.counted(series, part)) ?? []) {
      const window = { from, to };
      const own = series.cells.get(windowName(window))?.quantities[part];
      const quantity = own ?? this.arithmetic.quantity(`${name}|${windowName(window)} unpublished`, count, 0);
      if (own === undefined && isOfChildren(series, part)) this.notice(series, window, quantity);
      found.set(windowName(window), { window, quantity });
    }
    this.stretches.set(name, found);
    return found;
  }
}

/** @returns whether it was not there yet */
function add({ cells }: Series, cell: PlacedCell): boolean {
  const name = windowName(cell.window);
  if (cells.has(name)) return false;
  cells.set(name, cell);
  return true;
}

/** Whether a part counts children or what happened to them; the numerator of a mean does not. */
const isOfChildren = ({ measure }: Series, part: Part): boolean =>
  part !== 'numerator' || measureNamed(measure)?.shape !== 'mean';

/** The parts of a flow of which a period's is the sum of its months'; the denominator of a percentage is the sum of two such. */
const additiveParts = (quantities: PlacedCell['quantities']): Part[] =>
  quantities.rest !== undefined
    ? ['numerator', 'rest']
    : (['numerator', 'denominator'] as const).filter((part) => quantities[part] !== undefined);
