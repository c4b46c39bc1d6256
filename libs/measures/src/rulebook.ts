import { careLeaverMeasures } from './care-leavers';
import { carerMeasures } from './carers';
import { childProtection } from './child-protection';
import { healthAssessments } from './health-assessments';
import { healthOutcomes } from './health-outcomes';
import { careMeasures } from './in-care';
import { missingMeasures } from './missing';
import { referralAndAssessment } from './referral-and-assessment';
import type { Account, Measure } from './vocabulary/measure';

/** One version for measures, fold and calendar: a posting names the rules it was made by. */
export const RULEBOOK_VERSION = 3;

/** The areas of the catalogue and their measures, in its order. */
export const AREAS: readonly { readonly area: string; readonly measures: readonly Measure[] }[] = [
  { area: 'Referral, early help, assessment', measures: referralAndAssessment },
  { area: 'Section 47, conferences, child protection', measures: childProtection },
  { area: 'In care', measures: careMeasures },
  { area: 'Missing, exploitation, offending', measures: missingMeasures },
  { area: 'Health', measures: [...healthAssessments, ...healthOutcomes] },
  { area: 'Care leavers, carers', measures: [...careLeaverMeasures, ...carerMeasures] },
];

/** All measures of the rulebook. */
export const MEASURES: readonly Measure[] = AREAS.flatMap(({ measures }) => measures);

/** All accounts of the rulebook: what the ledger posts to. */
export const ACCOUNTS: readonly Account[] = MEASURES.flatMap(({ accounts }) => accounts);

const byId = new Map(MEASURES.map((measure) => [measure.id, measure]));
if (byId.size !== MEASURES.length) throw new Error('two measures of the rulebook have the same id');

/** The measure of this id, or undefined. */
export function measureNamed(id: string): Measure | undefined {
  return byId.get(id);
}
