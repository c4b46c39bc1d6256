import { formatMonth, monthInWords, monthOf, quarterInWords, type Day, type Month } from '@careledger/calendar';
import type { Grain } from '@careledger/measures';

/** The kinds of period in the order and the words of the pages. */
export const GRAIN_TABS: readonly (readonly [Grain, string])[] = [
  ['month', 'Month'],
  ['quarter', 'Quarter'],
  ['ytd', 'Year to date'],
  ['year', 'Financial year'],
  ['rolling-12m', 'Twelve months'],
];

/** The month that names the period of a grain that a month lies in. */
export function namingMonth(grain: Grain, month: Month): Month {
  switch (grain) {
    case 'quarter':
      return month + 2 - (month % 3);
    case 'year':
      return month + ((14 - (month % 12)) % 12);
    default:
      return month;
  }
}

/** How many months lie between two periods of a grain that follow each other. */
export function monthsApart(grain: Grain): number {
  switch (grain) {
    case 'quarter':
      return 3;
    case 'year':
      return 12;
    default:
      return 1;
  }
}

/** Months to choose from: the current one and those before it. */
export function recentMonths(today: Day, count = 36): { readonly value: string; readonly words: string }[] {
  const last = monthOf(today);
  return Array.from({ length: count }, (_, i) => ({ value: formatMonth(last - i), words: monthInWords(last - i) }));
}

/** Quarters to choose from by the month that names them: that of today and those before it. */
export function recentQuarters(today: Day, count = 13): { readonly value: string; readonly words: string }[] {
  const last = namingMonth('quarter', monthOf(today));
  return Array.from({ length: count }, (_, i) => {
    return { value: formatMonth(last - 3 * i), words: quarterInWords(last - 3 * i) };
  });
}
