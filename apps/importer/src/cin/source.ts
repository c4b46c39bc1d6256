import { recordedAt } from '../engine/return-year';
import type { Source } from '../engine/source';
import { factsAsOf, withoutContradictions } from './child-facts';
import { MODULES, type Rows } from './rows';

/** The children-in-need census. */
export const CIN_CENSUS: Source<Rows> = {
  name: 'cin',
  system: 'cin-census',
  tables: MODULES,
  recordedAt,
  sound: withoutContradictions,
  factsAsOf,
};
