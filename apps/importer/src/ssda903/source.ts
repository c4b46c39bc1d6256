import { recordedAt } from '../engine/return-year';
import type { Source } from '../engine/source';
import { factsAsOf, withoutContradictions } from './child-facts';
import { NATURAL_KEY } from './read-row';
import { FILE_KINDS, type Rows } from './rows';

/** The looked-after-children return. */
export const SSDA903: Source<Rows> = {
  name: 'ssda903',
  system: 'ssda903',
  tables: FILE_KINDS,
  naturalKeys: NATURAL_KEY,
  recordedAt,
  sound: withoutContradictions,
  factsAsOf,
};
