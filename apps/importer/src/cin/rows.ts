import type { DayText } from '../engine/return-year';
import * as engine from '../engine/rows';

/** The modules of the census that become events, in the order in which those are sent. */
export const MODULES = ['children', 'referrals', 'assessments', 'cin-plans', 's47', 'cp-plans', 'cp-reviews'] as const;
export type Module = (typeof MODULES)[number];

/** ChildIdentifiers and ChildCharacteristics: no date of birth, only its month. */
export interface ChildRow {
  readonly birthMonth: string;
  readonly gender: 'F' | 'M' | 'U';
  readonly ethnicity?: string;
  readonly disabled?: boolean;
}

/** CINdetails. */
export interface ReferralRow {
  readonly receivedOn: DayText;
  readonly source?: string;
}

/** A spell: Assessments, CINPlanDates. */
export interface SpellRow {
  readonly from: DayText;
  readonly to?: DayText;
}

export interface AssessmentRow extends SpellRow {
  /** The day of the referral under which it stands. */
  readonly referral?: DayText;
}

/** Section47. */
export interface EnquiryRow {
  readonly from: DayText;
  /** DateOfInitialCPC. */
  readonly conferenceOn?: DayText;
}

/** ChildProtectionPlans. */
export interface ProtectionRow extends SpellRow {
  readonly category?: Category;
}
export type Category = 'NEG' | 'PHY' | 'SAB' | 'EMO' | 'MUL';

export interface ReviewRow {
  readonly heldOn: DayText;
}

export type Rows = {
  readonly children: ChildRow;
  readonly referrals: ReferralRow;
  readonly assessments: AssessmentRow;
  readonly 'cin-plans': SpellRow;
  readonly s47: EnquiryRow;
  readonly 'cp-plans': ProtectionRow;
  readonly 'cp-reviews': ReviewRow;
};

export type ChildReturns = engine.ChildReturns<Rows>;
