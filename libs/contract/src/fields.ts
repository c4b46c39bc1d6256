// The kinds of field that events are made of. Each is a TypeBox schema: `title` completes the sentence "it must be …" and
// so is the rule that a refusal gives; `description` says what the field means; what JSON Schema cannot say (a real date,
// a check digit) is a kind of its own with a check, registered here.
import {
  Kind,
  Type,
  TypeRegistry,
  type TBoolean,
  type TInteger,
  type TNumber,
  type TSchema,
  type TString,
  type TUnsafe,
} from '@sinclair/typebox';
import { parseDay, parseInstant, parseMonth } from '@careledger/calendar';
import { looksLikeNhsNumber, looksLikeUpn } from './personal-identifiers';
import { isUriReference } from './uri-reference';

const DAY = 'careledger.day';
const INSTANT = 'careledger.instant';
const MONTH = 'careledger.month';
const CHOICE = 'careledger.choice';
const EVENT_ID = 'careledger.event-id';
const SOURCE = 'careledger.source';
const PSEUDONYM = 'careledger.pseudonym';
const RECORDED_TIME = 'careledger.recorded-time';

const INSTANT_PATTERN = '^\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})$';
const RECORDED_TIME_PATTERN = INSTANT_PATTERN.replace('\\d+', '\\d{1,6}');
const PSEUDONYM_PATTERN = '^[A-Za-z0-9_-]{8,64}$';
/** Characters are code points (`u`); half a surrogate pair is none, and no database would keep it as it is. */
const eventId = /^[^\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]{1,128}$/u;
const pseudonymForm = new RegExp(PSEUDONYM_PATTERN);
const recordedTime = new RegExp(RECORDED_TIME_PATTERN);

defineKind(DAY, (text) => parses(parseDay, text));
defineKind(INSTANT, (text) => parses(parseInstant, text));
defineKind(MONTH, (text) => parses(parseMonth, text));
defineKind(EVENT_ID, (text) => eventId.test(text));
defineKind(SOURCE, isUriReference);
defineKind(PSEUDONYM, isPseudonym);
defineKind(RECORDED_TIME, (text) => recordedTime.test(text) && parses(parseInstant, text));
TypeRegistry.Set<ChoiceSchema>(CHOICE, (schema, value) => typeof value === 'string' && schema.enum.includes(value));

/** A local date in Europe/London, `YYYY-MM-DD`, that the calendar has. */
export function day(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: DAY,
    type: 'string',
    format: 'date',
    pattern: '^\\d{4}-\\d{2}-\\d{2}$',
    title: 'a real date written as YYYY-MM-DD',
    description,
    examples: ['2020-04-01'],
  });
}

/** A point in time: RFC 3339 with an offset. */
export function instant(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: INSTANT,
    type: 'string',
    format: 'date-time',
    pattern: INSTANT_PATTERN,
    title:
      'a real instant written as RFC 3339 with an offset, such as 2020-04-01T09:30:00+01:00, no finer than microseconds',
    description,
    examples: ['2020-04-01T09:30:00+01:00'],
  });
}

/** A calendar month, `YYYY-MM`. */
export function month(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: MONTH,
    type: 'string',
    pattern: '^\\d{4}-(0[1-9]|1[0-2])$',
    title: 'a month written as YYYY-MM',
    description,
    examples: ['2012-09'],
  });
}

/** One of a short list of words that the contract fixes. */
export function choice<const V extends string>(values: readonly V[], description: string): TUnsafe<V> {
  return Type.Unsafe<V>({
    [Kind]: CHOICE,
    type: 'string',
    enum: [...values],
    title: `one of ${values.join(', ')}`,
    description,
    examples: [values[0]],
  });
}

/** A code of the statutory returns, or a reason or outcome for which the contract has no list. */
export function code(description: string, example: string): TString {
  return Type.String({
    pattern: '^[A-Za-z0-9-]{1,12}$',
    title: 'a code of 1 to 12 letters, digits or hyphens',
    description,
    examples: [example],
  });
}

/** The id of an entity, a worker, a team or a provider. */
export function token(description: string, example: string): TString {
  return Type.String({
    pattern: '^[A-Za-z0-9_.:-]{1,64}$',
    title: 'an id of 1 to 64 letters, digits or the characters _ . : -',
    description,
    examples: [example],
  });
}

/** Yes or no. */
export function flag(description: string): TBoolean {
  return Type.Boolean({ title: 'true or false', description, examples: [true] });
}

/** A whole number between two bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, description: string): TInteger {
  const title = `a whole number from ${minimum} to ${maximum}`;
  return Type.Integer({ minimum, maximum, title, description, examples: [minimum] });
}

/** A finite number, 0 or more. */
export function distance(description: string): TNumber {
  return Type.Number({ minimum: 0, title: 'a number of 0 or more', description, examples: [12.5] });
}

/** Text that is carried along and never read. */
export function carried(description: string, example: string): TString {
  return Type.String({ title: 'text', description, examples: [example] });
}

/** The event's own id. */
export function eventIdField(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: EVENT_ID,
    type: 'string',
    pattern: '^[^\\u0000-\\u001F\\u007F-\\u009F]+$',
    minLength: 1,
    maxLength: 128,
    title: 'text of 1 to 128 characters without control characters',
    description,
    examples: ['e-2020-000017'],
  });
}

/** The emitting system. */
export function sourceField(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: SOURCE,
    type: 'string',
    format: 'uri-reference',
    minLength: 1,
    title: 'a URI-reference that is not empty, such as /authority/841/case-system',
    description,
    examples: ['/authority/841/case-system'],
  });
}

/** A child's or carer's pseudonym. */
export function pseudonym(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: PSEUDONYM,
    type: 'string',
    pattern: PSEUDONYM_PATTERN,
    title: 'a pseudonym of 8 to 64 letters, digits, hyphens or underscores, and neither an NHS number nor a UPN',
    description,
    examples: ['c7f3a91b20de'],
  });
}

/** Whether a text can be the pseudonym of a child. */
export function isPseudonym(text: string): boolean {
  return pseudonymForm.test(text) && !looksLikeNhsNumber(text) && !looksLikeUpn(text);
}

/** When the case system recorded the event; compared exactly, hence at most microseconds. */
export function recordedTimeField(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({
    [Kind]: RECORDED_TIME,
    type: 'string',
    format: 'date-time',
    pattern: RECORDED_TIME_PATTERN,
    title: 'a real instant written as RFC 3339 with an offset, with at most six digits after the second',
    description,
    examples: ['2020-04-01T16:05:12.345678Z'],
  });
}

/** How a field dates the event, and so falls under the window of plausible dates: not at all, by day or by instant. */
export function datedBy(schema: TSchema): 'day' | 'instant' | null {
  if (schema[Kind] === DAY) return 'day';
  return schema[Kind] === INSTANT ? 'instant' : null;
}

interface ChoiceSchema {
  readonly enum: readonly string[];
}

function defineKind(kind: string, holds: (text: string) => boolean): void {
  TypeRegistry.Set(kind, (_schema, value) => typeof value === 'string' && holds(value));
}

function parses(parse: (text: string) => number, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
