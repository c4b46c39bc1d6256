export {
  entityOf,
  eventTypeOf,
  partitionKey,
  sameContent,
  TYPE_PREFIX,
  type CaseEvent,
  type DataOf,
  type EntityReference,
  type EventOf,
} from './case-event';
export { asyncApi, eventJsonSchema, exampleOf, type JsonObject, type JsonValue } from './documents';
export type { EventDefinition, Part } from './event-definition';
export {
  definitionOf,
  endsOf,
  ENTITY_KINDS,
  EVENT_TYPES,
  EVENTS,
  startsOf,
  type EntityKind,
  type EventType,
} from './events';
export { CLOCK_TOLERANCE, MAX_EVENT_BYTES, validateEvent, type Refusal, type Validation } from './validate';
