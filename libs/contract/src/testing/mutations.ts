// Ways to spoil a valid event in one field, made from its schema: what a validator must refuse, naming that field.
import fc, { type Arbitrary } from 'fast-check';
import type { TObject, TSchema } from '@sinclair/typebox';
import { eventTypeOf, schemaOf, type CaseEvent } from '../case-event';

/** A valid event with one fault. */
export interface Mutation {
  /** The event with the fault. */
  readonly event: object;
  /** Where the fault is, as a refusal names it. */
  readonly field: string;
  /** What was done. */
  readonly fault: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Spoilt {
  readonly fields: Fields;
  readonly name: string;
  readonly fault: string;
}

const names = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,20}$/);
const anyJson = fc.jsonValue();

/** One fault that JSON Schema can tell: something is missing, null, unknown, of another type or of another form. */
export function mutationsOf(event: CaseEvent): Arbitrary<Mutation> {
  const schema = schemaOf(eventTypeOf(event));
  const envelope = spoilt(event as unknown as Fields, schema).map(({ fields, name, fault }): Mutation => ({
    event: fields,
    field: name,
    fault,
  }));
  const data = spoilt(event.data as Fields, schema.properties['data'] as TObject).map(
    ({ fields, name, fault }): Mutation => ({ event: { ...event, data: fields }, field: `data.${name}`, fault }),
  );
  return fc.oneof(envelope, data);
}

function spoilt(fields: Fields, schema: TObject): Arbitrary<Spoilt> {
  const known = Object.keys(schema.properties);
  const unknownName = names.filter((name) => !known.includes(name));
  return fc.oneof(
    fc
      .constantFrom(...(schema.required ?? known))
      .map((name) => ({ fields: except(fields, name), name, fault: 'missing' })),
    fc.constantFrom(...known).map((name) => ({ fields: { ...fields, [name]: null }, name, fault: 'null' })),
    fc.tuple(unknownName, anyJson).map(([name, value]) => ({
      fields: { ...fields, [name]: value },
      name,
      fault: 'unknown',
    })),
    fc.constantFrom(...known).chain((name) =>
      wrongValues(schema.properties[name] ?? {}).map((value) => ({
        fields: { ...fields, [name]: value },
        name,
        fault: `wrong value ${JSON.stringify(value)}`,
      })),
    ),
  );
}

function except(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

function wrongValues(schema: { readonly [K in keyof TSchema]?: unknown }): Arbitrary<unknown> {
  const {
    type,
    pattern,
    enum: words,
    minimum,
    maximum,
  } = schema as {
    readonly type?: string;
    readonly pattern?: string;
    readonly enum?: readonly string[];
    readonly minimum?: number;
    readonly maximum?: number;
  };
  const otherTypes: Readonly<Record<string, unknown>> = {
    string: 'x',
    number: 1.5,
    boolean: true,
    object: {},
    array: ['x'],
  };
  const kind = type === 'integer' ? 'number' : type;
  const wrong = Object.entries(otherTypes).flatMap(([other, value]) => (other === kind ? [] : [value]));
  if (type === 'integer') wrong.push(1.5);
  if (minimum !== undefined) wrong.push(minimum - 1);
  if (maximum !== undefined) wrong.push(maximum + 1);
  if (words !== undefined) wrong.push('', 'no such word', `${words[0]} `);
  if (pattern !== undefined) wrong.push('', 'line\nbreak', '\u0000');
  return fc.constantFrom(...wrong);
}
