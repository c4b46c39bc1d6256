import { measureNamed } from '@careledger/measures';
import type { ExactCell } from './cells';

/** The greatest number that is small. */
const MOST = 5;

/** Whether a number of children (or of what happened to them) is so small that it could tell of one of them. */
export const isSmallNumber = (count: number): boolean => 1 <= count && count <= MOST;

/**
 * Whether a cell is suppressed for what it is itself: where 1 to 5 count; of a percentage also where all but 1 to 5 count,
 * or where it is a percentage of 1 to 5; of a mean where it is the mean of 1 to 5 (its numerator counts days or points).
 */
export function isSmall({ measure, numerator, denominator }: ExactCell): boolean {
  const known = measureNamed(measure);
  if (denominator === null) return isSmallNumber(numerator);
  if (isSmallNumber(denominator)) return true;
  if (known?.shape === 'mean') return known.meanOver !== undefined && isSmallNumber(numerator);
  return isSmallNumber(numerator) || isSmallNumber(denominator - numerator);
}
