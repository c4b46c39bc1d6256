import { measureNamed } from '@careledger/measures';
import type { Arithmetic } from './arithmetic';
import type { CellName, EarlierCell, ExactCell } from './cells';
import { partsOf, type Part } from './small';
import { windowName, windowOf, type Window } from './windows';

/** A cell and the quantities that it shows. */
export interface PlacedCell {
  readonly cell: ExactCell;
  readonly window: Window;
  readonly quantities: Partial<Readonly<Record<Part, number>>>;
}

/** What was published at one time. */
export interface PlacedPublication {
  readonly cells: readonly PlacedCell[];
  /** Groups that it leaves out because nothing counts in them: everybody knows that they are 0. */
  readonly absent: readonly PlacedCell[];
}

/** The cells of a measure and group: they differ in their windows alone. */
export const seriesName = ({ measure, breakdown, key }: Pick<CellName, 'measure' | 'breakdown' | 'key'>): string =>
  `${measure}|${breakdown}|${key}`;

export const cellName = ({ measure, grain, period, breakdown, key }: CellName): string =>
  [measure, breakdown, key, grain, period].join('|');

/** Finds the quantities of all cells of all publications. */
export function placed(
  arithmetic: Arithmetic,
  publications: readonly (readonly (ExactCell | EarlierCell)[])[],
): PlacedPublication[] {
  const keys = new Map<string, Set<string>>();
  for (const { measure, breakdown, key } of publications.flat()) {
    const name = `${measure}|${breakdown}`;
    keys.set(name, (keys.get(name) ?? new Set()).add(key));
  }
  return publications.map((cells) => {
    const there = cells.map((cell) => placedCell(arithmetic, cell));
    const windows = new Map<string, { one: PlacedCell; keys: Set<string> }>();
    for (const one of there) {
      const { measure, breakdown, key } = one.cell;
      const name = `${measure}|${breakdown}|${windowName(one.window)}`;
      const found = windows.get(name) ?? { one, keys: new Set() };
      windows.set(name, { ...found, keys: found.keys.add(key) });
    }
    const absent = [...windows.values()].flatMap(({ one, keys: present }) => {
      const all = keys.get(`${one.cell.measure}|${one.cell.breakdown}`) ?? [];
      const missing = [...all].filter((key) => !present.has(key));
      return missing.map((key) => placedCell(arithmetic, nothing(one.cell, key)));
    });
    return { cells: there, absent };
  });
}

const nothing = (like: ExactCell, key: string): ExactCell => ({
  ...like,
  key,
  numerator: 0,
  denominator: like.denominator === null ? null : 0,
});

function placedCell(arithmetic: Arithmetic, cell: ExactCell): PlacedCell {
  const window = windowOf(cell);
  const quantities: Partial<Record<Part, number>> = {};
  for (const [part, value] of Object.entries(partsOf(cell)) as [Part, number][]) {
    const name = `${seriesName(cell)}|${part}|${windowName(window)}`;
    quantities[part] = arithmetic.quantity(name, value, leastOf(cell, part));
  }
  return { cell, window, quantities };
}

/** Where nothing counts, that is shown; so something counts where a figure is hidden. */
function leastOf({ measure, breakdown, denominator }: ExactCell, part: Part): number {
  if (part === 'denominator') return 1;
  const isShare = measureNamed(measure)?.sharesOfWhole?.includes(breakdown) === true;
  return part === 'numerator' && (denominator === null || isShare) ? 1 : 0;
}
