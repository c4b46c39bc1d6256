import type { CellName, Disclosure, EarlierCell, Shown } from '@careledger/disclosure';
import type { Content, KeptFigure, RatedFigure } from './content';

/** A cell as it is kept inside. */
export interface KeptCell extends CellName, RatedFigure {}

/** A cell as the public may see it: of a suppressed one no number is there. */
export interface PublicCell extends CellName {
  readonly shown: Shown;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly rate: number | null;
}

/** What was published at another time, and how it was shown. */
export interface PublishedBefore {
  readonly content: Content;
  readonly shown: ReadonlyMap<string, Shown>;
}

export interface PublicCells {
  readonly cells: readonly PublicCell[];
  /** Suppressed cells that what was published before may give away. */
  readonly unprotected: Disclosure['unprotected'];
}

/** How a cell is shown in a publication, found by this. */
export const cellKey = ({ measure, grain, period, breakdown, key }: CellName): string =>
  JSON.stringify([measure, grain, period, breakdown, key]);

/** All cells of a publication: each figure, and each group of its breakdowns. */
export function cellsOf({ figures }: Pick<Content, 'figures'>): KeptCell[] {
  return figures.flatMap((figure) => [wholeOf(figure), ...groupsOf(figure)]);
}

function wholeOf({ measure, grain, period, numerator, denominator, value, rate }: KeptFigure): KeptCell {
  return { measure, grain, period, breakdown: '', key: '', numerator, denominator, value, rate };
}

function groupsOf({ measure, grain, period, groups = {} }: KeptFigure): KeptCell[] {
  return Object.entries(groups).flatMap(([breakdown, all]) =>
    all.map(({ key, numerator, denominator, value }): KeptCell => {
      return { measure, grain, period, breakdown, key, numerator, denominator, value, rate: null };
    }),
  );
}

/** What the public may see of a publication, as it was decided for each of its cells. */
export function publicCells(cells: readonly KeptCell[], { shown, unprotected }: Disclosure): PublicCells {
  return { cells: cells.map((cell, i) => asShown(cell, shown[i] ?? 'suppressed')), unprotected };
}

/** Cells that the public has; those of which it was not kept how they were shown are not among them. */
export function earlierCells({ content, shown }: PublishedBefore): EarlierCell[] {
  return cellsOf(content).flatMap((cell) => {
    const how = shown.get(cellKey(cell));
    return how === undefined ? [] : [{ ...cell, shown: how }];
  });
}

function asShown(cell: KeptCell, shown: Shown): PublicCell {
  if (shown !== 'suppressed') return { ...cell, shown };
  return { ...cell, shown, numerator: null, denominator: null, value: null, rate: null };
}
