/** The periods of the catalogue, for the reader of the ledger. */
import type { Day } from '@careledger/calendar';
import type { Grain } from '@careledger/measures';
import type { Engine } from './engine';

/** The first and the last day of the period that ends with this month ('YYYY-MM'). */
export function periodOf(calendar: Engine['calendar'], grain: Grain, period: string): { from: Day; last: Day } {
  const month = calendar.parseMonth(period);
  const last = calendar.lastDayOf(month);
  switch (grain) {
    case 'month':
      return { from: calendar.firstDayOf(month), last };
    case 'quarter':
      return { from: calendar.quarterStart(last), last };
    case 'year':
    case 'ytd':
      return { from: calendar.financialYearStart(last), last };
    case 'rolling-12m':
      return { from: calendar.firstDayOf(calendar.addMonthsTo(month, -11)), last };
  }
}

/** The name of the period of this grain in which a day lies: its last month. A rolling one and `ytd` end with the day's month. */
export function periodWith(calendar: Engine['calendar'], grain: Grain, day: Day): string {
  switch (grain) {
    case 'quarter':
      return calendar.formatMonth(calendar.monthOf(calendar.quarterEnd(day)));
    case 'year':
      return calendar.formatMonth(calendar.monthOf(calendar.financialYearEnd(day)));
    case 'month':
    case 'ytd':
    case 'rolling-12m':
      return calendar.formatMonth(calendar.monthOf(day));
  }
}
