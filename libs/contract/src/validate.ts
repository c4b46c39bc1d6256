import type { TObject } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import { addMonths, dayOf, londonDay, parseDay, parseInstant, type Day, type Instant } from '@careledger/calendar';
import { envelope, schemaOf, TYPE_PREFIX, type CaseEvent } from './case-event';
import { EVENT_TYPES, type EventType } from './events';
import { datedBy } from './fields';
import { shapeFault, type Fault } from './shape-fault';

/** The greatest size of an event in bytes of JSON. Whoever reads the bytes checks it: here they have been parsed. */
export const MAX_EVENT_BYTES = 65_536;

/** How far a case system's clock may be ahead of the log's: five minutes. */
export const CLOCK_TOLERANCE: Instant = 5 * 60 * 1_000_000;

/** Why an event was refused. `field` and `rule` read as one sentence; no value of the event is in it. */
export interface Refusal extends Fault {
  /** The event's id; null where it has none that is valid. */
  readonly id: string | null;
  /** An attribute by its name, a field of data as `data.x`, `""` for the event as a whole. */
  readonly field: string;
  /** What the field must be, in words for people. */
  readonly rule: string;
}

/** What validation gives back: the event as it was sent, or why it is refused. */
export type Validation = { readonly event: CaseEvent } | { readonly refusal: Refusal };

const FIRST_DAY = dayOf(1990, 1, 1);
const LAST_DAY = dayOf(2040, 12, 31);
const MONTHS_AHEAD = 24;
const anyType: EventType = 'child.described';

interface TypeChecks {
  readonly schema: TObject;
  /** Every rule but those that need a clock. */
  readonly hasShape: (value: unknown) => boolean;
  readonly dated: readonly { readonly name: string; readonly by: 'day' | 'instant' }[];
}

/** What the rules about time read of an event whose shape is right. */
interface Timed {
  readonly recordedtime?: string;
  readonly data: Readonly<Record<string, string | undefined>>;
}

const typeByName: ReadonlyMap<unknown, EventType> = new Map(EVENT_TYPES.map((type) => [TYPE_PREFIX + type, type]));
const checksByName = new Map<unknown, TypeChecks>();

/**
 * Checks a parsed JSON value against the contract, as of the log's clock. A valid event comes back as it is; of another the
 * first fault is named. Made for a hot path: only what is refused is walked field by field.
 */
export function validateEvent(value: unknown, log: { readonly now: Instant }): Validation {
  const name = (value as { readonly type?: unknown } | null | undefined)?.type;
  const checks = checksByName.get(name) ?? makeChecks(name);
  const fault =
    checks?.hasShape(value) === true
      ? timeFault(value as Timed, checks, log.now)
      : shapeFault(value, checks?.schema ?? schemaOf(anyType), checks !== undefined);
  return fault === null ? { event: value as CaseEvent } : { refusal: { id: readableId(value), ...fault } };
}

/** The first broken rule about time; null where all hold. */
function timeFault(event: Timed, checks: TypeChecks, now: Instant): Fault | null {
  let recorded = now;
  if (event.recordedtime !== undefined) {
    recorded = parseInstant(event.recordedtime);
    if (recorded > now + CLOCK_TOLERANCE) {
      return { field: 'recordedtime', rule: 'must not be more than five minutes ahead of the clock of the log' };
    }
  }
  const recordedOn = londonDay(recorded);
  if (event.recordedtime !== undefined) {
    const rule = windowRule(recordedOn, recordedOn);
    if (rule !== null) return { field: 'recordedtime', rule };
  }
  for (const { name, by } of checks.dated) {
    const text = event.data[name];
    if (text === undefined) continue;
    const rule = windowRule(by === 'day' ? parseDay(text) : londonDay(parseInstant(text)), recordedOn);
    if (rule !== null) return { field: `data.${name}`, rule };
  }
  return null;
}

function windowRule(day: Day, recordedOn: Day): string | null {
  if (day < FIRST_DAY) return 'must not be before 1990';
  if (day > LAST_DAY) return 'must not be after 2040';
  if (day <= addMonths(recordedOn, MONTHS_AHEAD)) return null;
  return 'must not be more than 24 months after the day on which the event was recorded';
}

/** Made when a type is first seen: compiling all of them would delay every start. */
function makeChecks(name: unknown): TypeChecks | undefined {
  const type = typeByName.get(name);
  if (type === undefined) return undefined;
  const schema = schemaOf(type);
  const compiled = TypeCompiler.Compile(schema);
  const fields = Object.entries((schema.properties['data'] as TObject).properties);
  const checks: TypeChecks = {
    schema,
    hasShape: (value) => compiled.Check(value),
    dated: fields.flatMap(([field, fieldSchema]) => {
      const by = datedBy(fieldSchema);
      return by === null ? [] : [{ name: field, by }];
    }),
  };
  checksByName.set(name, checks);
  return checks;
}

function readableId(value: unknown): string | null {
  const id = (value as { readonly id?: unknown } | null | undefined)?.id;
  return Value.Check(envelope.id, id) ? id : null;
}
