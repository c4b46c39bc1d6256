import { measureNamed } from '@careledger/measures';
import type { ExactCell } from './cells';

/** The greatest number that is small. */
export const MOST_SMALL = 5;

/**
 * Whether a number of children (or of what happened to them) is so small that it could tell of one of them: 1 to 5. 0 is
 * shown: it is about nobody. So it is done with local authorities' figures in the Department for Education's statistics
 * (Children in need 2020 to 2021, "Confidentiality": 0 as submitted, 1 to 5 inclusive replaced by c, secondary suppression).
 */
export const isSmallNumber = (count: number): boolean => 1 <= count && count <= MOST_SMALL;

/** A number of a cell: what counts, what does not (of a percentage: the denominator less the numerator), and the two together. */
export type Part = 'numerator' | 'rest' | 'denominator';

/** The numbers that a cell has, by its shape. */
export function partsOf(cell: ExactCell): Partial<Record<Part, number>> {
  const { numerator, denominator } = cell;
  if (denominator === null) return { numerator };
  return isMean(cell) ? { numerator, denominator } : { numerator, rest: denominator - numerator, denominator };
}

/**
 * The numbers of a cell that nobody may work out, because they are small. The cell is suppressed where there are any. Of a
 * mean what is small is how many it is the mean of; then the days or points in its numerator are theirs, and just as private.
 */
export function smallPartsOf(cell: ExactCell): Part[] {
  const parts = partsOf(cell);
  if (isMean(cell) && measureNamed(cell.measure)?.meanOver === undefined) {
    return isSmallNumber(parts.denominator ?? 0) ? ['numerator', 'denominator'] : [];
  }
  const named: readonly Part[] = ['numerator', 'rest', 'denominator'];
  return named.filter((part) => isSmallNumber(parts[part] ?? 0));
}

const isMean = ({ measure }: ExactCell): boolean => measureNamed(measure)?.shape === 'mean';
