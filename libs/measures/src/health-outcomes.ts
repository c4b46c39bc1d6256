import {
  description,
  difficultiesScores,
  healthChecks,
  substanceMisuse,
  treatmentPresentations,
  type CarePeriod,
  type Child,
  type HealthCheck,
} from '@careledger/record';
import { withinCare } from './health-checks';
import { flow } from './vocabulary/flow';
import { aged, inCare, inCareTwelveMonths, youngerThan } from './vocabulary/profile';
import { stock } from './vocabulary/stock';
import {
  anyOf,
  at,
  atLeast,
  both,
  except,
  latestOf,
  never,
  together,
  withinMonthsOf,
  type Span,
  type Timeline,
} from './vocabulary/timeline';

/** On the days of the 12-month cohort, what follows from the care period that the child is in care under. */
const inTwelveMonthCohort = <T>(child: Child, follows: (care: CarePeriod) => Timeline<T>): Timeline<T> =>
  inCareTwelveMonths(child).flatMap((span) => both(follows(span.what), [span]));

/** The spans within(checkedOn, 12, T) of checks, those of one day once. */
const recentChecks = (checks: readonly HealthCheck[]): Span<HealthCheck>[] =>
  checks
    .filter(({ on }, i) => checks.findIndex((other) => other.on === on) === i)
    .map((check) => withinMonthsOf(check.on, 12, check));

const underFive = youngerThan(5);
const fiveOrUnder = youngerThan(6);
const fiveToSixteen = aged(5, 16);

export const healthAssessmentsRequired = stock({
  id: 'health-assessments-required',
  codes: ['C'],
  title: 'Children in care with the health assessments they need',
  asks: 'Of the children in care for twelve months, how many have had the required number of health assessments in the last twelve?',
  definition:
    '12-month cohort with a known age; numerator: initial and review checks with within(checkedOn, 12, T) on at least 2 days if the age at T is under 5, else on at least 1.',
  limits: [
    'Children whose month of birth is not known are left out: nobody can say how many they need.',
    'Children in care for less than twelve months are left out.',
  ],
  of: (child) => {
    const cohort = inCareTwelveMonths(child);
    return cohort.length === 0 || description(child) === undefined ? never : cohort;
  },
  counts: (child) =>
    inTwelveMonthCohort(child, (care) => {
      const recent = recentChecks(withinCare([...healthChecks.initial(child), ...healthChecks.review(child)], care));
      return anyOf([...both(atLeast(2, recent), underFive(child)), ...except(anyOf(recent), underFive(child))]);
    }),
  worked: `
    Ada (from 1 April to 31 March is twelve months): child.described birthMonth=2010-05, care.started 2019-04-01 legalStatus=C2, health-check.completed 2020-01-10 kind=review => 2020-03-30 0/0, 2020-03-31 1/1, 2021-01-09 1/1, 2021-01-10 0/1
    Ben (under five): child.described birthMonth=2015-06, care.started 2018-04-01 legalStatus=C2, health-check.completed 2019-07-01 kind=initial #1, health-check.completed 2020-01-10 kind=review #2 => 2020-01-09 0/1, 2020-01-10 1/1, 2020-05-31 1/1
    Cy (two on one day are one): child.described birthMonth=2015-06, care.started 2018-04-01 legalStatus=C2, health-check.completed 2020-01-10 kind=initial #1, health-check.completed 2020-01-10 kind=review #2 => 2020-05-31 0/1, 2020-06-01 1/1
    Di (age not known): care.started 2019-04-01 legalStatus=C2, health-check.completed 2020-01-10 kind=review => 2020-03-31 0/0
    Eli (in an earlier care period): child.described birthMonth=2010-05, care.started 2018-04-01 legalStatus=C2 #1, health-check.completed 2019-04-10 kind=review, care.ended 2019-04-11 #1, care.started 2019-04-11 legalStatus=C2 #2 => 2019-04-10 1/1, 2020-04-09 0/0, 2020-04-10 0/1`,
});

export const dentalCheckInTwelveMonths = stock({
  id: 'dental-check-12m',
  codes: ['C'],
  title: 'Children in care with a dental check in 12 months',
  asks: 'Of the children in care for twelve months, how many have had a dental check in the last twelve?',
  definition: '12-month cohort; numerator: a dental check with within(checkedOn, 12, T).',
  limits: [
    'Children in care for less than twelve months are left out.',
    'A check before this care period does not count.',
  ],
  of: inCareTwelveMonths,
  counts: (child) =>
    inTwelveMonthCohort(child, (care) => anyOf(recentChecks(withinCare(healthChecks.dental(child), care)))),
  worked: `
    Ada: care.started 2019-04-01 legalStatus=C2, health-check.completed 2019-04-01 kind=dental => 2020-03-30 0/0, 2020-03-31 1/1, 2020-04-01 0/1
    Ben (a leap day): care.started 2020-02-29 legalStatus=C2 => 2021-02-26 0/0, 2021-02-27 0/1`,
});

export const immunisationsUpToDate = stock({
  id: 'immunisations-up-to-date',
  codes: ['C'],
  title: 'Children in care whose immunisations are up to date',
  asks: 'Of the children in care for twelve months, how many have their immunisations up to date?',
  definition: '12-month cohort; numerator: the last immunisation check ≤ T has upToDate.',
  notes: [
    'What was last found holds until the next check, however long ago it was; a child without a check in this care period is not up to date.',
  ],
  limits: [
    'Children in care for less than twelve months are left out.',
    'Which immunisations are missing is not told.',
  ],
  of: inCareTwelveMonths,
  counts: (child) =>
    inTwelveMonthCohort(child, (care) =>
      latestOf(withinCare(healthChecks.immunisation(child), care)).filter(({ what }) => what.upToDate),
    ),
  worked: `
    Ada: care.started 2018-04-01 legalStatus=C2, health-check.completed 2018-05-01 kind=immunisation #1, health-check.completed 2020-06-01 kind=immunisation upToDate=false #2 => 2019-03-31 1/1, 2020-05-31 1/1, 2020-06-01 0/1
    Ben (twice on one day, the greatest id): care.started 2018-04-01 legalStatus=C2, health-check.completed 2019-05-01 kind=immunisation upToDate=false #a, health-check.completed 2019-05-01 kind=immunisation upToDate=true #b => 2019-05-01 1/1
    Cy (never checked): care.started 2018-04-01 legalStatus=C2 => 2019-05-01 0/1`,
});

export const developmentAssessmentsUpToDate = stock({
  id: 'development-assessments-up-to-date',
  codes: ['C'],
  title: 'Young children in care whose development assessments are up to date',
  asks: 'Of the children aged 5 or under in care for twelve months, how many have their development assessments up to date?',
  definition:
    '12-month cohort, age ≤ 5; numerator: the last development check ≤ T has upToDate and within(checkedOn, 12, T).',
  limits: [
    'Children whose month of birth is not known are left out.',
    'Children in care for less than twelve months are left out.',
  ],
  of: (child) => {
    const cohort = inCareTwelveMonths(child);
    return cohort.length === 0 ? never : both(cohort, fiveOrUnder(child));
  },
  counts: (child) =>
    inTwelveMonthCohort(child, (care) =>
      both(
        latestOf(withinCare(healthChecks.development(child), care)).filter(({ what }) => what.upToDate),
        anyOf(recentChecks(withinCare(healthChecks.development(child), care))),
      ),
    ),
  worked: `
    Ada: child.described birthMonth=2015-01, care.started 2018-04-01 legalStatus=C2, health-check.completed 2019-05-01 kind=development => 2019-04-30 0/1, 2019-05-01 1/1, 2020-04-30 1/1, 2020-05-01 0/1, 2020-12-31 0/1, 2021-01-01 0/0
    Ben (the last one says no): child.described birthMonth=2015-01, care.started 2018-04-01 legalStatus=C2, health-check.completed 2019-05-01 kind=development #1, health-check.completed 2019-06-01 kind=development upToDate=false #2 => 2019-05-31 1/1, 2019-06-01 0/1
    Cy (age not known): care.started 2018-04-01 legalStatus=C2, health-check.completed 2019-05-01 kind=development => 2019-05-01 0/0`,
});

export const averageDifficultiesScore = stock({
  id: 'sdq-average',
  codes: ['C'],
  title: 'Strengths and difficulties: average score',
  asks: 'What is the average difficulties score of the children aged 5 to 16 in care for twelve months?',
  definition: '12-month cohort, age 5 to 16, with a score within(scoredOn, 12, T); numerator: the latest such score.',
  notes: [
    'The age is that at T; the statutory return also asks for the scores of children aged 4, which its published average leaves out.',
  ],
  limits: [
    'Children without a score in the last twelve months, and those whose month of birth is not known, are left out.',
    'A mean hides how many children are far above it.',
  ],
  of: (child) => {
    const cohort = inCareTwelveMonths(child);
    if (cohort.length === 0) return never;
    const recent = latestOf(difficultiesScores(child)).flatMap(({ from, to, what }) =>
      both([{ from, to, what }], [withinMonthsOf(what.on, 12, undefined)]),
    );
    return together(both(recent, fiveToSixteen(child)), cohort, (score, care) => [score, care] as const);
  },
  amount: ([{ score }]) => score,
  worked: `
    Ada: child.described birthMonth=2010-05, care.started 2018-04-01 legalStatus=C2, sdq.scored 2019-06-01 score=12 #1, sdq.scored 2019-09-01 score=20 #2 => 2019-05-31 0/0, 2019-06-01 12/1, 2019-08-31 12/1, 2019-09-01 20/1, 2020-08-31 20/1, 2020-09-01 0/0
    Ben (nothing amiss is a score too): child.described birthMonth=2010-05, care.started 2018-04-01 legalStatus=C2, sdq.scored 2019-06-01 score=0 => 2019-06-01 0/1
    Cy (from five on): child.described birthMonth=2014-07, care.started 2018-04-01 legalStatus=C2, sdq.scored 2019-06-01 score=9 => 2019-06-30 0/0, 2019-07-01 9/1
    Di (up to sixteen): child.described birthMonth=2003-07, care.started 2018-04-01 legalStatus=C2, sdq.scored 2020-06-01 score=9 => 2020-06-30 9/1, 2020-07-01 0/0
    Eli (two on one day, the greatest id): child.described birthMonth=2010-05, care.started 2018-04-01 legalStatus=C2, sdq.scored 2019-06-01 score=30 #a, sdq.scored 2019-06-01 score=3 #b => 2019-06-01 3/1`,
});

export const substanceMisuseIdentified = stock({
  id: 'cla-substance-misuse',
  codes: ['C'],
  title: 'Children in care with a substance misuse problem',
  asks: 'Of the children in care for twelve months, how many were identified as having a substance misuse problem in the last twelve?',
  definition: '12-month cohort; numerator: within(identifiedOn, 12, T).',
  limits: ['Children in care for less than twelve months are left out.', 'What nobody identified is not known.'],
  of: inCareTwelveMonths,
  counts: (child) => anyOf(substanceMisuse(child).map((identified) => withinMonthsOf(identified.on, 12, identified))),
  worked: `
    Ada: care.started 2018-04-01 legalStatus=C2, substance-misuse.identified 2019-06-01 => 2019-05-31 0/1, 2019-06-01 1/1, 2020-05-31 1/1, 2020-06-01 0/1
    Ben (in care for less than twelve months): care.started 2019-04-02 legalStatus=C2, substance-misuse.identified 2019-06-01 => 2020-03-31 0/0, 2020-04-01 1/1`,
});

export const treatmentPresentationsInCare = flow({
  id: 'treatment-presentations-cla',
  codes: ['C'],
  title: 'Presentations for substance misuse treatment by children in care',
  asks: 'Of the presentations for substance misuse treatment in the period, how many were by children in care?',
  definition: 'Each presentation, on presentedOn; numerator: in care at that day.',
  decidedBy: 'the day of the presentation',
  limits: [
    'Each presentation counts, also several of one child.',
    'Children in the care of other authorities who live here are in the denominator alone.',
  ],
  each: treatmentPresentations,
  on: (presentation) => presentation.on,
  counts: (presentation, child) => at(inCare(child), presentation.on) !== undefined,
  because: (presentation, child) => at(inCare(child), presentation.on),
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2, care.ended 2020-09-01, substance-treatment.presented 2020-05-31 #1, substance-treatment.presented 2020-06-01 #2, substance-treatment.presented 2020-09-01 #3 => 2020-05-31 0/1, 2020-06-01 1/1, 2020-09-01 0/1
    Ben (a short break): care.started 2020-06-01 legalStatus=V4, substance-treatment.presented 2020-06-01 => 2020-06-01 0/1`,
});

/** "Health": the twelve months up to T, and treatment, in the order of the catalogue. */
export const healthOutcomes = [
  healthAssessmentsRequired,
  dentalCheckInTwelveMonths,
  immunisationsUpToDate,
  developmentAssessmentsUpToDate,
  averageDifficultiesScore,
  substanceMisuseIdentified,
  treatmentPresentationsInCare,
];
