import type { Measure } from '@careledger/measures';
import {
  ageThen,
  careLasted,
  careSince,
  careThen,
  conferenceSince,
  episodeEnded,
  lastContact,
  lastDentalCheck,
  lastReviewAssessment,
  lastScore,
  leadOfForm,
  placedHowFar,
  placedSince,
  planSince,
  referralCompleted,
  type Fact,
} from './record-facts';

/** Among whom one would look for the children of a figure, and why some of them are not in it. */
export interface LeftOut {
  /** The measure whose children these are, in the same period. */
  readonly of: string;
  /** Why a child of that measure can be missing from this one, as the end of "They are left out because …". */
  readonly because: string;
  /** What of each child's record that depends on; none where the events beside it say it. */
  readonly facts?: readonly Fact[];
}

const inCare = (because: string, ...facts: readonly Fact[]): LeftOut => ({ of: 'cla', because, facts });
const NO_YEAR = inCare(
  'they have not been in care for twelve months yet, or are not of the age that is asked about (or their birth month is not known)',
  careSince,
  ageThen,
);
const NOT_DUE = (last: Fact): LeftOut =>
  inCare(
    'nothing falls due for them by this day: a health assessment or check is due six or twelve months after the last one',
    careSince,
    last,
  );
const NO_FULL_YEAR = inCare(
  'they came into care after the financial year had begun, or turn 18 before it ends (or their birth month is not known)',
  careSince,
  ageThen,
);
const NOT_COMPLETED: LeftOut = {
  of: 'referrals-received',
  because:
    'their referral came in this period and was not completed in it: a referral counts on the day it is completed',
  facts: [referralCompleted],
};
const EPISODES_GO_ON: LeftOut = {
  of: 'missing-episodes',
  because: 'their missing episode began in this period and did not end in it: an episode counts on the day it ends',
  facts: [episodeEnded],
};

/** Written beside the definitions of docs/measures.md: for whom a figure leaves somebody out that one would look for in it. */
const LEFT_OUT: Readonly<Record<string, LeftOut>> = {
  'referrals-completed-1wd': NOT_COMPLETED,
  'referrals-completed-over-3wd': NOT_COMPLETED,
  'referral-families': {
    of: 'referrals-received',
    because: 'they are siblings on the same form, or the case system did not say which child leads it',
    facts: [leadOfForm],
  },
  'assessments-completed': {
    of: 'assessments-open-over-45wd',
    because: 'their assessment is still open: it counts on the day it is completed',
  },
  'assessments-45wd': {
    of: 'assessments-open-over-45wd',
    because: 'their assessment is still open: it counts on the day it is completed',
  },
  's47-enquiries': {
    of: 's47-started',
    because: 'they are siblings in the same enquiry, or the case system did not say which child leads it',
    facts: [leadOfForm],
  },
  'icpc-15wd': {
    of: 's47-started',
    because: 'no initial conference was held for them in this period, or it was one of a transfer in',
    facts: [conferenceSince],
  },
  'cp-reviews-on-time': {
    of: 'cp-plans',
    because: 'their plan is younger than three months: no review has fallen due',
    facts: [planSince],
  },
  'cla-reviews-on-time': inCare(
    'they have been in care for less than 20 working days: no review has fallen due',
    careSince,
  ),
  'cla-reviews-on-time-in-year': inCare(
    'they have been in care for less than 20 working days: no review has fallen due',
    careSince,
  ),
  'cla-visits-up-to-date': inCare('no placement is recorded for them on this day', placedSince),
  'cla-children-visits-on-time': inCare('no placement is recorded for them on this day', placedSince),
  'cla-same-placement-2y': inCare(
    'they are 16 or older, or have been in care for less than two and a half years (or their birth month is not known)',
    careSince,
    ageThen,
  ),
  'cla-20-miles': inCare('no distance is recorded for their placement, or no placement', placedHowFar),
  'cla-20-miles-outside': inCare(
    'no distance, or not whether it is inside the authority, is recorded for their placement, or no placement',
    placedHowFar,
  ),
  'cla-offending': NO_YEAR,
  'iha-20wd': {
    of: 'cla-started',
    because: 'they came into care in this period and had not been in it for 20 working days by its end, or left before',
    facts: [careLasted(20)],
  },
  'iha-form-7wd': {
    of: 'cla-started',
    because: 'they came into care in this period and had not been in it for 7 working days by its end, or left before',
    facts: [careLasted(7)],
  },
  'rha-done-this-year': NO_FULL_YEAR,
  'dental-done-this-year': NO_FULL_YEAR,
  'rha-due-completed': NOT_DUE(lastReviewAssessment),
  'rha-refused': NOT_DUE(lastReviewAssessment),
  'dental-due-completed': NOT_DUE(lastDentalCheck),
  'dental-refused': NOT_DUE(lastDentalCheck),
  'health-assessments-required': NO_YEAR,
  'dental-check-12m': NO_YEAR,
  'immunisations-up-to-date': NO_YEAR,
  'development-assessments-up-to-date': NO_YEAR,
  'sdq-average': inCare(
    'they have not been in care for twelve months, are not aged 5 to 16, or have no score of the last twelve months',
    careSince,
    ageThen,
    lastScore,
  ),
  'cla-substance-misuse': NO_YEAR,
  'rhi-offered-72h': EPISODES_GO_ON,
  'rhi-completed-72h': EPISODES_GO_ON,
  'rhi-engaged': {
    of: 'rhi-offered-72h',
    because: 'no return interview was completed: only completed ones can say whether the child engaged',
  },
  'cla-missing-episodes': {
    of: 'missing-episodes',
    because: 'they were not in care on the day they went missing',
    facts: [careThen],
  },
  'cla-missing-children': {
    of: 'missing-children',
    because: 'they were not in care on the day they went missing',
    facts: [careThen],
  },
  'care-leavers-neet-19-21': {
    of: 'care-leavers-eet-19-21',
    because: 'no contact with them is recorded, so what they do is not known',
    facts: [lastContact],
  },
  'adoption-a10': {
    of: 'cla-ended-adopted',
    because: 'their care did not end by adoption, or a date of the way there is not recorded',
  },
};

/** Where to look for whom a figure leaves out; undefined where it leaves nobody out that one would look for in it. */
export function leftOutOf({ id }: Pick<Measure, 'id'>): LeftOut | undefined {
  return LEFT_OUT[id];
}

/** The measures that have one. */
export const MEASURES_WITH_LEFT_OUT: readonly string[] = Object.keys(LEFT_OUT);
