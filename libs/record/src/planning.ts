import { parseDay, type Day } from '@careledger/calendar';
import type { DataOf } from '@careledger/contract';
import { listOf, type Child, type Entity } from './child';
import { notBefore, type Recorded, type Spell } from './entities';

/** Who holds a child's case: its social worker, qualified or not, or the personal adviser of one who leaves care. */
export interface CaseHolder extends Spell {
  readonly worker: string;
  readonly team: string | undefined;
  readonly role: 'social-worker' | 'personal-adviser';
}

export const caseHolders = listOf('allocation', (entity): CaseHolder | undefined => {
  const started = entity.standing('allocation.started');
  if (started === undefined) return undefined;
  const { worker, team, role = 'social-worker' } = started.data;
  if (role !== 'social-worker' && role !== 'personal-adviser') return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('allocation.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn, worker, team, role };
});

/** What is booked and has not taken place yet. */
export interface Booking extends Recorded {
  readonly what: 'visit' | 'review' | 'conference';
  /** Of a visit or a review. */
  readonly purpose: DataOf<'visit.planned'>['purpose'] | undefined;
  readonly plannedOn: Day;
}

/**
 * The bookings of a child. A visit that took place under the id of its booking is none any more, whether or not the child was
 * seen; reviews and conferences keep no id, so that whoever asks has to leave out what lies before the last one.
 * No view may read them: no event about what is booked renews one (child.ts).
 */
export function bookings(child: Child): Booking[] {
  return [
    ...child.entities('visit').flatMap((entity) => visitBooked(entity)),
    ...child.entities('review').flatMap((entity) => {
      const planned = entity.standing('review.planned');
      return planned === undefined ? [] : [booking(entity, 'review', planned.data.plannedOn, planned.data.purpose)];
    }),
    ...child.entities('conference').flatMap((entity) => {
      const planned = entity.standing('conference.planned');
      return planned === undefined ? [] : [booking(entity, 'conference', planned.data.plannedOn, undefined)];
    }),
  ];
}

function visitBooked(entity: Entity): Booking[] {
  const planned = entity.standing('visit.planned');
  if (planned === undefined || entity.standing('visit.completed') !== undefined) return [];
  return [booking(entity, 'visit', planned.data.plannedOn, planned.data.purpose)];
}

function booking(
  { id, events }: Entity,
  what: Booking['what'],
  plannedOn: string,
  purpose: Booking['purpose'],
): Booking {
  return { id, events, what, purpose, plannedOn: parseDay(plannedOn) };
}
