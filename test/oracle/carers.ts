/** Catalogue: "Care leavers, carers", the rows on carers. Each stands in the record of a carer, who is described like a child. */
import type { Measure } from './measure';
import { flow } from './measure';

const approved = (kind: string): Measure =>
  flow('count', (carer) =>
    carer.carerApprovals
      .filter((approval) => approval.kind === kind)
      .map(({ approvedOn }) => ({ on: approvedOn, numerator: true })),
  );

export function carerMeasures(): Record<string, Measure> {
  return {
    'mainstream-foster-carers-approved': approved('mainstream-foster'),
    'friends-and-family-carers-approved': approved('friends-and-family'),
    'adopters-approved': approved('adopter'),
  };
}
