import type { CaseEvent } from '@careledger/contract';
import { nothingKnown, type Known } from '../crash/emitters';
import { nameOf } from '../crash/event-source';
import { postEvents } from '../support/client';

/** The authority of the poisoned child. */
export const POISONED_AUTHORITY = '500';

/** A child with an event that the faulty projector cannot apply (faulty-projector.ts); what comes after it waits. */
export function poisonedChild(seed: number): { readonly subject: string; readonly events: readonly CaseEvent[] } {
  const subject = `poisoned-child-${seed}`;
  const days = { good: '2019-05-01', poison: '2019-07-01', later: '2019-09-01' };
  return { subject, events: Object.entries(days).map(([id, day]) => referral(subject, id, day)) };
}

/** A referral that a child's authority received. */
export function referral(subject: string, id: string, receivedOn: string): CaseEvent {
  return {
    specversion: '1.0',
    id,
    source: '/faults/case-system',
    type: 'csc.referral.received',
    subject,
    authority: POISONED_AUTHORITY,
    recordedtime: '2020-06-01T09:00:00Z',
    data: { id: `referral-${id}`, receivedOn },
  };
}

/** Sends events in their order. @throws Error where one is not taken */
export async function sendOneByOne(address: string, events: readonly CaseEvent[]): Promise<Known> {
  const known = nothingKnown();
  for (const event of events) {
    const { status, body } = await postEvents(address, [event]);
    if (status !== 202 || body.accepted !== 1)
      throw new Error(`An event was answered ${status}: ${JSON.stringify(body)}`);
    known.answered++;
    known.acknowledged.set(nameOf(event), event);
  }
  return known;
}
