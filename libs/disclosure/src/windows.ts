import { parseMonth, type Month } from '@careledger/calendar';
import { measureNamed } from '@careledger/measures';
import type { CellName } from './cells';

/** The months that a figure is about, both included; of a stock the month at whose end it stands, whatever the period is. */
export interface Window {
  readonly from: Month;
  readonly to: Month;
}

/**
 * The window of a cell: cells of a measure with the same window are the same number under several names. (The year to date
 * of April is the month of April, a stock at the end of a quarter is that of its last month.)
 */
export function windowOf({ measure, grain, period }: CellName): Window {
  const to = parseMonth(period);
  return { from: kindOf(measure) === 'stock' ? to : to - monthsBefore(grain, to), to };
}

function monthsBefore(grain: CellName['grain'], month: Month): number {
  switch (grain) {
    case 'month':
      return 0;
    case 'quarter':
      return 2;
    case 'year':
    case 'rolling-12m':
      return 11;
    case 'ytd':
      return (month + 9) % 12; // April is the fourth month
  }
}

/** How a measure's figures of different periods hang together; undefined of one that the catalogue does not have (any more). */
export const kindOf = (measure: string): 'flow' | 'stock' | 'distinct' | undefined => measureNamed(measure)?.kind;

export const windowName = ({ from, to }: Window): string => `${from}-${to}`;

/** Whether one window lies in another. */
export const liesIn = (inner: Window, outer: Window): boolean => outer.from <= inner.from && inner.to <= outer.to;

/** All ways to make up a window of others, end to end, the window itself excepted. */
export function tilings(window: Window, others: readonly Window[]): Window[][] {
  const inner = others.filter((other) => liesIn(other, window) && windowName(other) !== windowName(window));
  const from = (month: Month): Window[][] => {
    if (month > window.to) return [[]];
    return inner
      .filter((first) => first.from === month)
      .flatMap((first) => from(first.to + 1).map((rest) => [first, ...rest]));
  };
  return from(window.from);
}

/** So many months away a figure still has to do with others: the longest period is a year. */
const NEAR = 12;

/** The cells that lie in the months of others, or within a year of them. */
export function nearby<C extends CellName>(cells: readonly C[], others: readonly CellName[]): C[] {
  const windows = others.map(windowOf);
  const from = windows.reduce((least, window) => Math.min(least, window.from), Infinity) - NEAR;
  const to = windows.reduce((most, window) => Math.max(most, window.to), -Infinity) + NEAR;
  return cells.filter((cell) => {
    const window = windowOf(cell);
    return from <= window.from && window.to <= to;
  });
}
