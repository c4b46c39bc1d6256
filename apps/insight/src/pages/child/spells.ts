import { londonDay, parseDay, parseInstant, type Day } from '@careledger/calendar';
import { ENTITY_KINDS, endsOf, startsOf } from '@careledger/contract';
import type { Child, Entity, Standing } from '@careledger/record';
import { dateOf } from '../figures/event-words';

/** Something that lasts, as the record has it. */
export interface SpellOfRecord {
  readonly kind: string;
  readonly id: string;
  readonly from: Day;
  /** Undefined where it has not ended, or its end lies before its start. */
  readonly to: Day | undefined;
  /** What its first event says beside its date. */
  readonly said: readonly string[];
  readonly events: readonly Standing[];
}

/** The spells of a record: care periods, placements, plans, allocations, assessments …; the latest first. */
export function spellsOf(child: Child): SpellOfRecord[] {
  const found: SpellOfRecord[] = [];
  for (const kind of ENTITY_KINDS) {
    const [starts, ends] = [startsOf(kind), endsOf(kind)];
    if (starts.length === 0 || ends.length === 0) continue;
    for (const entity of child.entities(kind)) {
      const start = firstOf(entity, starts);
      if (start === undefined) continue;
      const from = dayOf(start) as Day;
      const end = dayOf(firstOf(entity, ends));
      const to = end === undefined || end < from ? undefined : end;
      found.push({ kind, id: entity.id, from, to, said: saidBy(start), events: entity.events });
    }
  }
  return found.sort((a, b) => b.from - a.from);
}

/** At most so many of these, in their order: those that go on, and the latest of the others. */
export function firstSpells(spells: readonly SpellOfRecord[], most: number): readonly SpellOfRecord[] {
  const goOn = spells.filter(({ to }) => to === undefined);
  const ended = spells.filter(({ to }) => to !== undefined);
  const kept = new Set([...goOn, ...ended].slice(0, most));
  return spells.filter((spell) => kept.has(spell));
}

const firstOf = (entity: Entity, types: readonly Standing['type'][]): Standing | undefined =>
  types.map((type) => entity.standing(type)).find((standing) => standing !== undefined);

/** The day that an event is about; of an instant the one in London. */
export function dayOf(standing: Pick<Standing, 'data'> | undefined): Day | undefined {
  if (standing === undefined) return undefined;
  for (const [name, value] of Object.entries(standing.data)) {
    if (name.endsWith('At') && typeof value === 'string') return londonDay(parseInstant(value));
  }
  const text = dateOf(standing.data);
  return text === undefined ? undefined : parseDay(text);
}

/** `legal status C2`: the fields of an event but its dates and ids. */
export function saidBy({ data }: Pick<Standing, 'data'>): string[] {
  return Object.entries(data)
    .filter(([name]) => !/(On|At)$/.test(name) && name !== 'id' && name !== 'referralId' && name !== 'care')
    .map(([name, value]) => `${inWords(name)} ${value === true ? 'yes' : value === false ? 'no' : String(value)}`);
}

const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
