/** What a law is: a plain function of an engine and a history, so that it can be held against a faulty engine too. */
import type { Extent, LoggedCaseEvent } from '../histories';
import type { Engine } from './engine';

/** Where a law does not hold. */
export interface Counterexample {
  /** The sentence that is not true. */
  readonly broken: string;
  /** Of what: measure, grain, period, instant … */
  readonly of: Readonly<Record<string, string | number | undefined>>;
  readonly expected: string;
  readonly found: string;
}

export interface Law {
  readonly name: string;
  /** What is always so. */
  readonly says: string;
  /** Which histories it is about. */
  readonly about: Omit<Extent, 'children' | 'years'>;
  /** `choice`: a seed for whatever the law chooses by itself (periods, instants, orders). */
  check(engine: Engine, history: readonly LoggedCaseEvent[], choice: number): Counterexample | null;
}

/** The first thing found, trying one after the other. */
export function firstOf<T>(
  candidates: Iterable<T>,
  check: (candidate: T) => Counterexample | null,
): Counterexample | null {
  for (const candidate of candidates) {
    const found = check(candidate);
    if (found !== null) return found;
  }
  return null;
}
