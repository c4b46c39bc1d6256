import { sampleHistory, type LoggedCaseEvent } from '../histories';
import { FAULTS } from './faults';
import { broken } from './holds';
import type { Law } from './law';
import { patchedEngine, patchedSource } from './patched-engine';
import { Chance } from './chance';
import { HISTORIES_FOR_A_FAULT, LONG, SEED } from './runs';

jest.setTimeout(600_000);

/** The same histories for all faults of laws about the same kind, so that the oracle works each of them out but once. */
const samples = new Map<string, LoggedCaseEvent[]>();
function sample({ about }: Law, seed: number): LoggedCaseEvent[] {
  const name = `${JSON.stringify(about)} ${seed}`;
  const history = samples.get(name) ?? sampleHistory(seed, 2, 5, about);
  samples.set(name, history);
  return history;
}

const asItIs = patchedEngine(null);

/** Each run tries other ones, so that all have their turn; the long form tries all of them. */
const A_RUN = 16;
const tried = LONG ? FAULTS : new Chance(SEED).some(A_RUN, FAULTS);

describe('the laws bite', () => {
  it('each fault has its one place in the source', () => {
    for (const fault of FAULTS) expect(() => patchedSource(fault)).not.toThrow();
  });

  it.each(tried)('$what', ({ breaks: law, what, ...patch }) => {
    const faulty = patchedEngine(patch);
    for (let seed = 1; seed <= HISTORIES_FOR_A_FAULT; seed++) {
      const history = sample(law, seed);
      if (broken(law, faulty, history, seed) === null) continue;
      // The very history that shows the fault shows none in the engine as it is.
      expect(broken(law, asItIs, history, seed)).toBeNull();
      process.stdout.write(`fault "${what}": broken by "${law.name}" in history ${seed}\n`);
      return;
    }
    throw new Error(`"${what}" broke the law "${law.name}" in none of ${HISTORIES_FOR_A_FAULT} histories`);
  });
});
