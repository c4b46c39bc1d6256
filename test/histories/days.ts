/** Days that are hard: month ends, leap days, bank holidays, ends of years, and distances at and one past each deadline. */
import * as fc from 'fast-check';
import { bankHolidays } from '@careledger/calendar';
import type { Day } from '../oracle/calendar';
import { addMonths, civil, day, workingDays } from '../oracle/calendar';

/** The first day of every history: it begins a financial year, and a leap day and a moved bank holiday follow soon. */
export const FIRST_DAY = day('2019-04-01');

/** The last day of a history of so many years: a 31 March. */
export function lastDay(years: number): Day {
  return addMonths(FIRST_DAY, 12 * years) - 1;
}

const holidays: ReadonlySet<string> = new Set(bankHolidays.map(({ date }) => date));
const { deadline } = workingDays(holidays);

/** A distance in days, calendar months or working days; `slip` puts it a little short of or beyond the mark. */
export interface Step {
  readonly unit: 'days' | 'months' | 'working';
  readonly n: number;
  readonly slip: number;
}

/** The day at that distance. */
export function stepFrom(from: Day, { unit, n, slip }: Step): Day {
  switch (unit) {
    case 'days':
      return from + n + slip;
    case 'months':
      return addMonths(from, n) + slip;
    case 'working':
      return deadline(from, n) + slip;
  }
}

/** A mark: `d7` days, `m3` months, `w10` working days. */
export type Mark = `${'d' | 'm' | 'w'}${number}`;

const UNITS = { d: 'days', m: 'months', w: 'working' } as const;

/** Distances at the marks, often exactly, else a day short or a day too far. */
export function at(...marks: readonly [Mark, ...Mark[]]): fc.Arbitrary<Step> {
  return fc
    .tuple(fc.constantFrom(...marks), fc.constantFrom(0, 0, 0, 1, 1, -1))
    .map(([mark, slip]) => ({ unit: UNITS[mark[0] as 'd' | 'm' | 'w'], n: Number(mark.slice(1)), slip }));
}

/** Distances of exactly so many days or anything between. */
export function between(least: number, most: number): fc.Arbitrary<Step> {
  return fc.integer({ min: least, max: most }).map((n) => ({ unit: 'days', n, slip: 0 }));
}

/** A day of the history, hard more often than not. */
export function hardDay(years: number): fc.Arbitrary<Day> {
  const last = lastDay(years);
  const all = Array.from({ length: last - FIRST_DAY + 1 }, (_, i) => FIRST_DAY + i);
  const monthEnds = all.filter((d) => civil(d + 1).date === 1 || civil(d).date === 1);
  const leapDays = all.filter((d) => civil(d).month === 2 && civil(d).date === 29).flatMap((d) => [d - 1, d, d + 1]);
  const yearEnds = all.filter((d) => civil(d).month === 4 && civil(d).date === 1).flatMap((d) => [d - 1, d]);
  const nearHolidays = all.filter((d) => holidays.has(civil(d).iso)).flatMap((d) => [d - 1, d, d + 1]);
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: FIRST_DAY, max: last }) },
    { weight: 3, arbitrary: fc.constantFrom(...monthEnds) },
    { weight: 1, arbitrary: fc.constantFrom(...leapDays, ...yearEnds) },
    { weight: 1, arbitrary: fc.constantFrom(...yearEnds) },
    { weight: 2, arbitrary: fc.constantFrom(...nearHolidays) },
  );
}

/**
 * When something happens: on a day of its own, at a distance from one of the child's few anchor days (so that things fall on
 * the same day, overlap and follow one another), or at a distance from the one of its kind before it.
 */
export type When =
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'anchor'; readonly anchor: number; readonly step: Step }
  | { readonly kind: 'previous'; readonly step: Step };

/** `afterPrevious`: the distances to try from the one before it. */
export function when(years: number, afterPrevious: fc.Arbitrary<Step> = between(0, 400)): fc.Arbitrary<When> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('day' as const), day: hardDay(years) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('anchor' as const),
        anchor: fc.nat(2),
        step: fc.oneof(between(0, 1), between(-3, 60)),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('previous' as const), step: afterPrevious }) },
  );
}

/** The day that is meant; a first one of its kind follows the first anchor. */
export function dayOf(chosen: When, anchors: readonly Day[], previous: Day | undefined): Day {
  const anchor = (which: number): Day => anchors[which % anchors.length] ?? FIRST_DAY;
  switch (chosen.kind) {
    case 'day':
      return chosen.day;
    case 'anchor':
      return stepFrom(anchor(chosen.anchor), chosen.step);
    case 'previous':
      return previous === undefined ? anchor(0) : stepFrom(previous, chosen.step);
  }
}
