import { dayOf, formatDay, type Instant } from '@careledger/calendar';

/** A return's year: the financial year, by the calendar year in which it starts (2017 is April 2017 to March 2018). */
export type ReturnYear = number;

/** A date as `YYYY-MM-DD`: such texts stand in the order of the days. */
export type DayText = string;

/** What the year in a file's name means: the calendar year in which the financial year starts, or in which it ends. */
export type YearNaming = 'start' | 'end';

const MICROSECONDS_PER_DAY = 86_400_000_000;
const NOON = MICROSECONDS_PER_DAY / 2;
/** The versions of a year lie a millisecond apart, so that even thousands of them fall on the same day. */
const BETWEEN_VERSIONS = 1000;

export function firstDay(year: ReturnYear): DayText {
  return `${year}-04-01`;
}

export function lastDay(year: ReturnYear): DayText {
  return `${year + 1}-03-31`;
}

/** The day from which a return speaks, the first after its year: whatever it tells was known by then, and nothing later can be. */
export function speaksOn(year: ReturnYear): DayText {
  return firstDay(year + 1);
}

/**
 * The `recordedtime` of what a year's return says: noon (UTC) of the day from which it speaks, and a millisecond later for
 * each later version of the same thing in the same return.
 */
export function recordedAt(year: ReturnYear, version: number): Instant {
  return dayOf(year + 1, 4, 1) * MICROSECONDS_PER_DAY + NOON + version * BETWEEN_VERSIONS;
}

/** `2017-18`, as the statistics write it. */
export function yearLabel(year: ReturnYear): string {
  return `${year}-${String((year + 1) % 100).padStart(2, '0')}`;
}

/** The later of two days. */
export function laterOf(a: DayText, b: DayText): DayText {
  return a > b ? a : b;
}

/** Reads the return's date form, dd/mm/yyyy (a leading nought may be missing). Null where it is no real date. */
export function readDay(text: string): DayText | null {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (parts === null) return null;
  try {
    return formatDay(dayOf(Number(parts[3]), Number(parts[2]), Number(parts[1])));
  } catch {
    return null;
  }
}
