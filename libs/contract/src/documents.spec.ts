import fc from 'fast-check';
import { parseInstant } from '@careledger/calendar';
import {
  asyncApi,
  CONTROL_TYPES,
  EVENT_TYPES,
  eventJsonSchema,
  exampleOf,
  validateEvent,
  type JsonObject,
  type JsonValue,
} from './index';
import { caseEvents } from './testing/arbitraries';
import { mutationsOf } from './testing/mutations';

const now = parseInstant('2024-03-01T12:00:00Z');
const schema = eventJsonSchema();
const document = asyncApi();

/** JSON Schema as far as the documents use it; a keyword that is not known here fails the test. */
function conforms(value: unknown, rules: JsonObject, root: JsonObject): boolean {
  return Object.entries(rules).every(([keyword, rule]) => holds(keyword, rule, value, rules, root));
}

function holds(keyword: string, rule: JsonValue, value: unknown, rules: JsonObject, root: JsonObject): boolean {
  switch (keyword) {
    case '$ref':
      return conforms(value, resolve(rule as string, root) as JsonObject, root);
    case 'oneOf':
      return (rule as readonly JsonObject[]).filter((option) => conforms(value, option, root)).length === 1;
    case 'const':
      return value === rule;
    case 'enum':
      return (rule as readonly unknown[]).includes(value);
    case 'type':
      return typeOf(value).includes(rule as string);
    case 'required':
      return !isObject(value) || (rule as readonly string[]).every((name) => Object.hasOwn(value, name));
    case 'properties':
      return (
        !isObject(value) ||
        Object.entries(rule as JsonObject).every(
          ([name, field]) => !Object.hasOwn(value, name) || conforms(value[name], field as JsonObject, root),
        )
      );
    case 'additionalProperties':
      if (rule !== false) throw new Error('every object of the documents takes no other field');
      return (
        !isObject(value) || Object.keys(value).every((name) => Object.hasOwn(rules['properties'] as JsonObject, name))
      );
    case 'pattern':
      return typeof value !== 'string' || compiled(rule as string).test(value);
    case 'minLength':
      return typeof value !== 'string' || [...value].length >= Number(rule);
    case 'maxLength':
      return typeof value !== 'string' || [...value].length <= Number(rule);
    case 'minimum':
      return typeof value !== 'number' || value >= Number(rule);
    case 'maximum':
      return typeof value !== 'number' || value <= Number(rule);
    case '$schema':
    case '$defs':
    case 'title':
    case 'description':
    case 'examples':
    case 'format':
      return true;
    default:
      throw new Error(`the keyword ${keyword} is not expected in the documents`);
  }
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const made = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, made);
  return made;
}

function typeOf(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['number', 'integer'] : [typeof value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resolve(reference: string, root: JsonObject): JsonValue | undefined {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<JsonValue | undefined>((at, name) => (at as JsonObject | undefined)?.[name], root);
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [inner as string] : references(inner)));
}

const isAccepted = (value: unknown) => 'event' in validateEvent(value, { now });

test('every example in the documents is a valid event, and conforms to the schemas of both', () => {
  for (const type of EVENT_TYPES) {
    const example = exampleOf(type);
    expect(validateEvent(example, { now })).toEqual({ event: example });
    expect(conforms(example, schema, schema)).toBe(true);
    const message = resolve(`#/components/messages/csc.${type}`, document) as {
      payload: JsonObject;
      examples: JsonValue;
    };
    expect(conforms(example, message.payload, document)).toBe(true);
    expect(message.examples).toEqual([{ name: 'every-field', payload: example }]);
  }
});

test('what the validator accepts conforms to the JSON Schema', () => {
  fc.assert(
    fc.property(caseEvents({ now }), (event) => {
      expect(conforms(event, schema, schema)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('a fault in the shape is refused by the validator and by the JSON Schema alike', () => {
  fc.assert(
    fc.property(
      caseEvents({ now }).chain((event) => mutationsOf(event)),
      (mutation) => {
        expect([isAccepted(mutation.event), conforms(mutation.event, schema, schema)]).toEqual([false, false]);
      },
    ),
    { numRuns: 300 },
  );
});

test('AsyncAPI 3: one channel, one message a type, every reference leads somewhere', () => {
  expect(document['asyncapi']).toBe('3.0.0');
  expect(Object.keys(document['channels'] as JsonObject)).toEqual(['case-events']);
  const caseEventNames = EVENT_TYPES.map((type) => `csc.${type}`);
  const names = [...caseEventNames, ...CONTROL_TYPES.map((type) => `careledger.control.${type}`)];
  expect(Object.keys(resolve('#/channels/case-events/messages', document) as JsonObject)).toEqual(names);
  expect(Object.keys(resolve('#/components/messages', document) as JsonObject)).toEqual(names);
  expect(resolve('#/operations/receiveCaseEvents/messages', document)).toHaveLength(caseEventNames.length);
  const dangling = references(document).filter((reference) => resolve(reference, document) === undefined);
  expect(dangling).toEqual([]);
});

test('the documents are JSON: nothing is lost when they are written and read', () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});
