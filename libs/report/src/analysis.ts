import type { Measure } from '@careledger/measures';
import { ANNUAL_ONLY } from '@careledger/reference';
import { endsYear } from './comparable';
import type { Facts } from './facts';
import { changes, comparatorSentences, lastYearSentences, targetSentences } from './held-against';
import { headlines } from './headline';
import { name, type Sentence } from './said';

/** All that is said of a measure: how it stands, then against before, its targets, others, and what was published. */
export function analysisOf(facts: Facts, measure: Measure): Sentence[] {
  const annual = ANNUAL_ONLY.get(measure.id);
  if (annual !== undefined && !endsYear(facts.quarter)) {
    const pieces = ['“', name(measure.title), '” is reported once a year, at the end of March. ', name(annual.why)];
    return [{ kind: 'annual', measure: measure.id, pieces }];
  }
  return [
    ...headlines(facts, measure),
    ...changes(facts, measure),
    ...targetSentences(facts, measure),
    ...comparatorSentences(facts, measure),
    ...lastYearSentences(facts, measure),
  ];
}

/** Whether a measure has no figure before the end of the financial year. */
export function waitsForMarch(facts: Facts, measure: Measure): boolean {
  return ANNUAL_ONLY.has(measure.id) && !endsYear(facts.quarter);
}
