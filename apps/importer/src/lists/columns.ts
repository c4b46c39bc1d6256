import { definitionOf, EVENT_TYPES, startsOf, type EntityKind, type EventType } from '@careledger/contract';

/** What of a field's schema a column is made from. */
export interface FieldSchema {
  readonly type: 'string' | 'boolean' | 'integer' | 'number';
  readonly format?: 'date' | 'date-time';
  readonly enum?: readonly string[];
  readonly title: string;
  readonly description: string;
  readonly examples: readonly (string | number | boolean)[];
}

export interface Column {
  readonly name: string;
  readonly required: boolean;
  /** What it means. */
  readonly doc: string;
  /** What a cell of it must be, as in "it must be …". */
  readonly rule: string;
  /** Missing for the column that names the child or carer. */
  readonly schema?: FieldSchema;
}

/** The event types that have a list: all but the retraction, which is a row that is gone. */
export const LIST_TYPES: readonly EventType[] = EVENT_TYPES.filter((type) => type !== 'record.retracted');

export function isListType(text: string): text is EventType {
  return (LIST_TYPES as readonly string[]).includes(text);
}

/** The columns of an event type's list, made from its definition in the contract, the one that names the child first. */
export function columnsOf(type: EventType): readonly Column[] {
  const { data } = definitionOf(type);
  const required: readonly string[] = data.required ?? [];
  const fields = Object.entries(data.properties).map(([name, property]): Column => {
    const schema = property as unknown as FieldSchema;
    const needed = name === 'id' ? idIsNeeded(type) : required.includes(name);
    return { name, required: needed, doc: docOf(name, type, schema.description), rule: ruleOf(schema), schema };
  });
  return [subjectColumn(type), ...fields];
}

/** The header line of an event type's list. */
export function templateOf(type: EventType): string {
  return columnsOf(type)
    .map(({ name }) => name)
    .join(',');
}

/** Whether a row must name its entity: the event goes on from one that another event began. */
export function idIsNeeded(type: EventType): boolean {
  const { entity, opens } = definitionOf(type);
  if (opens !== undefined || entity === 'child' || entity === 'any') return false;
  const kind: EntityKind = entity;
  return startsOf(kind).length + startsOf(kind, 'wait').length > 0;
}

function subjectColumn(type: EventType): Column {
  const carer = type === 'carer.approved';
  const doc = carer
    ? 'The authority’s own number of the carer. It leaves the importer as a keyed hash alone.'
    : 'The authority’s own number of the child, as in the statutory returns. It leaves the importer as a keyed hash alone.';
  return { name: carer ? 'carer' : 'child', required: true, doc, rule: 'the number that the case system has' };
}

function docOf(name: string, type: EventType, description: string): string {
  if (name === 'worker') {
    return 'The worker’s number (in the register of social workers, where the looked-after return has that). It leaves the importer as a keyed hash alone.';
  }
  if (name !== 'id' || idIsNeeded(type)) return description;
  return `${description} Where it is empty, the date (with the kind, where there is one) stands in: then a changed date is another ${definitionOf(type).entity}.`;
}

function ruleOf({ format, type, title }: FieldSchema): string {
  if (format === 'date') return `${title}, or as dd/mm/yyyy`;
  if (format === 'date-time')
    return `${title}; or YYYY-MM-DD hh:mm or dd/mm/yyyy hh:mm, which is taken as London’s time`;
  if (type === 'boolean') return `${title}, yes or no, 1 or 0`;
  return title.startsWith('a month') ? `${title}, or as mm/yyyy` : title;
}
