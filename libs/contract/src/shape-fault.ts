// Why a value has not the shape of an event. Runs for refused events only, so it may take its time.
import { OptionalKind, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

/** A field that breaks a rule; the two read as one sentence. */
export interface Fault {
  readonly field: string;
  readonly rule: string;
}

const NOT_AN_OBJECT = 'must be a JSON object';
const LONGEST_FIELD_NAME = 128;

/**
 * The first fault of a value: envelope first, then data.
 * @param schema of the event type that the value names; where it names none, of any type: the envelopes are alike
 * @param typeIsKnown whether the value names a type of the contract
 */
export function shapeFault(value: unknown, schema: TObject, typeIsKnown: boolean): Fault {
  if (!isObject(value)) return { field: '', rule: NOT_AN_OBJECT };
  const { data: dataSchema, ...attributes } = schema.properties;
  for (const [name, attribute] of Object.entries(attributes)) {
    const rule = name === 'type' ? typeRule(value, typeIsKnown) : ruleBroken(value, name, attribute);
    if (rule !== null) return { field: name, rule };
  }
  const unknown = firstUnknown(value, schema.properties);
  if (unknown !== null) return { field: unknown, rule: 'is not an attribute of this contract' };
  const data = value['data'];
  if (data === undefined) return { field: 'data', rule: 'is missing' };
  if (!isObject(data)) return { field: 'data', rule: NOT_AN_OBJECT };
  return dataFault(data, (dataSchema as TObject).properties, String(value['type']));
}

function dataFault(data: Readonly<Record<string, unknown>>, fields: TProperties, type: string): Fault {
  for (const [name, field] of Object.entries(fields)) {
    const rule = ruleBroken(data, name, field);
    if (rule !== null) return { field: `data.${name}`, rule };
  }
  const unknown = firstUnknown(data, fields);
  if (unknown !== null) return { field: `data.${unknown}`, rule: `is not a field of ${type}` };
  // The fast check and this one are made from the same schemas, so this is not reached; an input must not stop a batch.
  return { field: '', rule: `does not follow the schema of ${type}` };
}

function typeRule(value: Readonly<Record<string, unknown>>, typeIsKnown: boolean): string | null {
  if (typeIsKnown) return null;
  return value['type'] === undefined
    ? 'is missing'
    : 'must be an event type of this contract, such as csc.referral.received';
}

function ruleBroken(object: Readonly<Record<string, unknown>>, name: string, schema: TSchema): string | null {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  const optional = schema[OptionalKind] === 'Optional';
  if (value === undefined) return optional ? null : 'is missing';
  if (Value.Check(schema, value)) return null;
  if (value === null) return optional ? 'must not be null: leave it out where it is not known' : 'must not be null';
  return `must be ${schema.title ?? 'valid'}`;
}

/** The first name that the contract does not have, fit to be stored and shown: without control characters and cut short. */
function firstUnknown(object: Readonly<Record<string, unknown>>, known: TProperties): string | null {
  const name = Object.keys(object).find((key) => !Object.hasOwn(known, key));
  return name === undefined ? null : printable(name);
}

function printable(name: string): string {
  const characters = [...name].slice(0, LONGEST_FIELD_NAME).join('');
  return characters.replace(/[\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]/gu, '\uFFFD');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
