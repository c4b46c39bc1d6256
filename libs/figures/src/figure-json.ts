import { formatDay, formatMonth } from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import type { Group, Point } from './figure-reader';
import type { PopulationBook } from './population-book';

/** A point of a series as it is sent. */
export interface PointJson {
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly rate: number | null;
  readonly groups?: readonly Group[];
}

/** Writes a point, with the rate where the catalogue offers one and the population is known. */
export function pointJson(measure: Measure, authority: string, point: Point, populations: PopulationBook): PointJson {
  const { period, numerator, denominator, value, groups } = point;
  return {
    period: formatMonth(period.month),
    from: formatDay(period.from),
    to: formatDay(period.to),
    numerator,
    denominator,
    value,
    rate: measure.rate === true ? populations.rate(numerator, authority, period.last) : null,
    ...(groups !== undefined && { groups }),
  };
}
