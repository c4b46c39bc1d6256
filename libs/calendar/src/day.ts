import { digits, padded } from './digits';
import { firstDayOf, formatMonth, monthOf } from './month';
import type { Day } from './units';

/**
 * The day of a year, a month (1 to 12) and a day of the month. Throws a RangeError where there is no such date, as there
 * is no 29 February 2021.
 */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
  if (Number.isInteger(year) && Number.isInteger(dayOfMonth) && month >= 1 && month <= 12 && Number.isInteger(month)) {
    const index = year * 12 + month - 1;
    const first = firstDayOf(index);
    const day = first + dayOfMonth - 1;
    if (day >= first && day < firstDayOf(index + 1)) return day;
  }
  throw new RangeError('not a real date: the calendar has no such day');
}

/** Reads a date written as `YYYY-MM-DD`. Throws a RangeError with a plain message where it is none. */
export function parseDay(text: string): Day {
  const day = text.length === 10 ? dayIn(text) : NaN;
  if (!Number.isNaN(day)) return day;
  throw new RangeError(
    /^\d{4}-\d\d-\d\d$/.test(text)
      ? 'not a real date: the calendar has no such day'
      : 'not a date: write it as YYYY-MM-DD, for instance 2021-03-01',
  );
}

/** The date that `text` begins with (`YYYY-MM-DD`), NaN where it begins with none. */
export function dayIn(text: string): Day {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const dayOfMonth = digits(text, 8, 2);
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NaN;
  if (!(year >= 0 && month >= 1 && month <= 12 && dayOfMonth >= 1)) return NaN;
  const index = year * 12 + month - 1;
  const day = firstDayOf(index) + dayOfMonth - 1;
  return day < firstDayOf(index + 1) ? day : NaN;
}

/** Writes a day as `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  const month = monthOf(day);
  return `${formatMonth(month)}-${padded(day - firstDayOf(month) + 1, 2)}`;
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: Day): number {
  return mondayBased(day) + 1;
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
export function mondayBased(day: Day): number {
  const weekday = (day + 3) % 7;
  return weekday < 0 ? weekday + 7 : weekday;
}

/**
 * d ⊕ n: `count` calendar months later (earlier where negative), clamped to the month's last day, so that 31 January ⊕ 1
 * is 28 or 29 February.
 */
export function addMonths(day: Day, count: number): Day {
  const month = monthOf(day);
  const first = firstDayOf(month + count);
  const moved = first + day - firstDayOf(month);
  const next = firstDayOf(month + count + 1);
  return moved < next ? moved : next - 1;
}

/** The day on which somebody becomes `age` years old; born on 29 February, that is 28 February in a common year. */
export function birthday(birth: Day, age: number): Day {
  return addMonths(birth, 12 * age);
}

/** Full years since `birth`: the greatest age whose birthday is on or before `on`. Negative before the birth. */
export function ageOn(birth: Day, on: Day): number {
  const years = Math.floor((monthOf(on) - monthOf(birth)) / 12);
  return birthday(birth, years) <= on ? years : years - 1;
}
