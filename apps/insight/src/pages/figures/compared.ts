import {
  financialYearEnd,
  financialYearInWords,
  formatMonth,
  lastDayOf,
  monthInWords,
  monthOf,
  type Day,
  type Month,
} from '@careledger/calendar';
import { monthsApart } from './period-choice';
import { oneDecimal, valueInWords, type Point } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import {
  ANNUAL_ONLY,
  asShown,
  COMPARATORS,
  financialYearOf,
  readingOf,
  standingOf,
  type Comparator,
  type Standing,
  type Target,
  type TargetBook,
} from '@careledger/reference';

/** A figure as pages show it: its point, and its rate where there is one. */
export interface ShownFigure {
  readonly point: Point;
  readonly rate: number | null;
}

/**
 * The figures of periods of which all records are there. What lies before the month from which they are complete was never
 * sent as a whole: a figure of it would be of some children only.
 * @param completeFrom undefined: all are shown
 */
export function complete(
  { kind }: Measure,
  figures: readonly ShownFigure[],
  completeFrom: Month | undefined,
): readonly ShownFigure[] {
  if (completeFrom === undefined) return figures;
  return figures.filter(({ point: { period } }) => monthOf(kind === 'stock' ? period.to : period.from) >= completeFrom);
}

export interface AgainstTarget {
  readonly target: Target;
  readonly standing: Standing;
}

/**
 * A figure against the target that is set for its kind of period; undefined where none is. A target for the value goes before
 * one for the rate.
 */
export function againstTarget(
  targets: TargetBook,
  { measure, authority, grain }: { readonly measure: Measure; readonly authority: string; readonly grain: Grain },
  { point, rate }: ShownFigure,
  tolerance?: number,
): AgainstTarget | undefined {
  const ofGrain = targets.of(measure.id, authority).filter((target) => target.grain === grain);
  const target = ofGrain.find(({ figure }) => figure === 'value') ?? ofGrain[0];
  if (target === undefined) return undefined;
  const value = target.figure === 'rate' ? rate : point.value;
  const compared = { value, month: point.period.month };
  const standing = standingOf(target, readingOf(measure.id).polarity, compared, tolerance);
  const annual = ANNUAL_ONLY.get(measure.id);
  if (annual === undefined || monthOf(financialYearEnd(lastDayOf(point.period.month))) === point.period.month) {
    return { target, standing };
  }
  return { target, standing: { status: 'none', distance: standing.distance, why: annual.why } };
}

/** What became of a figure since the one that it is compared with. */
export interface Direction {
  readonly way: 'up' | 'down' | 'same';
  /** Whether that is better, where one way is. */
  readonly isBetter: boolean | null;
  /** `up from 84.1%`, or `the same`. */
  readonly words: string;
}

/**
 * How a figure moved: against the period before, a year to date against the same months of the year before. Compared is what
 * is shown. Undefined where there is nothing to compare, and of a count while its period goes on: half a month is no fall.
 * @param points in order; the last one is the figure
 */
export function directionOf(measure: Measure, grain: Grain, points: readonly Point[]): Direction | undefined {
  const now = points.at(-1);
  const back = grain === 'ytd' ? 12 : 1;
  const before = points.at(-1 - back);
  if (now === undefined || before === undefined || now.value === null || before.value === null) return undefined;
  const goesOn = now.period.to < now.period.last;
  if (goesOn && measure.kind !== 'stock' && measure.shape === 'count') return undefined;
  const moved = Math.sign(shown(measure, now.value) - shown(measure, before.value));
  if (moved === 0) return { way: 'same', isBetter: null, words: 'the same' };
  const { polarity } = readingOf(measure.id);
  const isBetter = polarity === 'neither' ? null : moved > 0 === (polarity === 'higher');
  return {
    way: moved > 0 ? 'up' : 'down',
    isBetter,
    words: `${moved > 0 ? 'up' : 'down'} from ${valueInWords(measure, before.value)}`,
  };
}

function shown({ shape }: Measure, value: number): number {
  return shape === 'count' ? value : asShown(value);
}

/** The period that figures of a grain are compared with, by its name: `November 2020`. @param month that of the figure */
export function comparedPeriod(grain: Grain, month: Month): string {
  const before = month - (grain === 'ytd' ? 12 : monthsApart(grain));
  switch (grain) {
    case 'month':
      return monthInWords(before);
    case 'quarter':
      return `the quarter to ${monthInWords(before)}`;
    case 'year':
      return financialYearInWords(before);
    case 'ytd':
      return `the same months of ${financialYearInWords(before)}`;
    case 'rolling-12m':
      return `the twelve months to ${monthInWords(before)}`;
  }
}

/** The areas that figures are held against, in the order of the pages. */
export const COMPARED_AREAS = ['England', 'North East', 'Statistical neighbours'] as const;

/**
 * The last figures that others had published of years that were over on a day: of a count its rate, for another place has
 * other numbers of children. One for each area that has one.
 */
export function comparatorsOf(measure: Measure, authority: string, today: Day): Comparator[] {
  const figure = measure.shape === 'count' ? 'rate' : 'value';
  const lastYear = financialYearOf(today);
  const known = COMPARATORS.of(measure.id).filter((one) => {
    return one.figure === figure && one.value !== null && one.year < lastYear && isOfArea(one.area, authority);
  });
  const latest = new Map<string, Comparator>();
  for (const one of known) {
    const found = latest.get(one.area);
    if (found === undefined || found.year < one.year) latest.set(one.area, one);
  }
  return [...latest.values()].sort((a, b) => rank(a.area) - rank(b.area));
}

function isOfArea(area: string, authority: string): boolean {
  return area === 'England' || area === 'North East' || area === `Statistical neighbours of ${authority}`;
}

const rank = (area: string): number => COMPARED_AREAS.findIndex((name) => area.startsWith(name));

/** `England 83.8% (2019/20)`. */
export function comparatorInWords(measure: Measure, { area, value, year, figure }: Comparator): string {
  const name = area.startsWith('Statistical') ? 'Statistical neighbours' : area;
  const words = figure === 'rate' ? `${oneDecimal(value ?? 0)} per 10,000` : valueInWords(measure, value);
  return `${name} ${words} (${year})`;
}

/** The month of a point as addresses have it. */
export const periodOf = ({ period }: Point): string => formatMonth(period.month);
