import type { Measure } from '@careledger/measures';
import { rateOf } from '../publications/reference-book';
import type { HeldAgainst, RatedFigure } from '../publications/content';
import type { Explained } from './explained';
import type { KindOfCause } from './kinds-of-cause';

/** What causes of one kind did, as it is sent. */
export interface KindJson {
  readonly kind: KindOfCause;
  readonly postings: number;
  readonly numerator: number;
  readonly denominator: number | null;
  /** What it did to the rate; null where there is none on both sides. */
  readonly rate: number | null;
}

export interface ExplainedJson {
  readonly then: RatedFigure;
  readonly now: RatedFigure;
  readonly difference: RatedFigure;
  readonly causes: readonly KindJson[];
  readonly addsUp: boolean;
  readonly reference: { readonly then: HeldAgainst; readonly now: HeldAgainst };
}

/**
 * An explanation as it is sent. What the events did to a rate is told at the population of then; what another population
 * did comes as reference data. A target moves no figure, only what is said of it.
 */
export function explainedJson(
  measure: Measure,
  { then, now, difference, causes, addsUp }: Explained,
  reference: { readonly then: HeldAgainst; readonly now: HeldAgainst },
): ExplainedJson {
  const first = { ...then, rate: rateOf(then.numerator, reference.then) };
  const second = { ...now, rate: rateOf(now.numerator, reference.now) };
  const bothRated = first.rate !== null && second.rate !== null;
  const atThen = rateOf(now.numerator, reference.then);
  const kinds = causes.map((one): KindJson => {
    return { ...one, rate: bothRated ? rateOf(one.numerator, reference.then) : null };
  });
  if (JSON.stringify(reference.then) !== JSON.stringify(reference.now)) {
    kinds.push({
      kind: 'reference-data',
      postings: 0,
      numerator: 0,
      denominator: measure.shape === 'count' ? null : 0,
      rate: minus(second.rate, atThen),
    });
  }
  return {
    then: first,
    now: second,
    difference: {
      ...difference,
      value: minus(second.value, first.value),
      rate: minus(second.rate, first.rate),
    },
    causes: kinds,
    addsUp,
    reference,
  };
}

const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);
