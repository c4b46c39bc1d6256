/** Instants in microseconds since 1970, and how events write them. */
import type { Day } from '../oracle/calendar';
import { iso } from '../oracle/calendar';

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Offset = 'Z' | '+01:00' | '-05:00';

const OFFSET_HOURS: Readonly<Record<Offset, number>> = { Z: 0, '+01:00': 1, '-05:00': -5 };

/** Midnight UTC of a day. */
export function midnight(d: Day): number {
  return Date.parse(`${iso(d)}T00:00:00Z`) * 1000;
}

/** RFC 3339 with an offset, and as many digits as the instant needs. */
export function instantText(microseconds: number, offset: Offset): string {
  const local = microseconds + OFFSET_HOURS[offset] * HOUR;
  const seconds = Math.floor(local / SECOND);
  const fraction = local - seconds * SECOND;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const digits = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
  return `${whole}${digits}${offset}`;
}
