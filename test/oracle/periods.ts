/** The periods for which a figure is asked. */
import type { Day } from './calendar';
import { addMonths, firstDayOfMonth, lastDayOfMonth } from './calendar';

export type Grain = 'month' | 'quarter' | 'year' | 'ytd' | 'rolling-12m';

/**
 * The first and the last day of a period that is named by its last month ('YYYY-MM').
 * @throws RangeError where no period of that grain ends with that month.
 */
export function periodOf(grain: Grain, period: string): { from: Day; last: Day } {
  const match = /^(\d{4})-(\d{2})$/.exec(period);
  if (!match) throw new RangeError(`${period} is no month`);
  const year = Number(match[1]);
  const month = Number(match[2]);
  const first = firstDayOfMonth(year, month);
  const last = lastDayOfMonth(year, month);
  const aprilFirst = firstDayOfMonth(month < 4 ? year - 1 : year, 4);
  switch (grain) {
    case 'month':
      return { from: first, last };
    case 'quarter':
      if (month % 3 !== 0) throw new RangeError(`no quarter ends with ${period}`);
      return { from: addMonths(first, -2), last };
    case 'year':
      if (month !== 3) throw new RangeError(`no financial year ends with ${period}`);
      return { from: aprilFirst, last };
    case 'ytd':
      return { from: aprilFirst, last };
    case 'rolling-12m':
      return { from: addMonths(first, -11), last };
  }
}
