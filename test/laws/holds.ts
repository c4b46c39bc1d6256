/** Tries a law on generated histories. What breaks it is made small and told in full. */
import * as fc from 'fast-check';
import { histories, type LoggedCaseEvent } from '../histories';
import { engine, type Engine } from './engine';
import type { Counterexample, Law } from './law';
import { EXTENTS, SEED, SHRINK_FOR, type Extent } from './runs';
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
 * Tries a law on all that a run has for it; with more weight, for so many times as long where time is what ends a run.
 * @throws Error that tells seed, history, question and both answers where the law does not hold
 */
export function expectToHold(law: Law, weight = 1): void {
  for (const extent of EXTENTS) expectToHoldOn(law, { ...extent, within: extent.within * weight });
}

function expectToHoldOn(law: Law, { histories: most, children: [atLeast, children], years, within }: Extent): void {
  const started = performance.now();
  let events = 0;
  const property = fc.property(
    histories({ children, atLeast, years, ...law.about }),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    (history, choice) => {
      events += history.length;
      return broken(law, engine, history, choice) === null;
    },
  );
  const limits = { numRuns: most, endOnFailure: true, interruptAfterTimeLimit: within, markInterruptAsFailure: false };
  const { failed, counterexample, numRuns } = fc.check(property, { seed: SEED, ...limits });
  if (!failed) {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const extent = `${numRuns} histories of ${atLeast} to ${children} children, ${events} events`;
    process.stdout.write(`law "${law.name}": ${extent}, ${seconds} s, seed ${SEED}\n`);
    return;
  }
  const [history, choice] = counterexample ?? [[], 0];
  const small = shrunk(history, (part) => broken(law, engine, part, choice) !== null, SHRINK_FOR);
  throw new Error(told(law, broken(law, engine, small, choice), small, { seed: SEED, events: history.length }));
}
