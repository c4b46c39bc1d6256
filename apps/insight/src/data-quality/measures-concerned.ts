import { definitionOf, EVENT_TYPES, type EventType } from '@careledger/contract';
import { MEASURES, readWorkedText, type Measure } from '@careledger/measures';
import type { RecordKind } from '@careledger/record';

/**
 * The kinds of entity that a measure is about: those of the events in its worked example, which names what decides who counts.
 * What only splits a figure (gender, legal status) is not in it.
 */
export function kindsOf({ worked }: Pick<Measure, 'worked'>): ReadonlySet<RecordKind> {
  const types = readWorkedText(worked).flatMap(({ events }) => events.map(({ type }) => type));
  return new Set(types.filter(isEventType).flatMap((type) => kindOf(type) ?? []));
}

const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type);

function kindOf(type: EventType): RecordKind | undefined {
  const { entity } = definitionOf(type);
  return entity === 'any' ? undefined : entity;
}

const byKind = new Map<RecordKind, string[]>();
for (const measure of MEASURES) {
  for (const kind of kindsOf(measure)) byKind.set(kind, [...(byKind.get(kind) ?? []), measure.id]);
}

/** The measures that are about a kind of entity, in the order of the catalogue. */
export function measuresAbout(kind: RecordKind): readonly string[] {
  return byKind.get(kind) ?? [];
}

const idsWhere = (holds: (measure: Measure) => boolean): readonly string[] =>
  MEASURES.filter(holds).map(({ id }) => id);

const startsWith =
  (...starts: readonly string[]) =>
  ({ id }: Measure): boolean =>
    starts.some((start) => id.startsWith(start));

/** Measures in care that need an age (measures.md says of each), and leave out who has no month of birth. */
export const NEED_AGE_IN_CARE: readonly string[] = [
  'cla-same-placement-2y',
  'rha-done-this-year',
  'rha-due-completed',
  'rha-refused',
  'dental-done-this-year',
  'health-assessments-required',
  'development-assessments-up-to-date',
  'sdq-average',
  'cla-offending',
];

/** Those of care leavers: each is of an age. */
export const OF_CARE_LEAVERS: readonly string[] = idsWhere(startsWith('care-leavers-'));

/** Those that rest on the last contact with a care leaver. */
export const REST_ON_CONTACT: readonly string[] = idsWhere(
  startsWith(
    'care-leavers-suitable-accommodation',
    'care-leavers-eet',
    'care-leavers-higher-education',
    'care-leavers-neet',
  ),
);

/** Those that leave out children in care without a placement. */
export const NEED_PLACEMENT: readonly string[] = [
  'cla-visits-on-time',
  'cla-visits-up-to-date',
  'cla-children-visits-on-time',
  'cla-20-miles',
  'cla-20-miles-outside',
  'placed-for-adoption',
];
