import type { Measure } from '@careledger/measures';

/** Sums of postings. */
export interface Sums {
  readonly numerator: number;
  readonly denominator: number;
}

/** A figure as it is shown: a count has no denominator, and what is divided by nothing has no value. */
export interface Figure {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
}

export const NOTHING: Sums = { numerator: 0, denominator: 0 };

/** The figure that these sums are, by the shape of the measure (measures.md, "Kinds, periods, values"); not rounded. */
export function figureOf(shape: Measure['shape'], { numerator, denominator }: Sums): Figure {
  switch (shape) {
    case 'count':
      return { numerator, denominator: null, value: numerator };
    case 'percent':
      return { numerator, denominator, value: denominator === 0 ? null : (100 * numerator) / denominator };
    case 'mean':
      return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator };
  }
}

/** The sums of a measure for the keys of a breakdown; keys of which nothing counts are not in it. */
export type SumsByKey = ReadonlyMap<string, Sums>;

/** Of a mean over keys (children a worker): the whole counts the keys of which something counts. */
export function overKeys(whole: Sums, byKey: SumsByKey): Sums {
  let keys = 0;
  for (const { numerator } of byKey.values()) if (numerator > 0) keys++;
  return { numerator: whole.numerator, denominator: keys };
}

/** Of a mean over keys: the part of one key, itself divided by one. */
export function ofOneKey({ numerator }: Sums): Sums {
  return { numerator, denominator: numerator > 0 ? 1 : 0 };
}

/** Of a breakdown of the numerator alone: each key's part of it over the whole denominator; a key without one is no group. */
export function sharesOfWhole({ denominator }: Sums, byKey: SumsByKey): SumsByKey {
  const shares = new Map<string, Sums>();
  for (const [key, { numerator }] of byKey) if (numerator !== 0) shares.set(key, { numerator, denominator });
  return shares;
}
