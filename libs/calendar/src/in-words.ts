import { digits } from './digits';
import { firstDayOf, formatMonth, monthOf } from './month';
import type { Day, Month } from './units';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `15 January 2021`. */
export function dayInWords(day: Day): string {
  const month = monthOf(day);
  return `${day - firstDayOf(month) + 1} ${monthInWords(month)}`;
}

/** `January 2021`. */
export function monthInWords(month: Month): string {
  return `${nameOf(month)} ${formatMonth(month).slice(0, 4)}`;
}

/** `Jan 21`: the head of a narrow column, the label of an axis. */
export function monthInShort(month: Month): string {
  return `${nameOf(month).slice(0, 3)} ${formatMonth(month).slice(2, 4)}`;
}

/** `2020/21`: the financial year that a month lies in. */
export function financialYearInWords(month: Month): string {
  const began = Number(formatMonth(month - 3).slice(0, 4));
  return `${began}/${String((began + 1) % 100).padStart(2, '0')}`;
}

/** `Quarter 3 2020/21 (October to December 2020)`. @param month any month of it */
export function quarterInWords(month: Month): string {
  const first = month - (month % 3);
  const last = monthInWords(first + 2);
  return `Quarter ${quarterOf(month)} ${financialYearInWords(month)} (${nameOf(first)} to ${last})`;
}

/** 1 to 4: the quarter of the financial year that a month lies in. */
export function quarterOf(month: Month): number {
  return ((Math.floor((month % 12) / 3) + 3) % 4) + 1;
}

function nameOf(month: Month): (typeof MONTHS)[number] {
  return MONTHS[digits(formatMonth(month), 5, 2) - 1] as (typeof MONTHS)[number];
}
