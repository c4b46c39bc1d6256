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
export {
  CONTROL_PREFIX,
  CONTROL_SOURCE,
  CONTROL_TEXT_START,
  CONTROL_TYPES,
  CONTROLS,
  controlText,
  controlTextStart,
  ERASURE_GROUNDS,
  eventIn,
  isControl,
  isValidControl,
  MAX_REASON_LENGTH,
  NO_CHILD,
  UNKNOWN_CHILD,
  type ControlEvent,
  type ControlOf,
  type ControlType,
  type ErasureGround,
} from './control-events';
export { asyncApi, eventJsonSchema, exampleOf, exampleOfControl, type JsonObject, type JsonValue } from './documents';
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
export { isPseudonym } from './fields';
export { CLOCK_TOLERANCE, MAX_EVENT_BYTES, validateEvent, type Refusal, type Validation } from './validate';
