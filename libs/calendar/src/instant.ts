import { dayIn, formatDay } from './day';
import { digits, padded } from './digits';
import type { Day, Instant } from './units';

export const MICROSECONDS_PER_DAY = 86_400_000_000;

/**
 * Reads an RFC 3339 instant with its offset, exact to the microsecond. Throws a RangeError that says in plain words what
 * is wrong: no such form, no offset, no real date or time, more digits than microseconds have, a leap second.
 */
export function parseInstant(text: string): Instant {
  const day = dayIn(text);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const wellFormed =
    (text.charCodeAt(10) | 32) === 116 && // T, also in lower case
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    hour + minute + second >= 0; // false for NaN
  if (!wellFormed || Number.isNaN(day)) throw notAnInstant(text);
  if (hour > 23 || minute > 59 || second > 59) throw notATimeOfDay(hour, minute, second);

  let end = 19;
  let microseconds = 0;
  if (text.charCodeAt(end) === 46) {
    let unit = 100_000;
    let digit = digits(text, ++end, 1);
    if (Number.isNaN(digit)) throw notAnInstant(text);
    for (; digit >= 0; digit = digits(text, ++end, 1)) {
      // Some systems write more digits than six: noughts lose nothing.
      if (unit === 0 && digit > 0) throw new RangeError('too exact: an instant is taken to the microsecond (6 digits)');
      microseconds += digit * unit;
      unit = unit > 1 ? unit / 10 : 0;
    }
  }
  const seconds = day * 86_400 + hour * 3600 + minute * 60 + second - offsetIn(text, end);
  const instant = seconds * 1_000_000 + microseconds;
  if (!Number.isSafeInteger(instant)) throw new RangeError('too far away: instants are taken from 1685 to 2254');
  return instant;
}

/** Writes an instant in RFC 3339 in UTC (`Z`), with as many digits of the second as it needs. */
export function formatInstant(instant: Instant): string {
  if (!Number.isSafeInteger(instant)) throw new RangeError('not an instant: a whole number of microseconds is wanted');
  const day = utcDay(instant);
  const inDay = instant - day * MICROSECONDS_PER_DAY;
  const microseconds = inDay % 1_000_000;
  const seconds = (inDay - microseconds) / 1_000_000;
  const second = seconds % 60;
  const minutes = (seconds - second) / 60;
  const minute = minutes % 60;
  const fraction = microseconds === 0 ? '' : `.${padded(microseconds, 6).replace(/0+$/, '')}`;
  return `${formatDay(day)}T${padded((minutes - minute) / 60, 2)}:${padded(minute, 2)}:${padded(second, 2)}${fraction}Z`;
}

/**
 * The day of an instant in UTC. The quotient is exact enough for this: instants are less than 2^17 days from 1970, where
 * doubles lie at most 2^-36 apart, so that the last microsecond of a day (1/86,400,000,000 of it) is never rounded up.
 */
export function utcDay(instant: Instant): Day {
  return Math.floor(instant / MICROSECONDS_PER_DAY);
}

/** The offset written at the end of `text` from `at` on, in seconds east of UTC. */
function offsetIn(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign | 32) === 122 && text.length === at + 1) return 0; // Z, also in lower case
  if (text.length === at) throw new RangeError('no offset: an instant ends with Z or an offset such as +01:00');
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if ((sign !== 43 && sign !== 45) || text.charCodeAt(at + 3) !== 58 || text.length !== at + 6)
    throw notAnInstant(text);
  if (!(hours >= 0 && minutes >= 0)) throw notAnInstant(text);
  if (hours > 23 || minutes > 59) throw new RangeError('not an offset: it runs from -23:59 to +23:59');
  const seconds = hours * 3600 + minutes * 60;
  return sign === 45 ? -seconds : seconds;
}

function notATimeOfDay(hour: number, minute: number, second: number): RangeError {
  return new RangeError(
    second === 60 && hour <= 23 && minute <= 59
      ? 'not a time: leap seconds are not known here, the second runs from 00 to 59'
      : 'not a time of day: the hour runs from 00 to 23, minute and second from 00 to 59',
  );
}

function notAnInstant(text: string): RangeError {
  return new RangeError(
    /^\d{4}-\d\d-\d\dT/i.test(text) && Number.isNaN(dayIn(text))
      ? 'not a real date: the calendar has no such day'
      : 'not an instant: write it as RFC 3339 with an offset, for instance 2021-03-01T09:30:00Z',
  );
}
