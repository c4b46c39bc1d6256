import type { Instant, Month } from '@careledger/calendar';
import type { CellName, RatedFigure, Readership } from '@careledger/report';

/** What is asked for. */
export interface ReportAsked {
  readonly authority: string;
  readonly authorityName: string;
  /** The last month of the quarter. */
  readonly quarter: Month;
  readonly readership: Readership;
  readonly knownAt?: Instant | undefined;
}

/** A number that is known, before it is decided whether it is shown. */
export type Known = readonly [CellName, RatedFigure];
