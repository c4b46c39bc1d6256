import type { ExactCell } from './cells';

/** How much is lost with a cell: a group is missed less than the whole, a month less than a quarter, a quarter less than a year. */
const OF_A_PERIOD: Readonly<Record<ExactCell['grain'], number>> = {
  month: 1,
  quarter: 2,
  ytd: 3,
  'rolling-12m': 3,
  year: 4,
};
const OF_A_WHOLE = 10;

/** What is lost with a cell that is not shown, in no unit: cheaper ones are suppressed first, of like ones those of fewer children. */
export function costOf({ grain, breakdown, numerator, denominator }: ExactCell): number {
  const counted = denominator ?? numerator;
  return 10 * OF_A_PERIOD[grain] * (breakdown === '' ? OF_A_WHOLE : 1) + (9 * counted) / (counted + 100);
}

/** What may be lost so that a small number can be anything from 1 to 5: a group in a month. */
export const COST_OF_WIDTH = 19;
