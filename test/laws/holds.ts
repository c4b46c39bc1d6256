/** Tries a law on generated histories. What breaks it is made small and told in full. */
import * as fc from 'fast-check';
import { histories, type LoggedCaseEvent } from '../histories';
import { engine, type Engine } from './engine';
import type { Counterexample, Law } from './law';
import { extentOf, SEED, SHRINK_FOR } from './runs';
import { shrunk } from './shrunk';
import { told } from './told';

/** What a law says of an engine and a history; an engine that throws breaks every law. */
export function broken(
  law: Law,
  tried: Engine,
  history: readonly LoggedCaseEvent[],
  choice: number,
): Counterexample | null {
  try {
    return law.check(tried, history, choice);
  } catch (error) {
    const found = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { broken: law.says, of: {}, expected: 'an answer', found };
  }
}

/**
 * Tries a law on as many histories as `share` of a full run has.
 * @throws Error that tells seed, history, question and both answers where the law does not hold
 */
export function expectToHold(law: Law, share = 1): void {
  const { histories: runs, children, years } = extentOf(share);
  const started = performance.now();
  let events = 0;
  const property = fc.property(
    histories({ children, years, ...law.about }),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    (history, choice) => {
      events += history.length;
      return broken(law, engine, history, choice) === null;
    },
  );
  const result = fc.check(property, { seed: SEED, numRuns: runs, endOnFailure: true });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (!result.failed) {
    process.stdout.write(`law "${law.name}": ${runs} histories, ${events} events, ${seconds} s, seed ${SEED}\n`);
    return;
  }
  const [history, choice] = result.counterexample ?? [[], 0];
  const small = shrunk(history, (part) => broken(law, engine, part, choice) !== null, SHRINK_FOR);
  const counterexample = broken(law, engine, small, choice);
  throw new Error(told(law, counterexample, small, { seed: SEED, events: history.length }));
}
