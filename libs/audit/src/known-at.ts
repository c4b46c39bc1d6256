import { londonDay, parseDay, parseInstant, type Instant } from '@careledger/calendar';

const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;

/**
 * Reads an instant, or a date, which means all of that day in London: up to its last microsecond.
 * @throws RangeError that says in plain words what is wrong
 */
export function knownAtIn(text: string): Instant {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return parseInstant(text);
  const next = parseDay(text) + 1;
  // London's clock is at most an hour ahead of UTC and never behind it.
  const early = next * DAY - HOUR;
  return (londonDay(early) === next ? early : next * DAY) - 1;
}
