import { addMonths, ageOn, financialYearEnd, financialYearStart, birthday, type Day } from '@careledger/calendar';
import {
  description,
  healthCheckRefusals,
  healthChecks,
  view,
  type CarePeriod,
  type Child,
  type Dated,
} from '@careledger/record';
import { distinctDays } from './vocabulary/due-chain';
import { inCare } from './vocabulary/profile';
import { during, except, FOREVER, never, type Timeline } from './vocabulary/timeline';

/** Of what is dated, what counts for a care period: on or after its start and not after its end. */
export function withinCare<D extends Dated>(dated: readonly D[], care: CarePeriod): readonly D[] {
  return dated.filter(({ on }) => care.startedOn <= on && on <= (care.endedOn ?? FOREVER));
}

// ---- done, or refused, this year -----------------------------------------------------------------------------------

/** The days T on which one of these lies between the start of FY(T) and T, in the care period in question. */
function sinceOneThisYear(child: Child, dated: readonly Dated[]): Timeline<() => readonly Dated[]> {
  if (dated.length === 0) return never;
  return inCare(child).flatMap(({ from, to, what: care }) =>
    firstOfEachYear(distinctDays(withinCare(dated, care))).flatMap((first) =>
      during(Math.max(from, first), Math.min(to, financialYearEnd(first) + 1), () =>
        dated.filter(({ on }) => on === first),
      ),
    ),
  );
}

/** Of days in order, the first of each financial year. */
const firstOfEachYear = (days: readonly Day[]): Day[] =>
  days.filter((day, i) => i === 0 || (days[i - 1] as Day) < financialYearStart(day));

export const reviewDoneThisYear = view((child) => sinceOneThisYear(child, healthChecks.review(child)));
export const dentalDoneThisYear = view((child) => sinceOneThisYear(child, healthChecks.dental(child)));

/** A refusal this year, and no check. */
export const reviewRefusedThisYear = (child: Child) =>
  except(sinceOneThisYear(child, healthCheckRefusals.review(child)), reviewDoneThisYear(child));
export const dentalRefusedThisYear = (child: Child) =>
  except(sinceOneThisYear(child, healthCheckRefusals.dental(child)), dentalDoneThisYear(child));

/**
 * In care, from the first 1 April on which the care period had begun (twelve months by 31 March), in the financial years
 * that end before the child is 18. The last of them is known as soon as the birth is, so there is nothing that recurs.
 */
export const inCareAllYearUnder18 = view((child): Timeline<CarePeriod> => {
  const care = inCare(child);
  if (care.length === 0) return never;
  const birth = description(child)?.birth;
  if (birth === undefined) return never;
  // The 31 March itself does as a birthday.
  const yearOfEighteenth = financialYearStart(birthday(birth, 18) + 1);
  return care.flatMap(({ from, to, what }) => {
    const firstFullYear = financialYearEnd(what.startedOn - 1) + 1;
    return during(Math.max(from, firstFullYear), Math.min(to, yearOfEighteenth), what);
  });
});

// ---- due this year -------------------------------------------------------------------------------------------------

/** A financial year of a child in care, and the day in it, or after it, on which a check falls due by what was known before it. */
export interface CheckYear {
  readonly care: CarePeriod;
  /** The days of the year on which the child is in care, the last not included. */
  readonly from: Day;
  readonly to: Day;
  /** The last check before the year, else the start of care. */
  readonly anchor: Day;
  readonly due: Day;
}

/**
 * The years of a child in care with the day on which a check falls due in each: so many months after the last one before the
 * start of the year, else after careStart, but no earlier than the start of the year. Two years after the last one nothing
 * changes any more: a check is then due on every day until one comes or care ends, so that only the years up to there are
 * written one by one and the last of them has no end.
 * @param dated the checks after which the next falls due
 * @param monthsAfter how many months after a day it does
 */
function checkYears(child: Child, dated: readonly Dated[], monthsAfter: (day: Day) => number): CheckYear[] {
  return inCare(child).flatMap(({ from, to, what: care }) => {
    const days = distinctDays(withinCare(dated, care));
    const settled = addMonths(days[days.length - 1] ?? care.startedOn, 24);
    // A period that prevails again, when one that began later has ended, may be settled already.
    const years = yearsThrough(from, Math.min(to - 1, Math.max(from, settled)));
    return years.map((yearStart, i) => {
      const anchor = days.findLast((on) => on < yearStart) ?? care.startedOn;
      const due = Math.max(addMonths(anchor, monthsAfter(anchor)), yearStart);
      const yearEnd = i === years.length - 1 ? FOREVER : addMonths(yearStart, 12);
      return { care, from: Math.max(from, yearStart), to: Math.min(to, yearEnd), anchor, due };
    });
  });
}

/** The days T on which a check has fallen due in FY(T). */
const hasFallenDue = (years: readonly CheckYear[]): Timeline<CarePeriod> =>
  years.flatMap(({ care, from, to, due }) => during(Math.max(from, due), to, care));

const NO_YEARS: readonly never[] = [];

/** The first days of the financial years from that of one day to that of another. */
function yearsThrough(first: Day, last: Day): Day[] {
  const years: Day[] = [];
  for (let year = financialYearStart(first); year <= last; year = addMonths(year, 12)) years.push(year);
  return years;
}

/** Review health assessments follow the initial one and each other: after 6 months under the age of 5, then after 12. */
export const reviewYears = view((child): readonly CheckYear[] => {
  if (inCare(child).length === 0) return NO_YEARS;
  const birth = description(child)?.birth;
  if (birth === undefined) return NO_YEARS;
  const assessments = [...healthChecks.initial(child), ...healthChecks.review(child)];
  return checkYears(child, assessments, (day) => (ageOn(birth, day) < 5 ? 6 : 12));
});
export const dueForReview = view((child) => hasFallenDue(reviewYears(child)));

/** Dental checks follow each other after 12 months, at any age. */
export const dentalYears = view((child): readonly CheckYear[] =>
  inCare(child).length === 0 ? NO_YEARS : checkYears(child, healthChecks.dental(child), () => 12),
);
export const dueForDental = view((child) => hasFallenDue(dentalYears(child)));
