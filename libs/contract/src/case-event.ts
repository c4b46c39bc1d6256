import { Type, type Static, type TObject } from '@sinclair/typebox';
import { parseInstant } from '@careledger/calendar';
import { strictObject } from './event-definition';
import { definitionOf, EVENTS, type EntityKind, type EventType } from './events';
import { carried, eventIdField, pseudonym, recordedTimeField, sourceField } from './fields';

/** The prefix that event types have in the event itself. */
export const TYPE_PREFIX = 'csc.';

/** The envelope: CloudEvents 1.0 with the extensions `authority` and `recordedtime`. `type` and `data` come per event type. */
export const envelope = {
  specversion: Type.Literal('1.0', { title: '"1.0"', description: 'The version of CloudEvents.', examples: ['1.0'] }),
  id: eventIdField('With authority, subject and source it names the event for ever.'),
  source: sourceField('The emitting system.'),
  subject: pseudonym('The child’s pseudonym (a carer’s for carer.approved): a keyed hash that the authority makes.'),
  authority: Type.String({
    pattern: '^[0-9]{3}$',
    title: 'the three digits of a local-authority code',
    description: 'The local authority. authority:subject is the log’s partition key.',
    examples: ['841'],
  }),
  recordedtime: Type.Optional(
    recordedTimeField(
      'When the case system recorded this; where it is missing, the instant at which the log took the event stands in.',
    ),
  ),
  time: Type.Optional(carried('Allowed, not interpreted.', '2020-04-01T16:05:12Z')),
  datacontenttype: Type.Optional(carried('Allowed, not interpreted.', 'application/json')),
  dataschema: Type.Optional(carried('Allowed, not interpreted.', 'https://example.org/case-events')),
  traceparent: Type.Optional(
    carried('Allowed, not interpreted.', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  ),
  tracestate: Type.Optional(carried('Allowed, not interpreted.', 'vendor=1')),
};

type Envelope = Static<TObject<typeof envelope>>;

/** The data of an event type. */
export type DataOf<K extends EventType> = Static<(typeof EVENTS)[K]['data']>;

/** An event of one type, as it stands in JSON. */
export interface EventOf<K extends EventType> extends Envelope {
  type: `${typeof TYPE_PREFIX}${K}`;
  data: DataOf<K>;
}

/** An event of the contract as it stands in JSON, discriminated on `type`. */
export type CaseEvent = { [K in EventType]: EventOf<K> }[EventType];

/** The schema of a whole event of one type, envelope and data. */
export function schemaOf(type: EventType): TObject {
  const { doc, data } = definitionOf(type);
  const { specversion, id, source, ...rest } = envelope;
  const name = `${TYPE_PREFIX}${type}`;
  const title = `"${name}"`;
  return strictObject({
    specversion,
    id,
    source,
    type: Type.Literal(name, { title, description: doc, examples: [name] }),
    ...rest,
    data,
  });
}

/** The event's type without its prefix: the key of `EVENTS`. */
export function eventTypeOf(event: CaseEvent): EventType {
  return event.type.slice(TYPE_PREFIX.length) as EventType;
}

/** What an event tells of: an entity of the child, or the child itself (whose id is empty). */
export interface EntityReference {
  readonly kind: EntityKind | 'child';
  readonly id: string;
}

/** The entity that an event tells of; for a retraction the one that it hides. */
export function entityOf(event: CaseEvent): EntityReference {
  if (event.type === 'csc.child.described') return { kind: 'child', id: '' };
  if (event.type === 'csc.record.retracted') return { kind: event.data.entity, id: event.data.id };
  return { kind: definitionOf(eventTypeOf(event)).entity as EntityKind, id: event.data.id };
}

/** The log's partition key, `authority:subject`: it names the child, and keeps its events in order. */
export function partitionKey(event: { readonly authority: string; readonly subject: string }): string {
  return `${event.authority}:${event.subject}`;
}

/** What of an event decides whether it is the same again. */
interface Content {
  readonly type: string;
  readonly recordedtime?: string;
  readonly data: unknown;
}

/**
 * Whether two events of one name are the same event again: equal in `type`, in `recordedtime` as an instant, and in `data`
 * as JSON values. Nothing else of the envelope matters. Both must be valid.
 */
export function sameContent(a: Content, b: Content): boolean {
  return a.type === b.type && sameInstant(a.recordedtime, b.recordedtime) && sameJson(a.data, b.data);
}

function sameInstant(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && parseInstant(a) === parseInstant(b);
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
