// Months and what is made of months: quarters, financial years. Integer arithmetic throughout (the proleptic Gregorian
// calendar); measures ask for months millions of times, so the days that occur in practice are looked up in a table.
import { digits, padded } from './digits';
import type { Day, Month } from './units';

const FIRST_YEAR = 1960;
const LAST_YEAR = 2079;
const TABLE_START = firstDayByArithmetic(FIRST_YEAR * 12);
const TABLE_END = firstDayByArithmetic((LAST_YEAR + 1) * 12);
const MONTH_OF = new Int32Array(TABLE_END - TABLE_START);
for (let index = 0; index < MONTH_OF.length; index++) MONTH_OF[index] = monthByArithmetic(TABLE_START + index);

const FIRST_MONTH = FIRST_YEAR * 12;
const FIRST_DAY_OF = new Int32Array((LAST_YEAR + 1 - FIRST_YEAR) * 12);
for (let index = 0; index < FIRST_DAY_OF.length; index++)
  FIRST_DAY_OF[index] = firstDayByArithmetic(FIRST_MONTH + index);

/** The month that contains a day. */
export function monthOf(day: Day): Month {
  return MONTH_OF[day - TABLE_START] ?? monthByArithmetic(day);
}

/** The first day of a month. */
export function firstDayOf(month: Month): Day {
  return FIRST_DAY_OF[month - FIRST_MONTH] ?? firstDayByArithmetic(month);
}

/** The last day of a month. */
export function lastDayOf(month: Month): Day {
  return firstDayOf(month + 1) - 1;
}

/** The month `count` months later (earlier where `count` is negative). */
export function addMonthsTo(month: Month, count: number): Month {
  return month + count;
}

/** How many months `to` lies after `from`; negative where it lies before. */
export function monthsBetween(from: Month, to: Month): number {
  return to - from;
}

/** Writes a month as `YYYY-MM`. */
export function formatMonth(month: Month): string {
  const year = Math.floor(month / 12);
  return `${padded(year, 4)}-${padded(month - year * 12 + 1, 2)}`;
}

/** Reads a month written as `YYYY-MM`. Throws a RangeError with a plain message on anything else. */
export function parseMonth(text: string): Month {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  if (text.length !== 7 || text.charCodeAt(4) !== 45 || !(year >= 0) || !(month >= 1 && month <= 12)) {
    throw new RangeError('not a month: write it as YYYY-MM, for instance 2021-03');
  }
  return year * 12 + month - 1;
}

/** The first day of the quarter (January, April, July, October) that contains a day. */
export function quarterStart(day: Day): Day {
  const month = monthOf(day);
  return firstDayOf(month - (month % 3));
}

/** The last day of the quarter that contains a day. */
export function quarterEnd(day: Day): Day {
  const month = monthOf(day);
  return lastDayOf(month - (month % 3) + 2);
}

/** The 1 April that begins the financial year of a day. */
export function financialYearStart(day: Day): Day {
  return firstDayOf(financialYearsApril(day));
}

/** The 31 March that ends the financial year of a day. */
export function financialYearEnd(day: Day): Day {
  return lastDayOf(financialYearsApril(day) + 11);
}

function financialYearsApril(day: Day): Month {
  const month = monthOf(day);
  return month - ((month + 9) % 12);
}

// Both ways count from 1 March, so that the leap day is the last day of a year; 719,468 days lie between 0000-03-01 and
// 1970-01-01, and 400 years always have 146,097 days.
function firstDayByArithmetic(month: Month): Day {
  const marchMonth = month - 2;
  const year = Math.floor(marchMonth / 12);
  const sinceMarch = marchMonth - year * 12;
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return 365 * year + leapDays + Math.floor((153 * sinceMarch + 2) / 5) - 719_468;
}

function monthByArithmetic(day: Day): Month {
  const sinceYearZero = day + 719_468;
  const era = Math.floor(sinceYearZero / 146_097);
  const dayOfEra = sinceYearZero - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const sinceMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return (era * 400 + yearOfEra) * 12 + sinceMarch + 2;
}
