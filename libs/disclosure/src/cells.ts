import type { Grain } from '@careledger/measures';

/** Which number of a publication it is: a measure's for a period, of all that it counts or of one group. */
export interface CellName {
  readonly measure: string;
  readonly grain: Grain;
  /** The period's last month, `YYYY-MM`. */
  readonly period: string;
  /** '' of all that the measure counts. */
  readonly breakdown: string;
  /** The group; '' of all that the measure counts. */
  readonly key: string;
}

/** A cell as it is known inside. Groups of which nothing counts need not be there: they are 0. */
export interface ExactCell extends CellName {
  readonly numerator: number;
  /** null of a count */
  readonly denominator: number | null;
}

/**
 * What is shown of a cell: its figure; `c`; or nothing, because nothing is divided by nothing. Of a suppressed cell nothing
 * is shown: no numerator, denominator, value or rate, and no sentence says anything of it (not whether it rose or met a target).
 */
export type Shown = 'figure' | 'suppressed' | 'none';

/** What stands in a suppressed cell. */
export const SUPPRESSED = 'c';

/** A cell of an earlier publication, exactly and as it was shown. */
export interface EarlierCell extends ExactCell {
  readonly shown: Shown;
}

/** What is to be shown of cells that are published together. */
export interface Disclosure {
  /** Of each cell, in the order in which they were given. */
  readonly shown: readonly Shown[];
  /** Why, of each cell; undefined where it is not suppressed. */
  readonly because: readonly (Because | undefined)[];
  /**
   * Suppressed cells of which it was not found that they are protected, though all was suppressed that could be: mostly because
   * what gives them away was shown in an earlier publication. (Also cells of a longer period in which months lie of which that
   * is so.) There may be some among them that are safe; all others are.
   */
  readonly unprotected: readonly CellName[];
}

/** `small`: it is a small number itself; `protects`: without it a small number could be worked out; `before`: it was suppressed before. */
export type Because = 'small' | 'protects' | 'before';
