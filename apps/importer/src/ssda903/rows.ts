import type { ReasonForNewEpisode } from './codes';
import type { DayText, ReturnYear } from './return-year';

/** The files of the return that become events. */
export const FILE_KINDS = ['header', 'episodes', 'reviews', 'uasc'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Where a row stands. */
export interface Origin {
  readonly file: string;
  readonly line: number;
}

/** What a header row tells of the child: no date of birth, only its month. */
export interface HeaderRow {
  readonly birthMonth: string;
  readonly gender: 'F' | 'M' | 'U';
  readonly ethnicity?: string;
}

export interface EpisodeRow {
  /** DECOM. */
  readonly from: DayText;
  /** DEC; missing while the episode is open. */
  readonly to?: DayText;
  /** RNE. */
  readonly began: ReasonForNewEpisode;
  /** REC, where there is a DEC. */
  readonly ceased?: string;
  /** LS. */
  readonly legalStatus: string;
  /** PLACE. */
  readonly placement: string;
  /** PLACE_PROVIDER. */
  readonly provider?: string;
  /** Tells one home from another (provider, URN and postcode under a keyed hash), where the row says which it is. */
  readonly home?: string;
  /** REASON_PLACE_CHANGE. */
  readonly placementEnded?: string;
}

export interface ReviewRow {
  readonly heldOn: DayText;
}

export interface UascRow {
  /** DUC; missing while the child counts as one. */
  readonly ceasedOn?: DayText;
}

export interface Rows {
  readonly header: HeaderRow;
  readonly episodes: EpisodeRow;
  readonly reviews: ReviewRow;
  readonly uasc: UascRow;
}

/** A row that a return has; null where the child and the key can be read and the rest makes no sense. */
export interface Kept<R> {
  readonly row: R | null;
  readonly origin: Origin;
}

/** The rows of one child in one year's return, by file and natural key: DECOM, the review's date, '' where a child has one row. */
export type ChildReturn = { readonly [K in FileKind]: Map<string, Kept<Rows[K]>> };

/** The returns of one child by year. */
export type ChildReturns = Map<ReturnYear, ChildReturn>;

/** A row that was left out, or one that was taken with something in it set aside. */
export interface Finding {
  readonly origin: Origin;
  readonly outcome: 'left-out' | 'remark';
  readonly reason: string;
}

export function emptyReturn(): ChildReturn {
  return { header: new Map(), episodes: new Map(), reviews: new Map(), uasc: new Map() };
}

export function returnOf(returns: ChildReturns, year: ReturnYear): ChildReturn {
  let found = returns.get(year);
  if (found === undefined) returns.set(year, (found = emptyReturn()));
  return found;
}
