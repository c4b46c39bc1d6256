import { parseDay, type Day } from '@careledger/calendar';
import { listOf } from './child';
import { notBefore, type Recorded, type Spell } from './entities';

/** A child and its independent visitor, from the match on. */
export interface IndependentVisitor extends Spell {
  readonly provider: string | undefined;
}

export const independentVisitors = listOf('independent-visitor', (entity): IndependentVisitor | undefined => {
  const matched = entity.standing('independent-visitor.matched');
  if (matched === undefined) return undefined;
  const startedOn = parseDay(matched.data.matchedOn);
  const endedOn = notBefore(startedOn, entity.standing('independent-visitor.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn, provider: matched.data.provider };
});

/** A request for an independent visitor. */
export interface VisitorRequest extends Recorded {
  readonly requestedOn: Day;
  /** The day of the match or of the withdrawal, whichever is first; it may lie before the request. */
  readonly settledOn: Day | undefined;
}

export const visitorRequests = listOf('independent-visitor', (entity): VisitorRequest | undefined => {
  const requested = entity.standing('independent-visitor.requested');
  if (requested === undefined) return undefined;
  const settled = [
    entity.standing('independent-visitor.matched')?.data.matchedOn,
    entity.standing('independent-visitor.withdrawn')?.data.withdrawnOn,
  ].filter((date) => date !== undefined);
  return {
    id: entity.id,
    events: entity.events,
    requestedOn: parseDay(requested.data.requestedOn),
    settledOn: settled.length === 0 ? undefined : Math.min(...settled.map(parseDay)),
  };
});
