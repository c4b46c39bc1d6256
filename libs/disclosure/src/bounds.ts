import type { Condition } from './arithmetic';

/** What a number can be, at most and at least. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** So often it is gone through all conditions: what follows later than that, follows from long chains, and narrows little. */
const MOST_ROUNDS = 20;

/**
 * What follows for single numbers from one condition after the other: in a sum that is known, of what is never negative, none
 * can be more than the sum. It is not all that follows, and never too much.
 * @param startOf what each number is, and the least that it can be to begin with
 * @returns the bounds of all numbers in the conditions
 */
export function boundsIn(
  conditions: readonly Condition[],
  startOf: (number: number) => { readonly value: number; readonly least: number },
): Map<number, Bounds> {
  const values = new Map<number, number>();
  const bounds = new Map<number, { least: number; most: number }>();
  for (const [number] of conditions.flatMap(({ terms }) => terms)) {
    if (bounds.has(number)) continue;
    const { value, least } = startOf(number);
    values.set(number, value);
    bounds.set(number, { least, most: Infinity });
  }
  const valueOf = (number: number): number => values.get(number) ?? 0;
  const boundsOf = (number: number): Bounds => bounds.get(number) ?? { least: 0, most: Infinity };

  /** The terms add up to `sum` or more: none can be so small that all others at their greatest do not make up for it. */
  const narrow = (terms: Condition['terms'], turned: 1 | -1, sum: number): boolean => {
    let [most, unbounded] = [0, 0];
    for (const [number, factor] of terms) {
      const greatest = greatestOf(factor * turned, boundsOf(number));
      if (greatest === Infinity) unbounded++;
      else most += greatest;
    }
    if (unbounded > 1) return false;
    let isNarrower = false;
    for (const [number, plain] of terms) {
      const factor = plain * turned;
      const own = bounds.get(number) as { least: number; most: number };
      const greatest = greatestOf(factor, own);
      if (unbounded === 1 && greatest !== Infinity) continue;
      const atLeast = sum - (greatest === Infinity ? most : most - greatest);
      const limit = factor > 0 ? Math.ceil(atLeast / factor) : Math.floor(atLeast / factor);
      if (factor > 0 && limit > own.least) own.least = limit;
      else if (factor < 0 && limit < own.most) own.most = limit;
      else continue;
      isNarrower = true;
    }
    return isNarrower;
  };

  for (let round = 0; round < MOST_ROUNDS; round++) {
    let isNarrower = false;
    for (const { terms, isEqual, room } of conditions) {
      const sum = terms.reduce((total, [number, factor]) => total + factor * valueOf(number), 0) - room;
      if (narrow(terms, 1, sum)) isNarrower = true;
      if (isEqual && narrow(terms, -1, -sum)) isNarrower = true;
    }
    if (!isNarrower) break;
  }
  return bounds;
}

const greatestOf = (factor: number, { least, most }: Bounds): number => factor * (factor > 0 ? most : least);
