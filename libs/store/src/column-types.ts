import type { Day, Instant } from '@careledger/calendar';
import { types, type CustomTypesConfig } from 'pg';

const msPerDay = 86_400_000;
const daysIn400Years = 146_097;
const zero = 48; // '0'

/** int8 as a number. @throws RangeError beyond 2^53, where a number would not be exact. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The bigint ${text} is beyond what a number holds exactly`);
  return value;
}

/** date as a Day. @throws RangeError for infinity and dates before the year 1. */
export function parseDate(text: string): Day {
  const dash = text.indexOf('-', 4);
  if (dash < 4 || text.length !== dash + 6) throw unreadable('date', text);
  return utc(text, dash) / msPerDay;
}

/**
 * timestamptz as an Instant (exact microseconds), from PostgreSQL's ISO output in a session whose TimeZone is UTC:
 * `2020-04-01 09:30:00.123456+00`.
 * @throws RangeError for infinity, beyond the years 1684–2255 (2^53 µs), and where the session is not in UTC.
 */
export function parseTimestamptz(text: string): Instant {
  const dash = text.indexOf('-', 4);
  const end = text.length - 3;
  if (dash < 4 || end < dash + 15 || !text.endsWith('+00')) throw unreadable('timestamptz', text);
  const ms =
    utc(text, dash) +
    3_600_000 * twoDigits(text, dash + 7) +
    60_000 * twoDigits(text, dash + 10) +
    1000 * twoDigits(text, dash + 13);
  let fraction = 0;
  for (let place = dash + 16, unit = 100_000; place < end; place++, unit /= 10) {
    fraction += (text.charCodeAt(place) - zero) * unit;
  }
  const instant = ms * 1000 + fraction;
  if (!Number.isSafeInteger(instant)) throw unreadable('timestamptz', text);
  return instant;
}

/** Midnight of the date at the start of the text, in milliseconds since 1970; the year ends at `dash`. */
function utc(text: string, dash: number): number {
  const year = Number(text.slice(0, dash));
  const [month, day] = [twoDigits(text, dash + 1) - 1, twoDigits(text, dash + 4)];
  if (year >= 100) return Date.UTC(year, month, day);
  return Date.UTC(year + 400, month, day) - daysIn400Years * msPerDay; // Date.UTC takes 0–99 for 1900–1999
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

function unreadable(type: string, text: string): RangeError {
  return new RangeError(`The ${type} ${text} cannot be read as an exact number (it is to be in ISO form and UTC)`);
}

/** An array of one dimension whose elements need no escaping. */
function arrayOf<T>(parse: (text: string) => T): (text: string) => (T | null)[] {
  return (text) =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((element) => (element === 'NULL' ? null : parse(element.replaceAll('"', ''))));
}

const parsers = new Map<number, (text: string) => unknown>([
  [types.builtins.INT8, parseInt8],
  [types.builtins.DATE, parseDate],
  [types.builtins.TIMESTAMPTZ, parseTimestamptz],
  [1016, arrayOf(parseInt8)],
  [1182, arrayOf(parseDate)],
  [1185, arrayOf(parseTimestamptz)],
]);

/**
 * How values come out of the database, for one client or pool (nothing is set for the whole process): bigint as an exact
 * number, date as a Day, timestamptz as an Instant, and arrays of these; all else as pg has it, `numeric` (which is what
 * sum(bigint) gives) as text.
 */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? (types.getTypeParser(oid, format) as (value: string) => unknown);
  },
};
