/**
 * Days, months and working days, the naive way: a table of every day of a century, made by counting them out.
 * Shares nothing with libs/calendar, so that the two can be wrong only independently.
 */
import { DateTime } from 'luxon';

/** A day, as its place in the table (the first is 1 January 1980). Differences are days; nothing else is meant by it. */
export type Day = number;

interface CivilDay {
  readonly iso: string;
  readonly year: number;
  readonly month: number;
  readonly date: number;
  /** Monday is 1, Sunday 7. */
  readonly weekday: number;
}

const FIRST_YEAR = 1980;
const LAST_YEAR = 2059;

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** The days that a month has; January is 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isoOf(year: number, month: number, date: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

const TABLE: CivilDay[] = [];
let weekday = 2; // 1 January 1980 was a Tuesday
for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
  for (let month = 1; month <= 12; month += 1) {
    for (let date = 1; date <= daysInMonth(year, month); date += 1) {
      TABLE.push({ iso: isoOf(year, month, date), year, month, date, weekday });
      weekday = weekday === 7 ? 1 : weekday + 1;
    }
  }
}
const PLACE = new Map(TABLE.map((civil, index) => [civil.iso, index]));

/** 'YYYY-MM-DD' as a day. @throws RangeError where it is no date from 1980 to 2059. */
export function day(iso: string): Day {
  const place = PLACE.get(iso);
  if (place === undefined) throw new RangeError(`${iso} is no date from ${FIRST_YEAR} to ${LAST_YEAR}`);
  return place;
}

/** A day's year, month (January is 1), date and weekday. @throws RangeError outside 1980 to 2059. */
export function civil(d: Day): CivilDay {
  const found = TABLE[d];
  if (found === undefined) throw new RangeError(`day ${d} is outside ${FIRST_YEAR} to ${LAST_YEAR}`);
  return found;
}

/** A day as 'YYYY-MM-DD'. */
export function iso(d: Day): string {
  return civil(d).iso;
}

/** The last day of a month; January is 1. */
export function lastDayOfMonth(year: number, month: number): Day {
  return day(isoOf(year, month, daysInMonth(year, month)));
}

/** The first day of a month; January is 1. */
export function firstDayOfMonth(year: number, month: number): Day {
  return day(isoOf(year, month, 1));
}

/** d ⊕ n: n calendar months on, clamped to that month's last day. */
export function addMonths(d: Day, n: number): Day {
  const from = civil(d);
  let { year, month } = from;
  for (let step = 0; step < Math.abs(n); step += 1) {
    month += n < 0 ? -1 : 1;
    if (month === 13) {
      year += 1;
      month = 1;
    }
    if (month === 0) {
      year -= 1;
      month = 12;
    }
  }
  return day(isoOf(year, month, Math.min(from.date, daysInMonth(year, month))));
}

/** The 1 April on or before a day. */
export function financialYearStart(d: Day): Day {
  const { year, month } = civil(d);
  return firstDayOfMonth(month < 4 ? year - 1 : year, 4);
}

/** within(x, n, T): x ≤ T < x ⊕ n. */
export function within(x: Day, n: number, T: Day): boolean {
  return x <= T && T < addMonths(x, n);
}

export interface WorkingDays {
  readonly isWorkingDay: (d: Day) => boolean;
  /** wd(a, b): working days after day zero (the first on or after a) up to and including the first on or after b. */
  readonly wd: (a: Day, b: Day) => number;
  /** deadline(a, n): the n-th working day after day zero. */
  readonly deadline: (a: Day, n: number) => Day;
}

/** Working days where the given 'YYYY-MM-DD' are bank holidays. */
export function workingDays(holidays: ReadonlySet<string>): WorkingDays {
  const isWorkingDay = (d: Day): boolean => civil(d).weekday <= 5 && !holidays.has(civil(d).iso);
  const onOrAfter = (d: Day): Day => {
    let found = d;
    while (!isWorkingDay(found)) found += 1;
    return found;
  };
  return {
    isWorkingDay,
    wd(a, b) {
      if (b <= a) return 0;
      const end = onOrAfter(b);
      let count = 0;
      for (let d = onOrAfter(a) + 1; d <= end; d += 1) if (isWorkingDay(d)) count += 1;
      return count;
    },
    deadline(a, n) {
      let d = onOrAfter(a);
      for (let count = 0; count < n; count += 1) d = onOrAfter(d + 1);
      return d;
    },
  };
}

/** Microseconds since 1970 of an RFC 3339 instant, exactly. @throws RangeError where it is none. */
export function instant(rfc3339: string): number {
  const match = /^(.+?:\d\d)(?:\.(\d{1,6})0*)?(z|[+-]\d\d:\d\d)$/i.exec(rfc3339);
  const whole = match && DateTime.fromISO(`${match[1] ?? ''}${(match[3] ?? '').toUpperCase()}`, { zone: 'utc' });
  if (!match || !whole?.isValid) throw new RangeError(`${rfc3339} is no instant`);
  return whole.toMillis() * 1000 + Number((match[2] ?? '').padEnd(6, '0'));
}

/** The London date of an instant in microseconds. */
export function londonDay(microseconds: number): Day {
  const local = DateTime.fromMillis(Math.floor(microseconds / 1000), { zone: 'Europe/London' });
  return day(isoOf(local.year, local.month, local.day));
}
