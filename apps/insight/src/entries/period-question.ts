import { formatDay, formatMonth, type Day } from '@careledger/calendar';
import type { Grain, Measure } from '@careledger/measures';
import { periodEnding, ruleBrokenBy, type NamedPeriod } from '@careledger/figures';
import * as read from '../query';

/** Which figure is asked about. */
export interface PeriodQuestion {
  readonly measure: Measure;
  readonly authority: string;
  readonly period: NamedPeriod;
}

/** Reads which figure is asked about. @throws Problem 400, naming the parameter, where there is no such figure */
export function periodQuestion(measure: Measure, query: read.Query, today: Day): PeriodQuestion {
  const authority = read.authorityIn(query);
  const grain: Grain = read.grainIn(query);
  const month = read.monthIn(query, 'period');
  const rule = ruleBrokenBy(month, grain);
  if (rule !== undefined) throw read.wrong('period', `must end a period: ${rule}`);
  const period = periodEnding(month, grain, today);
  if (period === undefined) {
    throw read.wrong('period', `must have begun: today is ${formatDay(today)}, and there is no figure for it yet`);
  }
  return { measure, authority, period };
}

/** The question as it is said back in an answer. */
export function askedJson({ measure, authority, period }: PeriodQuestion) {
  return { measure: measure.id, authority, grain: period.grain, period: formatMonth(period.month) };
}

/** The path of the page that begins after a place. */
export function nextPath(path: string, query: read.Query, place: readonly number[]): string {
  const parameters = new URLSearchParams(query as Record<string, string>);
  parameters.set('after', place.join('.'));
  return `${path}?${parameters.toString()}`;
}
