// Generated events for property tests, made from the schemas: a field that is added there is generated here by itself.
import fc, { type Arbitrary } from 'fast-check';
import type { TObject, TSchema } from '@sinclair/typebox';
import { addMonths, dayOf, formatDay, formatInstant, londonDay, type Day, type Instant } from '@careledger/calendar';
import { schemaOf, type CaseEvent } from '../case-event';
import { EVENT_TYPES, type EventType } from '../events';
import { looksLikeNhsNumber, looksLikeUpn } from '../personal-identifiers';

/** What events are generated of. Small pools make events meet: on one child, one entity, one name. */
export interface EventSpace {
  /** The log's clock: nothing is recorded after it. */
  readonly now: Instant;
  /** The event types; by default all. */
  readonly types?: readonly EventType[];
  readonly authorities?: readonly string[];
  readonly subjects?: readonly string[];
  readonly eventIds?: readonly string[];
  readonly entityIds?: readonly string[];
  /** The first and the last day with which data are dated; by default whatever the contract takes. */
  readonly from?: Day;
  readonly to?: Day;
}

/** Values for the fields of an object, by name; a field that is not named gets what its schema allows. */
type Values = Readonly<Record<string, Arbitrary<unknown> | undefined>>;

interface Days {
  readonly first: Day;
  readonly last: Day;
}

const FIRST_DAY = dayOf(1990, 1, 1);
const LAST_DAY = dayOf(2040, 12, 31);
const HOUR = 3_600_000_000;

/** Valid events. */
export function caseEvents(space: EventSpace): Arbitrary<CaseEvent> {
  return fc.constantFrom(...(space.types ?? EVENT_TYPES)).chain((type) => caseEventsOf(type, space));
}

/** Valid events of one type. */
export function caseEventsOf(type: EventType, space: EventSpace): Arbitrary<CaseEvent> {
  const first = space.from ?? FIRST_DAY;
  const recorded = fc.integer({ min: first * 24 * HOUR, max: space.now });
  return fc.option(recorded, { nil: undefined, freq: 8 }).chain((recordedAt) => {
    const ahead = addMonths(londonDay(recordedAt ?? space.now), 24);
    const days = { first, last: Math.min(space.to ?? LAST_DAY, LAST_DAY, ahead) };
    const schema = schemaOf(type);
    return objects(schema, days, {
      id: pool(space.eventIds) ?? eventIds,
      source: fc.constantFrom('/authority/841/case-system', 'urn:case-system:2', 'https://cases.example.org/?area=1#a'),
      subject: pool(space.subjects) ?? pseudonyms,
      authority: pool(space.authorities),
      recordedtime: recordedAt === undefined ? fc.constant(undefined) : writtenAs(recordedAt),
      data: objects(schema.properties['data'] as TObject, days, { id: pool(space.entityIds) }),
    }).map((event) => event as unknown as CaseEvent);
  });
}

const eventIds = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 128 })
  .filter((id) => /^[^\p{Cc}]{1,128}$/u.test(id));

const pseudonyms = fc
  .stringMatching(/^[A-Za-z0-9_-]{8,64}$/)
  .filter((subject) => !looksLikeNhsNumber(subject) && !looksLikeUpn(subject));

function pool(values: readonly string[] | undefined): Arbitrary<string> | undefined {
  return values === undefined ? undefined : fc.constantFrom(...values);
}

/** Objects of a schema; optional fields are there or not, and one whose value is undefined is left out. */
function objects(schema: TObject, days: Days, own: Values): Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(schema.properties).map(
    ([name, field]) => [name, own[name] ?? values(field, days)] as const,
  );
  const required = new Set([...(schema.required ?? []), ...Object.keys(own)]);
  return fc
    .record(Object.fromEntries(fields), {
      requiredKeys: Object.keys(schema.properties).filter((name) => required.has(name)),
    })
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)));
}

function values(schema: TSchema, days: Days): Arbitrary<unknown> {
  const { const: only, enum: words, type, format, pattern, minimum, maximum } = schema as JsonSchema;
  if (only !== undefined) return fc.constant(only);
  if (words !== undefined) return fc.constantFrom(...words);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: minimum ?? 0, max: maximum ?? 1000 });
  if (type === 'number') return fc.double({ min: minimum ?? 0, max: maximum ?? 500, noNaN: true });
  if (format === 'date') return fc.integer({ min: days.first, max: days.last }).map(formatDay);
  if (format === 'date-time') {
    // From noon to noon: the local date stays within the days.
    const half = 12 * HOUR;
    return fc.integer({ min: days.first * 24 * HOUR + half, max: days.last * 24 * HOUR + half }).chain(writtenAs);
  }
  return pattern === undefined ? texts : textsLike(pattern);
}

const texts = fc.string({ maxLength: 20 });
const textsByPattern = new Map<string, Arbitrary<string>>();

/** Kept by pattern: to take a pattern apart costs more than all the rest of an event. */
function textsLike(pattern: string): Arbitrary<string> {
  const matching = textsByPattern.get(pattern) ?? fc.stringMatching(new RegExp(pattern));
  textsByPattern.set(pattern, matching);
  return matching;
}

/** The ways in which systems write an instant: in UTC or with an offset. */
function writtenAs(instant: Instant): Arbitrary<string> {
  const withOffset = (hours: number, offset: string) => formatInstant(instant + hours * HOUR).replace('Z', offset);
  return fc.constantFrom(withOffset(0, 'Z'), withOffset(1, '+01:00'), withOffset(-5, '-05:00'));
}

/** The JSON Schema keywords of which fields are made. */
interface JsonSchema {
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}
