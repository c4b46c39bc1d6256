import type { Day } from '@careledger/calendar';
import {
  dentalDoneThisYear,
  dentalYears,
  FOREVER,
  initialAssessmentDue,
  initialAssessmentFormDue,
  reviewDoneThisYear,
  reviewYears,
  withinCare,
  type CheckYear,
  type Timeline,
} from '@careledger/measures';
import { carePeriods, healthChecks, initialAssessmentForms, type CarePeriod, type Child } from '@careledger/record';
import type { DueKind } from './kinds';
import { obligation, type Obligation } from './obligation';

/** Health assessments, their forms and dental checks of children in care. */
export function healthObligations(child: Child): Obligation[] {
  const care = carePeriods(child);
  if (care.length === 0) return [];
  return [
    ...care.flatMap((period) => initial(child, period)),
    ...yearly('review-health-assessment', reviewYears(child), reviewDoneThisYear(child)),
    ...yearly('dental-check', dentalYears(child), dentalDoneThisYear(child)),
  ];
}

/**
 * The initial assessment and its form. Nobody waits for the assessment once there has been a review (it must have been
 * made, or is past making), nor for the form once there has been an assessment.
 */
function initial(child: Child, care: CarePeriod): Obligation[] {
  const end = care.endedOn ?? FOREVER;
  const first = (days: readonly { readonly on: Day }[]): Day => Math.min(FOREVER, ...days.map(({ on }) => on));
  const assessed = first(withinCare(healthChecks.initial(child), care));
  const reviewed = first(withinCare(healthChecks.review(child), care));
  const form = first(initialAssessmentForms(child).filter(({ id }) => id === care.id));
  const done = (day: Day): Day | undefined => (day === FOREVER ? undefined : day);
  const since = { since: care.startedOn, anchor: 'care', from: care.startedOn } as const;
  return [
    ...obligation({
      kind: 'initial-health-form',
      ...since,
      due: initialAssessmentFormDue(care),
      to: Math.min(end, assessed, reviewed),
      doneOn: done(form),
    }),
    ...obligation({
      kind: 'initial-health-assessment',
      ...since,
      due: initialAssessmentDue(care),
      to: Math.min(end, reviewed),
      doneOn: done(assessed),
    }),
  ];
}

/**
 * Checks that are asked for once in each financial year. A year's check stands from when that of the year before was done, or
 * from the start of the year; where nothing was done in the year before and a check was due, that one goes on standing, with the
 * day on which it first fell due.
 */
function yearly(kind: DueKind, years: readonly CheckYear[], doneThisYear: Timeline): Obligation[] {
  const found: Obligation[] = [];
  let from: Day | undefined;
  let before: CheckYear | undefined;
  for (const year of years) {
    const isNext = before !== undefined && before.care === year.care && before.to === year.from;
    const begin = isNext && from !== undefined ? from : year.from;
    const done = doneThisYear.find((span) => span.from < year.to && span.to > year.from);
    const last = found[found.length - 1];
    const isOutstanding =
      isNext && last !== undefined && last.metOn === undefined && last.to === year.from && last.due < year.from;
    before = year;
    if (isOutstanding && year.due <= year.from) {
      found.pop();
      found.push(...obligation({ ...last, to: year.to, doneOn: done?.from }));
    } else if (year.due < year.to) {
      const { anchor: since, care } = year;
      const anchor = since === care.startedOn ? 'care' : 'check';
      found.push(...obligation({ kind, since, anchor, due: year.due, from: begin, to: year.to, doneOn: done?.from }));
    } else if (done === undefined) {
      // Nothing falls due in this year: what comes after it is looked forward to from here.
      from = begin;
      continue;
    }
    from = done?.from;
  }
  return found;
}
