import {
  dayInWords,
  financialYearInWords,
  financialYearStart,
  lastDayOf,
  monthInWords,
  monthOf,
  quarterOf,
  type Day,
  type Month,
} from '@careledger/calendar';
import type { Grain, Measure } from '@careledger/measures';

/** The 1 April month of the financial year that a month lies in. */
export function aprilOf(month: Month): Month {
  return monthOf(financialYearStart(lastDayOf(month)));
}

/** The first month that a period of a grain covers. */
export function firstMonthOf(grain: Grain, month: Month): Month {
  switch (grain) {
    case 'month':
      return month;
    case 'quarter':
      return month - (month % 3);
    case 'ytd':
    case 'year':
      return aprilOf(month);
    case 'rolling-12m':
      return month - 11;
  }
}

/**
 * When: `in Quarter 3 2020/21`, `in the year to date (April to December 2020)`, `at the end of December 2020`. Of a period that has
 * not ended it says up to when.
 */
export function when({ kind }: Pick<Measure, 'kind'>, grain: Grain, month: Month, today: Day): string {
  const isOver = lastDayOf(month) <= today;
  if (kind === 'stock') return isOver ? `at the end of ${monthInWords(month)}` : `on ${dayInWords(today)}`;
  const soFar = isOver ? '' : ` so far (to ${dayInWords(today)})`;
  switch (grain) {
    case 'month':
      return `in ${monthInWords(month)}${soFar}`;
    case 'quarter':
      return `in Quarter ${quarterOf(month)} ${financialYearInWords(month)}${soFar}`;
    case 'year':
      return `in the year ${financialYearInWords(month)}${soFar}`;
    case 'ytd': {
      if (month === aprilOf(month) + 11) return `in the year ${financialYearInWords(month)}${soFar}`;
      const months = month === aprilOf(month) ? monthInWords(month) : `April to ${monthInWords(month)}`;
      return `in the year to date (${months}${isOver ? '' : `, so far to ${dayInWords(today)}`})`;
    }
    case 'rolling-12m':
      return `in the twelve months to the end of ${monthInWords(month)}${soFar}`;
  }
}

/** Whether a quarter is the first of its financial year: then the year to date is the quarter. */
export const quarterIsFirst = (month: Month): boolean => month === aprilOf(month) + 2;
