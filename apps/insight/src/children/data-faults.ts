import { parseInstant, parseDay } from '@careledger/calendar';
import { definitionOf, ENTITY_KINDS, endsOf, startsOf, type EntityKind, type EventType } from '@careledger/contract';
import type { Child, Entity, RecordKind, Standing } from '@careledger/record';

/** Something in a record that cannot be so: it counts as the rules say, and somebody should put it right at the source. */
export interface DataFault {
  readonly kind: RecordKind;
  readonly id: string;
  readonly fault: 'late-start' | 'end-before-start' | 'unknown-care-period';
  readonly says: string;
}

/** The data faults of a record (events.md, "What a stream of events means"). */
export function dataFaults(child: Child): DataFault[] {
  const found: DataFault[] = [];
  for (const kind of ENTITY_KINDS) {
    for (const entity of child.entities(kind)) {
      const note = (fault: DataFault['fault'], says: string) => found.push({ kind, id: entity.id, fault, says });
      const late = lateStart(kind, entity);
      if (late !== undefined) note('late-start', late);
      const reversed = endBeforeStart(kind, entity);
      if (reversed !== undefined) note('end-before-start', reversed);
      if (kind === 'legal-status') {
        const care = entity.standing('legal-status.changed')?.data.care;
        if (care !== undefined && !hasCarePeriod(child, care)) {
          note('unknown-care-period', `It names the care period ${care}, and no care.started of that id has arrived.`);
        }
      }
    }
  }
  return found;
}

/** An entity whose later events are here and whose first is not counts for nothing until that arrives. */
function lateStart(kind: EntityKind, entity: Entity): string | undefined {
  const spell = startsOf(kind);
  const wait = startsOf(kind, 'wait');
  const starts = [...spell, ...wait];
  if (starts.length === 0 || entity.events.length === 0) return undefined;
  const missing = (types: readonly EventType[]) => types.every((type) => entity.standing(type) === undefined);
  if (missing(starts)) return `No ${starts.join(' or ')} has arrived: until then it counts for nothing.`;
  const end = endsOf(kind).find((type) => entity.standing(type) !== undefined);
  if (end === undefined || !missing(spell)) return undefined;
  return `There is ${end} and no ${spell.join(' or ')}: until that arrives the end counts for nothing.`;
}

/** An end before its start counts as missing; dates are compared by day, instants exactly. */
function endBeforeStart(kind: EntityKind, entity: Entity): string | undefined {
  for (const startType of startsOf(kind)) {
    const start = entity.standing(startType);
    if (start === undefined) continue;
    for (const endType of endsOf(kind)) {
      const end = entity.standing(endType);
      if (end === undefined || whenOf(endType, end) >= whenOf(startType, start)) continue;
      return `The ${endType} lies before the ${startType}: the end counts as missing.`;
    }
  }
  return undefined;
}

/** When something happened: the date or instant of an event's data that the contract names first. */
function whenOf(type: EventType, { data }: Standing): number {
  const field = Object.keys(definitionOf(type).data.properties).find((name) => /(On|At)$/.test(name)) as string;
  const text = (data as Record<string, unknown>)[field] as string;
  return field.endsWith('At') ? parseInstant(text) : parseDay(text);
}

function hasCarePeriod(child: Child, id: string): boolean {
  return child.entities('care').some((care) => care.id === id && care.standing('care.started') !== undefined);
}
