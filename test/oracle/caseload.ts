/** Catalogue: `caseload`, the one measure that is no sum over children. */
import type { Measure } from './measure';
import { socialWorkersAt } from './states';

export function caseloadMeasures(): Record<string, Measure> {
  return {
    caseload: {
      kind: 'pairs',
      shape: 'mean',
      by: ['worker'],
      // A child with two allocations to one worker is one pair.
      workersAt: (child, T) => [...new Set(socialWorkersAt(child, T).map(({ worker }) => worker))],
    },
  };
}
