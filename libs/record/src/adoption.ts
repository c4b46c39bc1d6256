import { parseDay, type Day } from '@careledger/calendar';
import { listOf } from './child';
import type { Recorded } from './entities';

/** The way of one child to adoption. Each of its steps may be the only one that is known. */
export interface Adoption extends Recorded {
  /** The court gave authority to place the child. */
  readonly authorisedOn: Day | undefined;
  /** The authority decided on a match with an adoptive family. */
  readonly matchedOn: Day | undefined;
  readonly placedOn: Day | undefined;
  /** The child was living with the adopters already, as its foster carers. */
  readonly byFosterCarers: boolean;
  /** Of an adoption by foster carers: the day on which the child moved in with them. */
  readonly movedInOn: Day | undefined;
  readonly orderedOn: Day | undefined;
}

export const adoptions = listOf('adoption', (entity): Adoption | undefined => {
  const { id, events } = entity;
  if (events.length === 0) return undefined;
  const placed = entity.standing('adoption.placed')?.data;
  return {
    id,
    events,
    authorisedOn: dayOf(entity.standing('adoption.authorised')?.data.authorisedOn),
    matchedOn: dayOf(entity.standing('adoption.matched')?.data.matchedOn),
    placedOn: dayOf(placed?.placedOn),
    byFosterCarers: placed?.fosterCarerAdoption ?? false,
    movedInOn: dayOf(placed?.movedInOn),
    orderedOn: dayOf(entity.standing('adoption.ordered')?.data.orderedOn),
  };
});

const dayOf = (date: string | undefined): Day | undefined => (date === undefined ? undefined : parseDay(date));
