import type { Instant } from '@careledger/calendar';
import { firstDayOf, monthOf, type Day } from '@careledger/calendar';
import { TYPE_PREFIX } from '@careledger/contract';
import { rulebookNumbered, type Area, type Contribution, type Measure, type Period } from '@careledger/measures';
import { Child, type RecordKind, type Standing } from '@careledger/record';
import { eventsOfChildren, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { sealedAmong, type Seal } from '@careledger/access';
import { eventsInLedger, parkedAmong, parkedAsKnown, type AsKnown, type Parked } from '../entries/events-of-record';
import { inSnapshot, type RulesInForce } from '@careledger/figures';
import { dataFaults, type DataFault } from './data-faults';

/** An event as it stands for its entity. */
export interface StandingEvent {
  readonly type: string;
  readonly id: string;
  readonly source: string;
  readonly recordedAt: Instant;
  readonly data: Standing['data'];
  /** Whether a retraction hides it. */
  readonly retracted: boolean;
}

export interface RecordedEntity {
  readonly kind: RecordKind;
  readonly id: string;
  /** The event that stands for each of its types; none where all that has arrived is a retraction. */
  readonly events: readonly StandingEvent[];
}

/** What a child counts for. */
export interface CountsIn {
  readonly area: string;
  readonly measure: Measure;
  readonly contributions: readonly Contribution[];
}

export interface ChildRecord {
  readonly position: Positions;
  /** What is projected: the same, but where an earlier position was asked about. */
  readonly projected: Positions;
  /** The greatest `appendedAt` of the events that it is made of; null where none could be applied. */
  readonly knownAt: Instant | null;
  /** Why its events wait, where they do. */
  readonly parked: Parked | null;
  /** Why it is not for everybody's eyes; null where it is. */
  readonly seal: Seal | null;
  readonly entities: readonly RecordedEntity[];
  /** The record as the measures read it. */
  readonly child: Child;
  readonly faults: readonly DataFault[];
  readonly period: Period;
  readonly contributions: readonly CountsIn[];
}

/** Reads a child's record as the figures have it. */
export class ChildReader {
  constructor(
    private readonly pool: Pool,
    private readonly rules: RulesInForce,
  ) {}

  /**
   * The record, and what it contributes to the figures of this month; undefined where nothing is known of the child.
   * @param then as known at which instant, and at which position; as known now where nothing is said
   */
  async record(authority: string, subject: string, today: Day, then: AsKnown = {}): Promise<ChildRecord | undefined> {
    const name = `${authority}:${subject}`;
    return inSnapshot(this.pool, async ({ client, position: projected }) => {
      const { before: position = projected } = then;
      const waits = (await parkedAmong(client, [{ authority, subject }])).get(name);
      const items = (await eventsOfChildren(client, [{ authority, subject }], { before: projected })).get(name) ?? [];
      const courses = await this.rules.courses(client, projected);
      const known = await eventsInLedger(client, [{ authority, subject }], projected, { ...then, courses });
      const { events = [], rulebook } = known.get(name) ?? {};
      const parked = then.knownBy === undefined ? (waits ?? null) : parkedAsKnown(items, waits, then);
      if (events.length === 0 && parked === null) return undefined;
      const { areas } = rulebookNumbered(this.rules.rulebooks, rulebook ?? (await this.rules.rulebook()).version);
      const child = Child.of(
        authority,
        subject,
        events.map(({ logged }) => logged),
      );
      const period: Period = { grain: 'month', from: firstDayOf(monthOf(today)), to: today };
      return {
        position,
        projected,
        knownAt: events.at(-1)?.knownAt ?? null,
        parked,
        seal: (await sealedAmong(client, [{ authority, subject }])).get(name) ?? null,
        entities: entitiesOf(child),
        child,
        faults: dataFaults(child),
        period,
        contributions: contributionsOf(areas, child, period),
      };
    });
  }
}

/** What a record is made of, as it stands. */
export function entitiesOf(child: Child): RecordedEntity[] {
  return [...child.everything()].map(([kind, entity]) => ({
    kind: kind as RecordKind,
    id: entity.id,
    events: entity.standings.map((standing) => ({
      type: `${TYPE_PREFIX}${standing.type}`,
      id: standing.id,
      source: standing.source,
      recordedAt: standing.recordedAt,
      data: standing.data,
      retracted: entity.hides(standing),
    })),
  }));
}

function contributionsOf(areas: readonly Area[], child: Child, period: Period): CountsIn[] {
  return areas.flatMap(({ area, measures }) =>
    measures
      .map((measure) => ({ area, measure, contributions: measure.contributions(child, period) }))
      .filter(({ contributions }) => contributions.length > 0),
  );
}
