import { strictObject, type EventDefinition, type Part } from '../event-definition';
import { choice, token } from '../fields';
import { childEvents } from './child';
import { childProtectionEvents } from './child-protection';
import { healthEvents } from './health';
import { inCareEvents } from './in-care';
import { leavingCareEvents } from './leaving-care';
import { missingAndHarmEvents } from './missing-and-harm';
import { referralAndAssessmentEvents } from './referral-and-assessment';
import { visitAndPlanningEvents } from './visits-and-planning';

const eventsOfEntities = {
  ...referralAndAssessmentEvents,
  ...childProtectionEvents,
  ...visitAndPlanningEvents,
  ...inCareEvents,
  ...missingAndHarmEvents,
  ...healthEvents,
  ...leavingCareEvents,
};

/** A kind of entity that events tell of and that can be retracted. The child itself is none. */
export type EntityKind = (typeof eventsOfEntities)[keyof typeof eventsOfEntities]['entity'];

/** All entity kinds, in the order in which the definitions name them first. */
export const ENTITY_KINDS: readonly EntityKind[] = [
  ...new Set(Object.values(eventsOfEntities).map((definition) => definition.entity)),
];

const retraction = {
  entity: choice(ENTITY_KINDS, 'The kind of the entity.'),
  id: token('The id of the entity.', 'referral-1'),
};

const recordEvents = {
  'record.retracted': {
    entity: 'any',
    doc: 'Hides every event of the entity that was recorded at or before this one; a later event brings it back.',
    data: strictObject(retraction),
  } satisfies EventDefinition<'any', typeof retraction>,
};

/** Every event type of the contract, by its name without the prefix `csc.`: the one definition of each. */
export const EVENTS = { ...childEvents, ...eventsOfEntities, ...recordEvents };

/** The name of an event type without the prefix that it has in the event. */
export type EventType = keyof typeof EVENTS;

/** All event types, in the order of the definitions. */
export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

/** The definition of an event type, with the types of its fields forgotten. */
export function definitionOf(type: EventType): EventDefinition<EntityKind | 'child' | 'any'> {
  return EVENTS[type];
}

/**
 * The event types one of which must have arrived before that part of an entity counts. None: the kind needs no first
 * event. An independent visitor's wait and spell begin with different ones.
 */
export function startsOf(kind: EntityKind, part: Part = 'spell'): readonly EventType[] {
  return (part === 'spell' ? spellStarts : waitStarts).get(kind) ?? [];
}

/** The event types that end the spell of an entity. */
export function endsOf(kind: EntityKind): readonly EventType[] {
  return spellEnds.get(kind) ?? [];
}

const spellStarts = typesByKind(({ opens }) => opens === 'spell');
const waitStarts = typesByKind(({ opens }) => opens === 'wait');
const spellEnds = typesByKind(({ closes }) => closes === 'spell');

function typesByKind(chosen: (definition: EventDefinition) => boolean): ReadonlyMap<string, readonly EventType[]> {
  const byKind = new Map<string, EventType[]>();
  for (const type of EVENT_TYPES.filter((candidate) => chosen(definitionOf(candidate)))) {
    const { entity } = definitionOf(type);
    byKind.set(entity, [...(byKind.get(entity) ?? []), type]);
  }
  return byKind;
}
