/** Catalogue: "Health". */
import type { Day, WorkingDays } from './calendar';
import { addMonths, financialYearStart, firstDayOfMonth, within } from './calendar';
import type { Counted, Measure } from './measure';
import { flow, stock } from './measure';
import type { CarePeriod, ChildRecord, Happened } from './record';
import { ageAt, careAt, isOpen, lastBy, twelveMonthCohortAt } from './states';

/** What lies within the care period in question: not before its start and not after its end. */
function during<H extends Happened>(care: CarePeriod, happened: readonly H[]): H[] {
  return happened.filter(({ on }) => care.started <= on && (care.ended === null || on <= care.ended));
}

/** Checks of the given kinds that count for a care period. */
function checks(child: ChildRecord, care: CarePeriod, ...kinds: string[]): ChildRecord['healthChecks'][number][] {
  return during(
    care,
    child.healthChecks.filter(({ kind }) => kinds.includes(kind)),
  );
}

/** Whether one lies between the start of FY(T) and T. */
const isThisYear = (happened: readonly Happened[], T: Day): boolean =>
  happened.some(({ on }) => financialYearStart(T) <= on && on <= T);

/** The day on which the child is 18. */
function eighteenthBirthday(birthMonth: string): Day {
  return firstDayOfMonth(Number(birthMonth.slice(0, 4)) + 18, Number(birthMonth.slice(5, 7)));
}

/** The rows `rha-done-this-year` and `dental-done-this-year`. */
function doneThisYear(kind: string): Measure {
  return stock('percent', (child, T) => {
    const care = careAt(child, T);
    const { birthMonth } = child.described;
    if (care === undefined || birthMonth === null) return null;
    const yearStart = financialYearStart(T);
    const yearEnd = addMonths(yearStart, 12) - 1;
    if (care.started > yearStart || eighteenthBirthday(birthMonth) < yearEnd) return null;
    return { numerator: isThisYear(checks(child, care, kind), T) };
  });
}

/** The care period of a child whose check has fallen due by T, in the sense of `rha-due-completed`; `months` after a. */
function dueAt(
  child: ChildRecord,
  T: Day,
  kinds: readonly string[],
  months: (a: Day) => number | null,
): CarePeriod | undefined {
  const care = careAt(child, T);
  if (care === undefined) return undefined;
  const yearStart = financialYearStart(T);
  const before = checks(child, care, ...kinds).filter(({ on }) => on < yearStart);
  const a = before.length === 0 ? care.started : Math.max(...before.map(({ on }) => on));
  const after = months(a);
  if (after === null) return undefined;
  return Math.max(addMonths(a, after), yearStart) <= T ? care : undefined;
}

const dueForReview = (child: ChildRecord, T: Day): CarePeriod | undefined =>
  dueAt(child, T, ['initial', 'review'], (a) => {
    const age = ageAt(child, a);
    if (age === null) return null;
    return age < 5 ? 6 : 12;
  });

const dueForDental = (child: ChildRecord, T: Day): CarePeriod | undefined => dueAt(child, T, ['dental'], () => 12);

function dueCompleted(kind: string, dueFor: typeof dueForReview): Measure {
  return stock('percent', (child, T) => {
    const care = dueFor(child, T);
    return care === undefined ? null : { numerator: isThisYear(checks(child, care, kind), T) };
  });
}

function dueRefused(kind: string, dueFor: typeof dueForReview): Measure {
  return stock('percent', (child, T) => {
    const care = dueFor(child, T);
    if (care === undefined) return null;
    const refusals = during(
      care,
      child.healthCheckRefusals.filter((one) => one.kind === kind),
    );
    return { numerator: isThisYear(refusals, T) && !isThisYear(checks(child, care, kind), T) };
  });
}

/** A stock of the 12-month cohort; `counts` gives null for children that the row leaves out. */
function cohort(
  shape: 'percent' | 'mean',
  counts: (child: ChildRecord, T: Day, care: CarePeriod) => Counted['numerator'] | null,
): Measure {
  return stock(shape, (child, T) => {
    const care = twelveMonthCohortAt(child, T);
    const numerator = care === undefined ? null : counts(child, T, care);
    return numerator === null ? null : { numerator };
  });
}

export function healthMeasures({ deadline }: WorkingDays): Record<string, Measure> {
  /** Each care period that is open on its n-th working day, on that day. */
  const openOnWorkingDay = (n: number, counts: (child: ChildRecord, care: CarePeriod, D: Day) => boolean): Measure =>
    flow('percent', (child) =>
      child.carePeriods.flatMap((care) => {
        const D = deadline(care.started, n);
        return isOpen(care, D) ? [{ on: D, numerator: counts(child, care, D) }] : [];
      }),
    );

  return {
    'iha-20wd': openOnWorkingDay(20, (child, care, D) => checks(child, care, 'initial').some(({ on }) => on <= D)),

    'iha-form-7wd': openOnWorkingDay(
      7,
      (_child, { formReturnedOn }, D) => formReturnedOn !== null && formReturnedOn <= D,
    ),

    'rha-done-this-year': doneThisYear('review'),
    'rha-due-completed': dueCompleted('review', dueForReview),
    'rha-refused': dueRefused('review', dueForReview),

    'dental-done-this-year': doneThisYear('dental'),
    'dental-due-completed': dueCompleted('dental', dueForDental),
    'dental-refused': dueRefused('dental', dueForDental),

    'health-assessments-required': cohort('percent', (child, T, care) => {
      const age = ageAt(child, T);
      if (age === null) return null;
      const days = new Set(
        checks(child, care, 'initial', 'review').flatMap(({ on }) => (within(on, 12, T) ? [on] : [])),
      );
      return days.size >= (age < 5 ? 2 : 1);
    }),

    'dental-check-12m': cohort('percent', (child, T, care) =>
      checks(child, care, 'dental').some(({ on }) => within(on, 12, T)),
    ),

    'immunisations-up-to-date': cohort(
      'percent',
      (child, T, care) => lastBy(checks(child, care, 'immunisation'), T)?.upToDate === true,
    ),

    'development-assessments-up-to-date': cohort('percent', (child, T, care) => {
      const age = ageAt(child, T);
      if (age === null || age > 5) return null;
      const last = lastBy(checks(child, care, 'development'), T);
      return last !== undefined && last.upToDate && within(last.on, 12, T);
    }),

    'sdq-average': cohort('mean', (child, T) => {
      const age = ageAt(child, T);
      if (age === null || age < 5 || age > 16) return null;
      const recent = child.sdqScores.filter(({ on }) => within(on, 12, T));
      return lastBy(recent, T)?.score ?? null;
    }),

    'cla-substance-misuse': cohort('percent', (child, T) => child.substanceMisuse.some(({ on }) => within(on, 12, T))),

    'treatment-presentations-cla': flow('percent', (child) =>
      child.treatmentPresentations.map(({ on }) => ({ on, numerator: careAt(child, on) !== undefined })),
    ),
  };
}
