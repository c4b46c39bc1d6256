import { definitionOf, EVENT_TYPES, TYPE_PREFIX, type EventType } from '@careledger/contract';
import type { RecordKind } from '@careledger/record';

/** Event types that come from one piece of work, and usually from one screen or one export. */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly kinds: readonly RecordKind[];
}

/** Each type of event is of one family; what is booked and what is retracted stand by themselves. */
export const FAMILIES: readonly Family[] = [
  { id: 'descriptions', title: 'Descriptions of children', kinds: ['child'] },
  { id: 'front-door', title: 'Contacts, referrals and early help', kinds: ['contact', 'referral', 'early-help'] },
  { id: 'assessments', title: 'Assessments', kinds: ['assessment', 'cin-plan'] },
  { id: 'child-protection', title: 'Enquiries, conferences and plans', kinds: ['s47', 'icpc', 'cp-plan', 'cp-review'] },
  { id: 'visits', title: 'Visits', kinds: ['visit'] },
  { id: 'allocations', title: 'Allocations of workers', kinds: ['allocation'] },
  { id: 'care', title: 'Care periods and legal status', kinds: ['care', 'legal-status', 'uasc'] },
  { id: 'placements', title: 'Placements', kinds: ['placement'] },
  { id: 'care-reviews', title: 'Reviews of children in care', kinds: ['cla-review'] },
  { id: 'missing', title: 'Missing episodes and return interviews', kinds: ['missing'] },
  { id: 'harm', title: 'Offending and exploitation', kinds: ['offence', 'exploitation-tracker'] },
  {
    id: 'health',
    title: 'Health',
    kinds: ['health-check', 'sdq', 'substance-misuse', 'substance-treatment'],
  },
  { id: 'adoption', title: 'Adoption', kinds: ['adoption'] },
  { id: 'visitors', title: 'Independent visitors', kinds: ['independent-visitor'] },
  {
    id: 'leaving-care',
    title: 'Leaving care',
    kinds: ['care-leaver', 'care-leaver-contact', 'staying-put', 'parenthood'],
  },
  { id: 'carers', title: 'Carers', kinds: ['carer'] },
  { id: 'bookings', title: 'What is booked', kinds: ['review', 'conference'] },
];

/** Said of something that is to come, or takes something back: when they were recorded is no delay. */
const BOOKINGS: ReadonlySet<EventType> = new Set<EventType>(['visit.planned', 'review.planned', 'conference.planned']);

interface TypeFacts {
  readonly type: EventType;
  readonly family: string;
  /** The field of the data that says when it happened; undefined where none does, or it has not happened yet. */
  readonly dateField: string | undefined;
}

const familyOfKind = new Map(FAMILIES.flatMap(({ id, kinds }) => kinds.map((kind) => [kind as string, id] as const)));

const factsByType = new Map<string, TypeFacts>(
  EVENT_TYPES.flatMap((type): [string, TypeFacts][] => {
    const { entity, data } = definitionOf(type);
    const family = BOOKINGS.has(type) ? 'bookings' : familyOfKind.get(entity);
    if (family === undefined) return [];
    const field = BOOKINGS.has(type) ? undefined : Object.keys(data.properties).find((name) => /(On|At)$/.test(name));
    return [[`${TYPE_PREFIX}${type}`, { type, family, dateField: field }]];
  }),
);

/** What is known of an event's type by its name in the event; undefined for a retraction. */
export function factsOf(type: string): TypeFacts | undefined {
  return factsByType.get(type);
}

/** The family of a type of event that is of one. */
export function familyOfType(type: EventType): string {
  return factsOf(`${TYPE_PREFIX}${type}`)?.family ?? '';
}

const familyById = new Map(FAMILIES.map((family) => [family.id, family]));

export function familyNamed(id: string): Family | undefined {
  return familyById.get(id);
}

/** The family of a kind of entity. */
export function familyOf(kind: RecordKind): string | undefined {
  return familyOfKind.get(kind);
}
