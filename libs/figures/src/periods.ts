import { financialYearStart, firstDayOf, lastDayOf, quarterStart, type Day, type Month } from '@careledger/calendar';
import type { Grain, Period } from '@careledger/measures';

/** A period by the month that it ends with. `to` is T: its last day, or today where it has not ended. */
export interface NamedPeriod extends Period {
  readonly month: Month;
  /** Its last day, whether that has come or not: it decides the financial year. */
  readonly last: Day;
}

/** What must be so of the last month of a period, for each grain that not every month ends. */
const LAST_MONTHS: Partial<Record<Grain, { readonly holds: (month: Month) => boolean; readonly rule: string }>> = {
  quarter: {
    holds: (month) => month % 3 === 2,
    rule: 'a quarter is named by its last month: 03, 06, 09 or 12',
  },
  year: {
    holds: (month) => month % 12 === 2,
    rule: 'a financial year is named by its last month, which is a March: 03',
  },
};

/** The rule that a month breaks as the name of a period of this grain; undefined where it is a good one. */
export function ruleBrokenBy(month: Month, grain: Grain): string | undefined {
  const lastMonth = LAST_MONTHS[grain];
  return lastMonth === undefined || lastMonth.holds(month) ? undefined : lastMonth.rule;
}

/**
 * The period of a grain that ends with a month, as it stands today. Of `rolling-12m` the last month must have begun: the
 * window moves on with the months, and one that ends later stands nowhere today.
 * @returns undefined where it has not begun: there is no figure for it yet
 * @throws RangeError for a month that ends no period of that grain
 */
export function periodEnding(month: Month, grain: Grain, today: Day): NamedPeriod | undefined {
  const rule = ruleBrokenBy(month, grain);
  if (rule !== undefined) throw new RangeError(rule);
  const last = lastDayOf(month);
  const from = firstDay(month, grain, last);
  const begins = grain === 'rolling-12m' ? firstDayOf(month) : from;
  return begins > today ? undefined : { grain, month, from, to: Math.min(last, today), last };
}

function firstDay(month: Month, grain: Grain, last: Day): Day {
  switch (grain) {
    case 'month':
      return firstDayOf(month);
    case 'quarter':
      return quarterStart(last);
    case 'year':
    case 'ytd':
      return financialYearStart(last);
    case 'rolling-12m':
      return firstDayOf(month - 11);
  }
}

/**
 * The periods of a grain whose last month lies in the range, both ends included, in order; those that have not begun
 * are left out. `ytd` and `rolling-12m` have one for each month.
 */
export function periodsBetween(from: Month, to: Month, grain: Grain, today: Day): NamedPeriod[] {
  const found: NamedPeriod[] = [];
  for (let month = from; month <= to; month++) {
    if (ruleBrokenBy(month, grain) !== undefined) continue;
    const period = periodEnding(month, grain, today);
    if (period !== undefined) found.push(period);
  }
  return found;
}
