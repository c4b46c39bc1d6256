import { eventTypeOf, startsOf, type EntityKind } from '@careledger/contract';
import {
  canonical,
  caseEvent,
  entityKey,
  entityKeyOf,
  type Emitter,
  type Statement,
  type VersionedEvent,
} from './case-events';
import type { ReturnYear } from './return-year';
import type { ChildReturns, Finding, Origin } from './rows';
import type { Fact, FilesThere } from './source';

/** What an import knows beside the child itself. */
export interface Planning extends Emitter {
  /** All years of which there is a return, oldest first. */
  readonly years: readonly ReturnYear[];
  readonly there: FilesThere;
}

/** What stands of an entity: by event type its content, and where it comes from. */
type Standing = Map<string, { readonly content: string; readonly origin: Origin }>;

/**
 * The events that are missing for the system to hold, for each year, what the returns up to that year say of a child:
 * year by year, oldest first, the difference between what the events made so far leave standing and what the returns say.
 * New and changed content is an event of its type, an entity of which nothing is left is retracted; where a part alone is
 * gone (an episode is open again), the entity is retracted and what is left is said again.
 *
 * `made` are the events that earlier imports made of this child. Findings are those of the last year.
 */
export function planChild(
  planning: Planning,
  subject: string,
  childReturns: ChildReturns,
  made: readonly VersionedEvent[],
): { events: VersionedEvent[]; findings: Finding[] } {
  const { returns, findings } = planning.source.sound(childReturns);
  const stands = new Map<string, Standing>();
  const versions = new Map<string, number>();
  const events: VersionedEvent[] = [];
  const lastYear = planning.years.at(-1);

  for (const year of planning.years) {
    versions.clear();
    const ofYear = made.filter((each) => each.year === year).sort((a, b) => a.version - b.version);
    for (const each of ofYear) apply(stands, each, versions);

    const { facts, findings: found } = planning.source.factsAsOf(returns, {
      year,
      there: planning.there,
      authority: planning.authority,
    });
    if (year === lastYear) findings.push(...found);
    const wanted = new Map<string, Fact[]>();
    for (const fact of facts) {
      const checked = caseEvent(planning, subject, fact, year, 0);
      if ('refusal' in checked) {
        const { field, rule } = checked.refusal;
        const reason = `${fact.type} is left out: ${field} ${rule}`;
        if (year === lastYear) findings.push({ origin: fact.origin, outcome: 'remark', reason });
        continue;
      }
      const key = entityKey(fact.entity, fact.entityId);
      wanted.set(key, [...(wanted.get(key) ?? []), fact]);
    }

    const say = (statement: Statement, version: number, origin: Origin): void => {
      const checked = caseEvent(planning, subject, statement, year, version);
      if ('refusal' in checked) throw new Error(`${statement.type}: ${checked.refusal.field} ${checked.refusal.rule}`);
      const each = { event: checked.event, year, version, origin };
      events.push(each);
      apply(stands, each, versions);
    };
    for (const key of new Set([...stands.keys(), ...wanted.keys()])) {
      const standing: Standing = stands.get(key) ?? new Map<string, never>();
      const saidNow = wanted.get(key) ?? [];
      const version = (versions.get(key) ?? planning.firstVersion - 1) + 1;
      const gone = [...standing.keys()].some((type) => saidNow.every((fact) => fact.type !== type));
      const kind = key.slice(0, key.indexOf(' '));
      const [, { origin } = { origin: undefined }] = [...standing][0] ?? [];
      if (gone && origin !== undefined && isEntityKind(kind) && !isBegun(kind, key, [...made, ...events])) {
        if (year === lastYear) findings.push({ origin, outcome: 'remark', reason: NOT_OURS });
      } else if (gone && origin !== undefined && isEntityKind(kind)) {
        say({ type: 'record.retracted', data: { entity: kind, id: key.slice(kind.length + 1) } }, version, origin);
        for (const fact of saidNow) say(fact, version + 1, fact.origin);
        continue;
      }
      for (const fact of saidNow) {
        if (standing.get(fact.type)?.content !== canonical(fact.data)) say(fact, version, fact.origin);
      }
    }
  }
  return { events, findings };
}

/** The contract's fold, as far as this importer's own events need it: given oldest first, the later one wins as a whole. */
function apply(stands: Map<string, Standing>, each: VersionedEvent, versions: Map<string, number>): void {
  const key = entityKeyOf(each.event);
  versions.set(key, Math.max(versions.get(key) ?? each.version, each.version));
  const type = eventTypeOf(each.event);
  if (type === 'record.retracted') {
    stands.delete(key);
    return;
  }
  const standing = stands.get(key) ?? (new Map() as Standing);
  standing.set(type, { content: canonical(each.event.data), origin: each.origin });
  stands.set(key, standing);
}

/** A description of the child cannot be retracted: one whose header row is gone stands. */
function isEntityKind(kind: string): kind is EntityKind {
  return kind !== 'child';
}

/**
 * Whether this source's events ever began the entity, or its kind needs no beginning. Of one that another system began a
 * retraction would also hide what that system says.
 */
function isBegun(kind: EntityKind, key: string, events: readonly VersionedEvent[]): boolean {
  const starts = [...startsOf(kind), ...startsOf(kind, 'wait')];
  if (starts.length === 0) return true;
  return events.some(({ event }) => entityKeyOf(event) === key && starts.includes(eventTypeOf(event)));
}

const NOT_OURS =
  'the row is gone, but its event stands: another system began what it belongs to, and a retraction would hide that too';
