import { parseDay } from '@careledger/calendar';
import type { DataOf } from '@careledger/contract';
import { listOf } from './child';
import { notBefore, type Dated, type Spell } from './entities';

export interface LeavingCare extends Spell {
  readonly status: DataOf<'care-leaver.started'>['status'];
}
/** The spells of entitlement to leaving-care services. */
export const leavingCareSpells = listOf('care-leaver', (entity): LeavingCare | undefined => {
  const started = entity.standing('care-leaver.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('care-leaver.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn, status: started.data.status };
});

export interface LeaverContact extends Dated {
  readonly activity: DataOf<'care-leaver-contact.made'>['activity'];
  readonly suitable: boolean;
}
/** The contacts of the authority with the care leaver. */
export const leaverContacts = listOf('care-leaver-contact', (entity): LeaverContact | undefined => {
  const made = entity.standing('care-leaver-contact.made');
  if (made === undefined) return undefined;
  const { contactedOn, activity, suitable } = made.data;
  return { id: entity.id, events: entity.events, on: parseDay(contactedOn), activity, suitable };
});

/** Staying-put arrangements with former foster carers. */
export const stayingPut = listOf('staying-put', (entity): Spell | undefined => {
  const started = entity.standing('staying-put.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('staying-put.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn };
});

/** The times for which a young person is pregnant or a mother. */
export const parenthood = listOf('parenthood', (entity): Spell | undefined => {
  const started = entity.standing('parenthood.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('parenthood.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn };
});
