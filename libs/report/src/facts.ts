import type { Day, Month } from '@careledger/calendar';
import type { Area, Measure } from '@careledger/measures';
import type { Comparator, PublishedYear, Target } from '@careledger/reference';
import type { CellBook } from './cells';

/** Who a report is for: the people of the council, or everybody. */
export type Readership = 'internal' | 'publication';

/** Where the figures of a report are from. */
export type Source =
  | { readonly kind: 'live'; readonly at: string; readonly position: string }
  | { readonly kind: 'known-at'; readonly knownAt: string; readonly position: string }
  | {
      readonly kind: 'publication';
      readonly id: number;
      readonly status: 'proposed' | 'published' | 'withdrawn';
      readonly knownAt: string;
      readonly digest: string;
      readonly note: string;
    };

/** What somebody wrote about a measure in the quarter. */
export interface Commentary {
  readonly measure: string;
  readonly text: string;
  readonly author: string;
  /** `YYYY-MM-DD…`: an instant. */
  readonly writtenAt: string;
}

/** All that a report is composed from. */
export interface Facts {
  readonly authority: string;
  /** As people call it: `Darlington`. */
  readonly authorityName: string;
  /** What must stand on every page where the children are made up. */
  readonly notice: string | null;
  /** The last month of the quarter. */
  readonly quarter: Month;
  /** The day beyond which nothing counts: the quarter may not have ended. */
  readonly today: Day;
  readonly readership: Readership;
  readonly source: Source;
  /** The catalogue of the rulebook that the figures are by. */
  readonly areas: readonly Area[];
  readonly cells: CellBook;
  /**
   * The first month from which the records are complete: figures of earlier periods are neither shown nor compared. Undefined where
   * nobody has said so: then none but this financial year's are.
   */
  readonly completeFrom: Month | undefined;
  readonly targets: readonly Target[];
  readonly comparators: readonly Comparator[];
  /** What the authority has published of its own earlier years. */
  readonly publishedYears: readonly PublishedYear[];
  readonly commentary: readonly Commentary[];
}

/** Whether a measure may be in a report for these readers: what is counted by worker is for supervision, never for publication. */
export function isFor(readership: Readership): (measure: Measure) => boolean {
  return ({ meanOver }) => readership === 'internal' || meanOver === undefined;
}
