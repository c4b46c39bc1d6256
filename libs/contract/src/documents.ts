import type { TObject, TSchema } from '@sinclair/typebox';
import { envelope, schemaOf, TYPE_PREFIX } from './case-event';
import { CONTROL_PREFIX, CONTROL_TYPES, CONTROLS, controlSchemaOf, type ControlType } from './control-events';
import { definitionOf, EVENT_TYPES, type EventType } from './events';

/** A JSON document: plain objects, arrays, strings, numbers and booleans. */
export type JsonObject = { readonly [key: string]: JsonValue };
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

const CONTENT_TYPE = 'application/cloudevents+json';
const CHANNEL = 'case-events';
/** The version of the contract: raised in the middle when fields or types are added; nothing is ever renamed. */
const VERSION = '1.0.0';
const ABOUT = [
  'One event says one thing about one child (or one carer). CloudEvents 1.0 in JSON.',
  'An event may come in any order and any number of times: for each entity and event type the one with the greatest',
  '(recordedtime, id, source) stands, and so a correction is a later event of the same type and entity.',
  'Beyond what the schemas say: dates must be real ones, not before 1990, not after 2040 and not more than 24 months after',
  'the day on which the event was recorded (birthMonth excepted); recordedtime must not be more than five minutes ahead of',
  'the clock of the log; the subject must not be an NHS number or a UPN; an event has at most 64 KB.',
].join(' ');

/** JSON Schema (2020-12) of any event of the contract. */
export function eventJsonSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'CareLedger case event',
    description: ABOUT,
    oneOf: EVENT_TYPES.map((type) => ({ $ref: `#/$defs/${TYPE_PREFIX}${type}` })),
    $defs: { ...attributes, ...byName((type) => eventSchema(type, '#/$defs/')) },
  };
}

/** The AsyncAPI 3 document: the channel of case events and its messages, one a type, control events among them. */
export function asyncApi(): JsonObject {
  return {
    asyncapi: '3.0.0',
    info: { title: 'CareLedger case events', version: VERSION, description: ABOUT },
    defaultContentType: CONTENT_TYPE,
    channels: {
      [CHANNEL]: {
        address: CHANNEL,
        title: 'Case events',
        description:
          'Every event of every authority. The partition key is authority:subject, so that the events of a child keep their order.',
        messages: {
          ...byName((_type, name) => ({ $ref: `#/components/messages/${name}` })),
          ...byControlName((_type, name) => ({ $ref: `#/components/messages/${name}` })),
        },
      },
    },
    operations: {
      receiveCaseEvents: {
        action: 'receive',
        title: 'Take in case events',
        channel: { $ref: `#/channels/${CHANNEL}` },
        messages: EVENT_TYPES.map((type) => ({ $ref: `#/channels/${CHANNEL}/messages/${TYPE_PREFIX}${type}` })),
      },
      sendControlEvents: {
        action: 'send',
        title: 'Put on the log what people decide',
        description:
          'What is done about events that could not be applied, and which child is erased. CareLedger alone sends these; from anybody else they are refused.',
        channel: { $ref: `#/channels/${CHANNEL}` },
        messages: CONTROL_TYPES.map((type) => ({ $ref: `#/channels/${CHANNEL}/messages/${CONTROL_PREFIX}${type}` })),
      },
    },
    components: {
      schemas: attributes,
      messages: {
        ...byName((type, name) => ({
          name,
          title: type,
          summary: definitionOf(type).doc,
          contentType: CONTENT_TYPE,
          payload: eventSchema(type, '#/components/schemas/'),
          examples: [{ name: 'every-field', payload: exampleOf(type) }],
        })),
        ...byControlName((type, name) => ({
          name,
          title: type,
          summary: CONTROLS[type].doc,
          contentType: CONTENT_TYPE,
          payload: plain(controlSchemaOf(type)),
          examples: [{ name: 'every-field', payload: exampleOfControl(type) }],
        })),
      },
    },
  };
}

/** A valid event of a type, with every field that it can have. */
export function exampleOf(type: EventType): JsonObject {
  return exampleObject(schemaOf(type));
}

/** A valid control event of a type, with every field that it can have. */
export function exampleOfControl(type: ControlType): JsonObject {
  return exampleObject(controlSchemaOf(type));
}

function exampleObject(schema: TObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]): [string, JsonValue] => {
      if (field['type'] === 'object') return [name, exampleObject(field as TObject)];
      const [example] = (field.examples ?? []) as readonly JsonValue[];
      if (example === undefined) throw new Error(`the field ${name} has no example`);
      return [name, example];
    }),
  );
}

function byName(of: (type: EventType, name: string) => JsonValue): JsonObject {
  return Object.fromEntries(EVENT_TYPES.map((type) => [TYPE_PREFIX + type, of(type, TYPE_PREFIX + type)]));
}

function byControlName(of: (type: ControlType, name: string) => JsonValue): JsonObject {
  return Object.fromEntries(CONTROL_TYPES.map((type) => [CONTROL_PREFIX + type, of(type, CONTROL_PREFIX + type)]));
}

/** The attributes that all events have in common, said once in a document. */
const attributes: JsonObject = Object.fromEntries(
  Object.entries(envelope).map(([name, schema]) => [name, plain(schema)]),
);

/** The schema of an event type that refers to the common attributes under `base` instead of repeating them. */
function eventSchema(type: EventType, base: string): JsonObject {
  const schema = plain(schemaOf(type));
  const references = Object.keys(attributes).map((name): [string, JsonValue] => [name, { $ref: `${base}${name}` }]);
  const properties = { ...(schema['properties'] as JsonObject), ...Object.fromEntries(references) };
  return { ...schema, properties };
}

/** A schema without the symbols by which TypeBox knows it. */
function plain(schema: TSchema): JsonObject {
  return JSON.parse(JSON.stringify(schema)) as JsonObject;
}
