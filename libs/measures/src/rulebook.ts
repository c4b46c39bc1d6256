import { careLeaverMeasures } from './care-leavers';
import { carerMeasures } from './carers';
import { childProtection } from './child-protection';
import { healthAssessments } from './health-assessments';
import { healthOutcomes } from './health-outcomes';
import { careMeasures } from './in-care';
import { missingMeasures } from './missing';
import { referralAndAssessment } from './referral-and-assessment';
import type { Account, Measure } from './vocabulary/measure';
import { rulebookOf, type Area, type Rulebook } from './vocabulary/rulebook';

/** Versions 1 and 2 were never in use: nothing published rests on them. */
const RULEBOOK_3 = rulebookOf(3, [
  { area: 'Referral, early help, assessment', measures: referralAndAssessment },
  { area: 'Section 47, conferences, child protection', measures: childProtection },
  { area: 'In care', measures: careMeasures },
  { area: 'Missing, exploitation, offending', measures: missingMeasures },
  { area: 'Health', measures: [...healthAssessments, ...healthOutcomes] },
  { area: 'Care leavers, carers', measures: [...careLeaverMeasures, ...carerMeasures] },
]);

/**
 * The rulebooks that this program knows, the newest last. An old one stays for as long as anything published rests on it; a
 * new one comes into force when it is activated (docs/rulebooks.md).
 */
export const RULEBOOKS: readonly Rulebook[] = [RULEBOOK_3];

/** The newest of some rulebooks. */
export function newestOf(rulebooks: readonly Rulebook[]): Rulebook {
  const newest = rulebooks[rulebooks.length - 1];
  if (newest === undefined) throw new RangeError('a program knows one rulebook at least');
  return newest;
}

/** The newest rulebook that this program knows: what a new ledger begins with. */
export const NEWEST = newestOf(RULEBOOKS);

/** The version of the newest rulebook. */
export const RULEBOOK_VERSION = NEWEST.version;

/** The areas of the newest rulebook and their measures, in the order of the catalogue. */
export const AREAS: readonly Area[] = NEWEST.areas;

/** All measures of the newest rulebook. */
export const MEASURES: readonly Measure[] = NEWEST.measures;

/** All accounts of the newest rulebook. */
export const ACCOUNTS: readonly Account[] = NEWEST.accounts;

const byId = new Map(MEASURES.map((measure) => [measure.id, measure]));

/** The measure of this id in the newest rulebook, or undefined. */
export function measureNamed(id: string): Measure | undefined {
  return byId.get(id);
}
