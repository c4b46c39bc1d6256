import { deadline, type Day } from '@careledger/calendar';
import { carePeriods, healthChecks, initialAssessmentForms, type CarePeriod, type Child } from '@careledger/record';
import {
  dentalDoneThisYear,
  dentalRefusedThisYear,
  dueForDental,
  dueForReview,
  inCareAllYearUnder18,
  reviewDoneThisYear,
  reviewRefusedThisYear,
  withinCare,
} from './health-checks';
import { flow } from './vocabulary/flow';
import { stock } from './vocabulary/stock';
import { FOREVER } from './vocabulary/timeline';

// ---- initial health assessments ------------------------------------------------------------------------------------

/** By when the initial health assessment of a care period is due. */
export const initialAssessmentDue = ({ startedOn }: CarePeriod): Day => deadline(startedOn, 20);
/** By when the form for it is to come back. */
export const initialAssessmentFormDue = ({ startedOn }: CarePeriod): Day => deadline(startedOn, 7);

/** The day on which something is due in a care period, where the period is open on it. */
const dueInCare = (care: CarePeriod, due: Day): Day | undefined => (due < (care.endedOn ?? FOREVER) ? due : undefined);

const initialChecksBy = (care: CarePeriod, child: Child) => {
  const by = initialAssessmentDue(care);
  return withinCare(healthChecks.initial(child), care).filter(({ on }) => on <= by);
};

export const initialHealthAssessmentIn20WorkingDays = flow({
  id: 'iha-20wd',
  codes: ['IHA', 'C'],
  title: 'Initial health assessments within 20 working days',
  asks: 'Of the children who had been in care for 20 working days in the period, how many had had their initial health assessment?',
  definition:
    'Each care period that is open at D = deadline(careStart, 20), on D; numerator: an initial check on or before D.',
  notes: [
    'The regulations let an assessment made shortly before care began stand in for it; here it must lie within the care period.',
  ],
  decidedBy: 'the 20th working day after care began',
  limits: [
    'A care period that has ended by that day counts nowhere, whether or not there was an assessment.',
    'Why an assessment was late or was not done is not told.',
  ],
  each: carePeriods,
  on: (care) => dueInCare(care, initialAssessmentDue(care)),
  counts: (care, child) => initialChecksBy(care, child).length > 0,
  because: (care, child) => initialChecksBy(care, child),
  worked: `
    Ada (on the last day): care.started 2020-06-01 legalStatus=C2, health-check.completed 2020-06-29 kind=initial => 2020-06-28 0/0, 2020-06-29 1/1, 2020-06-30 0/0
    Ben (a day late): care.started 2020-06-01 legalStatus=C2, health-check.completed 2020-06-30 kind=initial => 2020-06-29 0/1
    Cy (before care): care.started 2020-06-01 legalStatus=C2, health-check.completed 2020-05-31 kind=initial => 2020-06-29 0/1
    Di (left on the day): care.started 2020-06-01 legalStatus=C2, care.ended 2020-06-29, health-check.completed 2020-06-05 kind=initial => 2020-06-29 0/0
    Eli (left the day after): care.started 2020-06-01 legalStatus=C2, care.ended 2020-06-30 => 2020-06-29 0/1
    Flo (a review is no initial one): care.started 2020-06-01 legalStatus=C2, health-check.completed 2020-06-05 kind=review => 2020-06-29 0/1`,
});

const formBy = (care: CarePeriod, child: Child) => {
  const by = initialAssessmentFormDue(care);
  return initialAssessmentForms(child).filter(({ id, on }) => id === care.id && on <= by);
};

export const initialHealthAssessmentFormIn7WorkingDays = flow({
  id: 'iha-form-7wd',
  codes: ['D text'],
  title: 'Forms for initial health assessments within 7 working days',
  asks: 'Of the children who had been in care for 7 working days in the period, for how many had the form for the initial health assessment come back?',
  definition:
    'Each care period that is open at D = deadline(careStart, 7), on D; numerator: form returned on or before D.',
  notes: [
    'The form belongs to its care period by its id, so that one that came back before the first day in care counts too.',
  ],
  decidedBy: 'the 7th working day after care began',
  limits: [
    'A care period that has ended by that day counts nowhere.',
    'Whether the form was filled in well enough to be used is not looked at.',
  ],
  each: carePeriods,
  on: (care) => dueInCare(care, initialAssessmentFormDue(care)),
  counts: (care, child) => formBy(care, child).length > 0,
  because: (care, child) => formBy(care, child),
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2 #c, iha-form.returned 2020-06-10 #c => 2020-06-09 0/0, 2020-06-10 1/1
    Ben (a day late): care.started 2020-06-01 legalStatus=C2 #c, iha-form.returned 2020-06-11 #c => 2020-06-10 0/1
    Cy (for another care period): care.started 2020-06-01 legalStatus=C2 #c, iha-form.returned 2020-06-05 #d => 2020-06-10 0/1
    Di (left on the day): care.started 2020-06-01 legalStatus=C2 #c, care.ended 2020-06-10 #c, iha-form.returned 2020-06-05 #c => 2020-06-10 0/0`,
});

// ---- review health assessments -------------------------------------------------------------------------------------

const UNKNOWN_BIRTH_LEFT_OUT =
  'Children whose month of birth is not known are left out: nobody can say when they turn 18.';
const WHOLE_YEAR =
  'The year is the financial one, whoever is asked about in its midst: few have had the check in April, most by March.';

export const reviewHealthAssessmentsDone = stock({
  id: 'rha-done-this-year',
  codes: ['CSC 250'],
  title: 'Review health assessments done this year',
  asks: 'Of the children who will have been in care for the whole year and under 18, how many have had a review health assessment since 1 April?',
  definition:
    'In care at T, careStart on or before the first day of FY(T) (twelve months by 31 March), 18th birthday (known) not before the 31 March that ends FY(T); numerator: a review check from the FY’s start to T.',
  notes: ['An initial assessment does not count as a review.'],
  limits: [
    UNKNOWN_BIRTH_LEFT_OUT,
    WHOLE_YEAR,
    'Children who have been in care for less than a financial year are left out, and a second assessment of the year for a child under 5 is not looked at.',
  ],
  of: inCareAllYearUnder18,
  counts: reviewDoneThisYear,
  worked: `
    Ada: child.described birthMonth=2010-05, care.started 2019-06-15 legalStatus=C2, health-check.completed 2020-05-20 kind=review => 2020-03-31 0/0, 2020-04-01 0/1, 2020-05-19 0/1, 2020-05-20 1/1, 2021-03-31 1/1, 2021-04-01 0/1, 2035-04-01 0/0
    Ben (from the first day of the year): child.described birthMonth=2010-05, care.started 2019-04-01 legalStatus=C2, health-check.completed 2019-04-01 kind=review => 2019-04-01 1/1
    Cy (a day later): child.described birthMonth=2010-05, care.started 2019-04-02 legalStatus=C2, health-check.completed 2020-03-31 kind=review => 2019-04-02 0/0, 2020-03-31 0/0, 2020-04-01 0/1
    Di (18 on the day after the year): child.described birthMonth=2003-04, care.started 2019-01-01 legalStatus=C2 => 2021-03-31 0/1, 2021-04-01 0/0
    Eli (18 in the last month of the year): child.described birthMonth=2003-03, care.started 2019-01-01 legalStatus=C2 => 2020-03-31 0/1, 2020-04-01 0/0
    Flo (age not known): care.started 2019-01-01 legalStatus=C2 => 2020-04-01 0/0
    Gus (checked in an earlier care period): child.described birthMonth=2010-05, care.started 2018-01-01 legalStatus=C2 #1, care.ended 2020-05-01 #1, health-check.completed 2020-04-20 kind=review, care.started 2020-05-01 legalStatus=C2 #2 => 2020-04-30 1/1, 2020-05-01 0/0, 2021-04-01 0/1`,
});

export const reviewHealthAssessmentsDueCompleted = stock({
  id: 'rha-due-completed',
  codes: ['CSC 250b'],
  title: 'Review health assessments that were due, done',
  asks: 'Of the children in care whose review health assessment has fallen due this year, of how many has one been done?',
  definition:
    'In care at T and due ≤ T, where a = the last initial or review check before the FY’s start, else careStart; due = a ⊕ 6 if the child’s age at a is under 5, else a ⊕ 12, but no earlier than the FY’s start; numerator: a review check from the FY’s start to T (one is enough, also for a child due twice).',
  limits: [
    'Children whose month of birth is not known are left out.',
    'Why an assessment was not done, and whether the child refused it, is not looked at.',
  ],
  of: dueForReview,
  counts: reviewDoneThisYear,
  worked: `
    Ada: child.described birthMonth=2010-01, care.started 2018-06-15 legalStatus=C2, health-check.completed 2019-05-20 kind=review => 2019-04-30 0/0, 2019-06-15 1/1, 2020-03-31 1/1, 2020-04-01 0/0, 2020-05-20 0/1, 2021-04-01 0/1
    Ben (under five, twice a year): child.described birthMonth=2016-01, care.started 2018-06-15 legalStatus=C2 => 2018-12-14 0/0, 2018-12-15 0/1
    Cy (a second period within the first): child.described birthMonth=2010-01, care.started 2015-06-15 legalStatus=C2 #1, care.started 2018-11-30 legalStatus=C2 #2, care.ended 2019-05-15 #2 => 2018-11-29 0/1, 2019-05-14 0/0, 2019-05-15 0/1`,
});

export const reviewHealthAssessmentsRefused = stock({
  id: 'rha-refused',
  codes: ['CSC 250'],
  title: 'Review health assessments that were due, refused',
  asks: 'Of the children in care whose review health assessment has fallen due this year, how many have refused it?',
  definition:
    'The same children; numerator: a review refusal from the FY’s start to T and no review check in that time.',
  notes: ['A refusal counts from the FY’s start on, also where the assessment fell due after it.'],
  limits: [
    'Children whose month of birth is not known are left out.',
    'Who refused, the child or somebody else, and why, is not told.',
  ],
  of: dueForReview,
  counts: reviewRefusedThisYear,
  worked: `
    Ada (refused before it was due): child.described birthMonth=2010-01, care.started 2018-06-15 legalStatus=C2, health-check.refused 2019-05-20 kind=review => 2019-06-14 0/0, 2019-06-15 1/1, 2020-03-31 1/1, 2020-04-01 0/1
    Ben (thought better of it): child.described birthMonth=2010-01, care.started 2018-06-15 legalStatus=C2, health-check.refused 2019-07-01 kind=review #r, health-check.completed 2019-08-01 kind=review #c => 2019-06-30 0/1, 2019-07-01 1/1, 2019-07-31 1/1, 2019-08-01 0/1
    Cy (assessed, then refused another): child.described birthMonth=2010-01, care.started 2018-06-15 legalStatus=C2, health-check.completed 2019-07-01 kind=review #c, health-check.refused 2019-08-01 kind=review #r => 2019-08-01 0/1
    Di (last year's refusal): child.described birthMonth=2010-01, care.started 2017-06-15 legalStatus=C2, health-check.refused 2019-03-31 kind=review => 2019-03-31 1/1, 2019-04-01 0/1
    Eli (the dentist): child.described birthMonth=2010-01, care.started 2018-06-15 legalStatus=C2, health-check.refused 2019-07-01 kind=dental => 2019-07-01 0/1`,
});

// ---- dental checks -------------------------------------------------------------------------------------------------

export const dentalChecksDone = stock({
  id: 'dental-done-this-year',
  codes: ['CSC 251'],
  title: 'Dental checks done this year',
  asks: 'Of the children who will have been in care for the whole year and under 18, how many have had a dental check since 1 April?',
  definition:
    'In care at T, careStart on or before the first day of FY(T) (twelve months by 31 March), 18th birthday (known) not before the 31 March that ends FY(T); numerator: a dental check from the FY’s start to T.',
  limits: [
    UNKNOWN_BIRTH_LEFT_OUT,
    WHOLE_YEAR,
    'Children who have been in care for less than a financial year are left out.',
  ],
  of: inCareAllYearUnder18,
  counts: dentalDoneThisYear,
  worked: `
    Ada: child.described birthMonth=2010-05, care.started 2019-04-01 legalStatus=C2, health-check.completed 2020-03-31 kind=dental => 2020-03-30 0/1, 2020-03-31 1/1, 2020-04-01 0/1
    Ben (another check): child.described birthMonth=2010-05, care.started 2019-04-01 legalStatus=C2, health-check.completed 2020-03-31 kind=review => 2020-03-31 0/1
    Cy (18 in March): child.described birthMonth=2002-03, care.started 2018-04-01 legalStatus=C2 => 2019-03-31 0/1, 2019-04-01 0/0`,
});

export const dentalChecksDueCompleted = stock({
  id: 'dental-due-completed',
  codes: ['CSC 251d'],
  title: 'Dental checks that were due, done',
  asks: 'Of the children in care whose dental check has fallen due this year, of how many has one been done?',
  definition:
    'In care at T and due ≤ T, where a = the last dental check before the FY’s start, else careStart; due = a ⊕ 12, but no earlier than the FY’s start; numerator: a dental check from the FY’s start to T.',
  notes: ['The age plays no part, so that a child whose month of birth is not known counts too.'],
  limits: ['What the dentist found, and whether a practice could be found at all, is not told.'],
  of: dueForDental,
  counts: dentalDoneThisYear,
  worked: `
    Ada: care.started 2018-06-15 legalStatus=C2, health-check.completed 2019-05-20 kind=dental => 2019-06-14 0/0, 2019-06-15 1/1, 2020-03-31 1/1, 2020-05-19 0/0, 2020-05-20 0/1, 2035-04-01 0/1
    Ben (under five, once a year all the same): child.described birthMonth=2017-01, care.started 2018-06-15 legalStatus=C2 => 2018-12-15 0/0, 2019-06-15 0/1
    Cy (checked on the last day of a year): care.started 2018-06-15 legalStatus=C2, health-check.completed 2019-03-31 kind=dental => 2019-06-15 0/0, 2020-03-30 0/0, 2020-03-31 0/1
    Di (an assessment is no dental check): care.started 2018-06-15 legalStatus=C2, health-check.completed 2019-03-01 kind=review => 2019-06-15 0/1`,
});

export const dentalChecksRefused = stock({
  id: 'dental-refused',
  codes: ['CSC 251'],
  title: 'Dental checks that were due, refused',
  asks: 'Of the children in care whose dental check has fallen due this year, how many have refused it?',
  definition:
    'The same children; numerator: a dental refusal from the FY’s start to T and no dental check in that time.',
  notes: ['A refusal counts from the FY’s start on, also where the check fell due after it.'],
  limits: ['Who refused, the child or somebody else, and why, is not told.'],
  of: dueForDental,
  counts: dentalRefusedThisYear,
  worked: `
    Ada: care.started 2018-06-15 legalStatus=C2, health-check.refused 2019-07-01 kind=dental #r, health-check.completed 2019-07-02 kind=dental #c => 2019-06-30 0/1, 2019-07-01 1/1, 2019-07-02 0/1
    Ben (both on one day): care.started 2018-06-15 legalStatus=C2, health-check.refused 2019-07-01 kind=dental #r, health-check.completed 2019-07-01 kind=dental #c => 2019-07-01 0/1
    Cy (an assessment): care.started 2018-06-15 legalStatus=C2, health-check.refused 2019-07-01 kind=review => 2019-07-01 0/1`,
});

/** "Health": assessments and dental checks by working days and financial years, in the order of the catalogue. */
export const healthAssessments = [
  initialHealthAssessmentIn20WorkingDays,
  initialHealthAssessmentFormIn7WorkingDays,
  reviewHealthAssessmentsDone,
  reviewHealthAssessmentsDueCompleted,
  reviewHealthAssessmentsRefused,
  dentalChecksDone,
  dentalChecksDueCompleted,
  dentalChecksRefused,
];
