// Local dates in London. Since 1947 London's clock has been at most an hour ahead of UTC and never behind it, so an
// instant's local date differs from its UTC date only in the hour from 23:00Z, and there only under summer time. A table
// says for each UTC day whether that hour is on summer time; it is made from the time-zone database, once, when first asked.
import { IANAZone } from 'luxon';
import { dayOf } from './day';
import { MICROSECONDS_PER_DAY, utcDay } from './instant';
import type { Day, Instant } from './units';

const FIRST_YEAR = 1970;
const LAST_YEAR = 2069;
const TABLE_START = dayOf(FIRST_YEAR, 1, 1);
const HOUR = 3_600_000_000;
const ELEVEN_PM = 23 * HOUR;
const london = IANAZone.create('Europe/London');
let summerTimeAt11pm: Uint8Array | undefined;

/** The local date in Europe/London at an instant. */
export function londonDay(instant: Instant): Day {
  const day = utcDay(instant);
  if (instant - day * MICROSECONDS_PER_DAY < ELEVEN_PM) return day;
  summerTimeAt11pm ??= summerTime();
  return day + (summerTimeAt11pm[day - TABLE_START] ?? hoursAheadAt11pm(day));
}

/** The last microsecond of a day in London. */
export function lastInstantOf(day: Day): Instant {
  // London is at most an hour ahead of UTC: its day ends at midnight UTC, or an hour before.
  const eleven = day * MICROSECONDS_PER_DAY + ELEVEN_PM;
  return (londonDay(eleven) === day ? eleven + HOUR : eleven) - 1;
}

function hoursAheadAt11pm(day: Day): number {
  return london.offset(day * 86_400_000 + 23 * 3_600_000) / 60;
}

/** 1 for each UTC day whose hour from 23:00Z is on summer time. The clocks change at most once in each half of a year. */
function summerTime(): Uint8Array {
  const table = new Uint8Array(dayOf(LAST_YEAR + 1, 1, 1) - TABLE_START);
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    fillHalf(table, dayOf(year, 1, 1), dayOf(year, 7, 1));
    fillHalf(table, dayOf(year, 7, 1), dayOf(year + 1, 1, 1));
  }
  return table;
}

function fillHalf(table: Uint8Array, from: Day, to: Day): void {
  const before = hoursAheadAt11pm(from);
  const after = hoursAheadAt11pm(to);
  let low = from; // has the clock of the half's beginning
  let high = to; // has that of its end
  while (before !== after && high - low > 1) {
    const middle = (low + high) >> 1;
    if (hoursAheadAt11pm(middle) === before) low = middle;
    else high = middle;
  }
  table.fill(before, from - TABLE_START, (before === after ? to : high) - TABLE_START);
  table.fill(after, (before === after ? to : high) - TABLE_START, to - TABLE_START);
}
