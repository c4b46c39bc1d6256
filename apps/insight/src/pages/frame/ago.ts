import type { Instant } from '@careledger/calendar';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago an instant was: `just now`, `12 seconds ago`, `3 minutes ago`, `2 hours ago`, `41 days ago`. */
export function agoInWords(then: Instant, now: Instant): string {
  const gone = now - then;
  if (gone < 2 * SECOND) return 'just now';
  if (gone < 2 * MINUTE) return ago(gone, SECOND, 'second');
  if (gone < 2 * HOUR) return ago(gone, MINUTE, 'minute');
  return gone < 2 * DAY ? ago(gone, HOUR, 'hour') : ago(gone, DAY, 'day');
}

const ago = (gone: number, unit: number, name: string): string => `${counted(Math.floor(gone / unit), name)} ago`;

/** `1 child`, `2 children`: a count with its noun. @param many the plural; the singular with an s where it is left out */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
