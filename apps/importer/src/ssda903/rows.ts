import type { DayText, ReturnYear } from '../engine/return-year';
import * as engine from '../engine/rows';
import type { ReasonForNewEpisode } from './codes';

/** The files of the return that become events, in the order in which those are sent. */
export const FILE_KINDS = ['header', 'episodes', 'reviews', 'uasc', 'missing', 'oc2', 'oc3', 'ad1', 'sw'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

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

export interface MissingRow {
  /** MIS_START. */
  readonly from: DayText;
  /** MIS_END; missing while the child is missing. */
  readonly to?: DayText;
  /** MISSING: M or A. */
  readonly kind: 'missing' | 'away';
}

/** What OC2 says of a year of a child who was looked after for all of it. A field that is blank says nothing. */
export interface OutcomesRow {
  /** SDQ_SCORE. */
  readonly sdqScore?: number;
  /** HEALTH_CHECK: development checks of a child under 5 are up to date. */
  readonly development?: boolean;
  /** IMMUNISATIONS: they are up to date. */
  readonly immunised?: boolean;
  /** TEETH_CHECK: the teeth were checked in the year. */
  readonly teethChecked?: boolean;
  /** HEALTH_ASSESSMENT: the health was assessed in the year. */
  readonly healthAssessed?: boolean;
  /** SUBSTANCE_MISUSE: identified in the year. */
  readonly substanceMisuse?: boolean;
}

/** What OC3 says of a care leaver around a birthday. */
export interface CareLeaverRow {
  /** IN_TOUCH. */
  readonly inTouch: string;
  /** ACTIV; missing where it is 0, not known. */
  readonly activity?: string;
  /** ACCOM; missing where it is 0, not known. Its second digit says whether it is suitable: 1 or 2. */
  readonly accommodation?: string;
}

/** What AD1 says of a child who was adopted in the year. */
export interface AdoptionRow {
  /** DATE_MATCH. */
  readonly matchedOn: DayText;
  /** FOSTER_CARE: the adopters were the child's foster carers. */
  readonly byFosterCarers: boolean;
}

export interface SocialWorkerRow {
  /** SW_DECOM. */
  readonly from: DayText;
  /** SW_DEC; missing while the allocation goes on. */
  readonly to?: DayText;
  /** SW_ID under a keyed hash. */
  readonly worker: string;
}

export type Rows = {
  readonly header: HeaderRow;
  readonly episodes: EpisodeRow;
  readonly reviews: ReviewRow;
  readonly uasc: UascRow;
  readonly missing: MissingRow;
  readonly oc2: OutcomesRow;
  readonly oc3: CareLeaverRow;
  readonly ad1: AdoptionRow;
  readonly sw: SocialWorkerRow;
};

/** The rows of one child in one year's return, by file and natural key. */
export type ChildReturn = engine.ChildReturn<Rows>;

/** The returns of one child by year. */
export type ChildReturns = engine.ChildReturns<Rows>;

export function returnOf(returns: ChildReturns, year: ReturnYear): ChildReturn {
  return engine.returnIn(returns, year, FILE_KINDS);
}
