import { parseDay } from '@careledger/calendar';
import { listOf } from './child';
import type { Dated } from './entities';

export type CarerKind = 'mainstream-foster' | 'friends-and-family' | 'adopter';

/** An approval of a carer. The record that it stands in is the carer's, not a child's. */
export interface CarerApproval extends Dated {
  readonly kind: CarerKind;
}

export const carerApprovals = listOf('carer', (entity): CarerApproval | undefined => {
  const approved = entity.standing('carer.approved');
  if (approved === undefined) return undefined;
  const { approvedOn, kind } = approved.data;
  return { id: entity.id, events: entity.events, on: parseDay(approvedOn), kind };
});
