import type { Group } from '@careledger/figures';
import type { Grain } from '@careledger/measures';
import type { ComparedFigure, Target } from '@careledger/reference';
import type { Positions } from '@careledger/store';

/** The form of what is kept; another form gets another name. */
export const FORMAT = 'careledger-publication/1';

/** A target that a figure was held against. */
export interface KeptTarget {
  readonly figure: ComparedFigure;
  readonly target: number;
  readonly compare: Target['compare'];
}

/** What a figure is held against, beside the events. */
export interface HeldAgainst {
  /** Children aged 0 to 17 in the period's financial year, of a measure with a rate; null where that is not known. */
  readonly population: number | null;
  /** The targets of this kind of period. */
  readonly targets: readonly KeptTarget[];
}

/** Which figure it is. */
export interface FigureName {
  readonly measure: string;
  readonly grain: Grain;
  /** The last month, `YYYY-MM`. */
  readonly period: string;
}

/** A figure as it is shown, with its rate. */
export interface RatedFigure {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly rate: number | null;
}

/** A figure as it is kept. */
export interface KeptFigure extends FigureName, RatedFigure, HeldAgainst {
  readonly from: string;
  readonly to: string;
  /** By breakdown, those that were asked for. */
  readonly groups?: Readonly<Record<string, readonly Group[]>>;
}

/** A commentary as it stood. */
export interface KeptCommentary {
  readonly measure: string;
  /** The last month of the quarter. */
  readonly period: string;
  readonly version: number;
  readonly text: string;
  readonly author: string;
  readonly writtenAt: string;
}

/** All that is published, and all that the digest is taken over. */
export interface Content {
  readonly format: typeof FORMAT;
  readonly authority: string;
  readonly knownAt: string;
  readonly position: Positions;
  readonly rulebook: number;
  readonly figures: readonly KeptFigure[];
  readonly commentary: readonly KeptCommentary[];
}

export function nameOf({ measure, grain, period }: FigureName): string {
  return `${measure} ${grain} ${period}`;
}

export const isSameFigure = (a: RatedFigure, b: RatedFigure): boolean =>
  a.numerator === b.numerator && a.denominator === b.denominator && a.value === b.value && a.rate === b.rate;
