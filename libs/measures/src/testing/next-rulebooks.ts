import { workingDays } from '@careledger/calendar';
import { assessments } from '@careledger/record';
import { assessmentsWithin45WorkingDays } from '../referral-and-assessment';
import { NEWEST } from '../rulebook';
import { flow } from '../vocabulary/flow';
import { amended } from '../vocabulary/rulebook';
import { FOREVER } from '../vocabulary/timeline';

const { id, title, asks, decidedBy, limits } = assessmentsWithin45WorkingDays;

/** The measure as a guidance that gives five days less would have it. */
const within40 = flow({
  id,
  title,
  asks: asks.replace('45', '40'),
  definition: 'Each completed assessment, on completedOn; numerator: wd(started, completed) ≤ 40.',
  decidedBy,
  limits,
  each: assessments,
  on: (assessment) => assessment.endedOn,
  counts: (assessment) => workingDays(assessment.startedOn, assessment.endedOn ?? FOREVER) <= 40,
  worked: `
    Ada: assessment.started 2020-04-01, assessment.completed 2020-06-02 => 2020-06-02 1/1
    Ben: assessment.started 2020-04-01, assessment.completed 2020-06-03 => 2020-06-03 0/1`,
});

const started = flow({
  id: 'assessments-started',
  title: 'Assessments started',
  asks: 'How many assessments were started in the period?',
  definition: 'Each assessment, on startedOn.',
  decidedBy: 'the day the assessment started',
  limits: ['Assessments that were planned and never started are not in it.'],
  each: assessments,
  on: (assessment) => assessment.startedOn,
  worked: `
    Ada: assessment.started 2020-04-01 => 2020-04-01 1`,
});

/** The newest rulebook with one measure defined otherwise. For tests. */
export const NEXT_RULEBOOK = amended(NEWEST, NEWEST.version + 1, { instead: [within40] });

/** And the one after it, with a measure more and one less. For tests. */
export const NEXT_BUT_ONE = amended(NEXT_RULEBOOK, NEWEST.version + 2, {
  added: [{ area: 'Referral, early help, assessment', measure: started }],
  without: ['early-help-started'],
});

/** What the newest rulebook is followed by in tests. */
export const WITH_THE_NEXT = [NEWEST, NEXT_RULEBOOK, NEXT_BUT_ONE] as const;
