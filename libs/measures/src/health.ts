import { addMonths, ageOn, financialYearEnd, financialYearStart, type Day } from '@careledger/calendar';
import { description, healthChecks, type CarePeriod, type Child } from '@careledger/record';
import { inCare } from './vocabulary/profile';
import { stock } from './vocabulary/stock';
import { during, FOREVER, type Span, type Timeline } from './vocabulary/timeline';

/** The health checks of these kinds that count for a care period: on or after its start and not after its end. */
const checksIn = (child: Child, care: CarePeriod, kinds: readonly string[]) =>
  healthChecks(child).filter(
    ({ on, kind }) => kinds.includes(kind) && care.startedOn <= on && on <= (care.endedOn ?? FOREVER),
  );

/** The financial years in which something changes between two days, and one beyond in which it stays as it is. */
function yearsThrough(first: Day, last: Day): Day[] {
  const years: Day[] = [];
  for (let year = financialYearStart(first); year <= last; year = addMonths(year, 12)) years.push(year);
  return years;
}

/**
 * The days on which a review health assessment is due: for each financial year from the day `due` on. Two years after
 * the last check nothing changes any more: it is due all the time until a check comes or care ends.
 */
const dueForReviewAssessment = (child: Child): Timeline<CarePeriod> => {
  const birth = description(child)?.birth;
  return inCare(child).flatMap(({ from, to, what: care }) => {
    const checks = checksIn(child, care, ['initial', 'review'])
      .map(({ on }) => on)
      .sort((a, b) => a - b);
    const settled = addMonths(Math.max(care.startedOn, checks[checks.length - 1] ?? care.startedOn), 24);
    // A period that prevails again, when one that began later has ended, may be settled already.
    const years = yearsThrough(from, Math.min(to - 1, Math.max(from, settled)));
    return years.flatMap((yearStart, i): Span<CarePeriod>[] => {
      const anchor = checks.findLast((on) => on < yearStart) ?? care.startedOn;
      if (birth === undefined) return [];
      const due = Math.max(addMonths(anchor, ageOn(birth, anchor) < 5 ? 6 : 12), yearStart);
      const yearEnd = i === years.length - 1 ? FOREVER : addMonths(yearStart, 12);
      return [...during(Math.max(from, due), Math.min(to, yearEnd), care)];
    });
  });
};

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
  of: dueForReviewAssessment,
  counts: (child) =>
    inCare(child).flatMap(({ from, to, what: care }) => {
      const byYear = new Map<Day, Day>();
      for (const { on } of checksIn(child, care, ['review'])) {
        const year = financialYearStart(on);
        byYear.set(year, Math.min(on, byYear.get(year) ?? FOREVER));
      }
      return [...byYear]
        .sort(([a], [b]) => a - b)
        .flatMap(([, on]) =>
          during(Math.max(from, on), Math.min(to, financialYearEnd(on) + 1), () =>
            healthChecks(child).filter((check) => check.on === on && check.kind === 'review'),
          ),
        );
    }),
  worked: `
    Ada: child.described birthMonth=2010-01, care.started 2018-06-15 legalStatus=C2, health-check.completed 2019-05-20 kind=review => 2019-04-30 0/0, 2019-06-15 1/1, 2020-03-31 1/1, 2020-04-01 0/0, 2020-05-20 0/1, 2021-04-01 0/1
    Ben (under five, twice a year): child.described birthMonth=2016-01, care.started 2018-06-15 legalStatus=C2 => 2018-12-14 0/0, 2018-12-15 0/1
    Cy (a second period within the first): child.described birthMonth=2010-01, care.started 2015-06-15 legalStatus=C2 #1, care.started 2018-11-30 legalStatus=C2 #2, care.ended 2019-05-15 #2 => 2018-11-29 0/1, 2019-05-14 0/0, 2019-05-15 0/1`,
});

/** Of "Health": what runs so far. */
export const healthMeasures = [reviewHealthAssessmentsDueCompleted];
