/**
 * How facts become events: recorded late or ahead, corrected, put back, retracted, revived, sent twice, without a time, under
 * ids whose order depends on code points.
 */
import * as fc from 'fast-check';
import { definitionOf, type CaseEvent, type EntityKind } from '@careledger/contract';
import type { Day } from '../oracle/calendar';
import { addMonths, day, instant, iso } from '../oracle/calendar';
import type { Fact } from './facts';
import { fact, maybe, rarely } from './facts';
import { DAY, HOUR, instantText, midnight, SECOND, type Offset } from './instants';

/** How what was said is said otherwise. */
interface Alteration {
  /** Days by which its dates move. */
  readonly shift: number;
  /** Whether its other fields change. */
  readonly other: boolean;
}

/** How one fact is recorded. Distances in microseconds. */
export interface Recording {
  readonly source: string;
  readonly style: number;
  /** From the fact's day to its recording; negative: told ahead. */
  readonly after: number;
  readonly offset: Offset;
  /** False: sent without recordedtime. */
  readonly stated: boolean;
  /** From the recording until the log takes it; the case system's clock may be a little fast. */
  readonly arrives: number;
  /** Taken in a batch: several events at one instant. */
  readonly batched: boolean;
  /** Whether a fact beyond the history's end is told ahead; else it is not known yet. */
  readonly ahead: boolean;
  readonly revision:
    | undefined
    | {
        readonly kind: 'later' | 'and-back' | 'same-time' | 'same-time-and-id';
        readonly later: number;
        readonly alteration: Alteration;
        readonly arrives: number;
      };
  /** An exact copy, so much later. */
  readonly copy: number | undefined;
  /** The same id with other content, so much later. */
  readonly reuse: number | undefined;
  readonly retraction:
    undefined | { readonly later: number; readonly stated: boolean; readonly revival: number | undefined };
  /** Loaded later on from an archive: the log gives it its recordedtime as appendedAt. */
  readonly historical: boolean;
}

/** What a history may hold beyond the ordinary. */
export interface Unusual {
  /** Ids that are used again with other content (only a log that emitters write to directly can hold these). */
  readonly idReuse?: boolean;
  /** Historical loads: appendedAt is then the event's own recordedtime, and runs backwards in places. */
  readonly historicalLoads?: boolean;
}

const often = (n: number): fc.Arbitrary<boolean> =>
  fc.constantFrom(...Array.from({ length: n }, (_, i) => i === n - 1));

const delay = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.constantFrom(5 * SECOND, 0, HOUR, 9 * HOUR) },
  { weight: 1, arbitrary: fc.constant(-300 * SECOND) },
  { weight: 2, arbitrary: fc.constantFrom(DAY, 3 * DAY, 40 * DAY) },
  { weight: 1, arbitrary: fc.constantFrom(100 * DAY, 400 * DAY) },
);

const later = fc.constantFrom(DAY, 1, SECOND, 60 * DAY, 200 * DAY, 400 * DAY);

const alteration: fc.Arbitrary<Alteration> = fc.record({
  shift: fc.constantFrom(1, -1, 0, 7, -30, 31, 365, -365),
  other: fc.boolean(),
});

/** One way of recording a fact; plain ones are the most frequent. */
export function recording({ idReuse = false, historicalLoads = false }: Unusual): fc.Arbitrary<Recording> {
  return fc.record({
    source: fc.constantFrom('/authority/841/case-system', '/authority/841/placements', '/authority/841/Case-system'),
    style: fc.nat(5),
    after: fc
      .tuple(
        fc.oneof(
          { withCrossShrink: true },
          { weight: 10, arbitrary: fc.constantFrom(10 * HOUR, DAY, 23.5 * HOUR, 2 * DAY, 3 * DAY) },
          { weight: 2, arbitrary: fc.constantFrom(40 * DAY, 100 * DAY, 400 * DAY) },
          { weight: 1, arbitrary: fc.constantFrom(-DAY, -30 * DAY, -400 * DAY) },
        ),
        fc.oneof(fc.constant(0), fc.nat(999_999), fc.nat(9 * HOUR)),
      )
      .map(([whole, rest]) => whole + rest),
    offset: fc.constantFrom<Offset[]>('Z', '+01:00', '-05:00'),
    stated: often(20).map((not) => !not),
    arrives: delay,
    batched: often(3),
    ahead: often(4),
    revision: rarely(
      fc.record({
        kind: fc.constantFrom<NonNullable<Recording['revision']>['kind'][]>(
          'later',
          'and-back',
          'same-time',
          'same-time-and-id',
        ),
        later,
        alteration,
        arrives: delay,
      }),
      7,
    ),
    copy: rarely(fc.constantFrom(SECOND, 0, 30 * DAY), 12),
    reuse: idReuse ? rarely(fc.constantFrom(SECOND, 0, 30 * DAY), 12) : fc.constant(undefined),
    retraction: rarely(
      fc.record({
        later: fc.constantFrom(DAY, 0, 0, 1, 30 * DAY, -1),
        stated: often(6).map((not) => !not),
        revival: maybe(later, 2),
      }),
      20,
    ),
    historical: historicalLoads ? often(4) : fc.constant(false),
  });
}

/** Characters whose order by code point is neither that of UTF-16 (the last two) nor that of a dictionary. */
const STYLES = ['e', 'Z', 'é', 'z', '\uFF5E', '\u{1D49C}'];

/** Other values for fields that are no date. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gender: { F: 'M', M: 'F', U: 'F' },
  ethnicity: { WBRI: 'MWBC', MWBC: 'AIND', AIND: 'WBRI' },
  kind: {
    missing: 'away',
    away: 'missing',
    adopter: 'mainstream-foster',
    'mainstream-foster': 'friends-and-family',
    'friends-and-family': 'adopter',
  },
  provider: { 'p-1': 'p-2', 'p-2': 'P-2', 'P-2': 'p-1' },
  reason: { E4: 'E12', E11: 'E4', E12: 'E11' },
  category: { NEG: 'EMO', PHY: 'NEG', SAB: 'PHY', EMO: 'MUL', MUL: 'NEG' },
  legalStatus: { C1: 'C2', C2: 'V3', E1: 'C1', V2: 'C2', J1: 'V2', V3: 'C2', V4: 'V2' },
  type: { U1: 'T1', U4: 'U6', U6: 'U4', K2: 'P1', P1: 'A3', H5: 'U1', T1: 'K2', T3: 'U4', A3: 'U4' },
  worker: { 'w-1': 'w-2', 'w-2': 'W-2', 'W-2': 'w-3', 'w-3': 'w-1' },
  source: { '1A': '2B', '2B': '3A' },
  purpose: { cp: 'cla', cla: 'cp' },
};

function altered({ type, data, on }: Fact, { shift, other }: Alteration): Fact {
  const entries = Object.entries(data).map(([field, value]): [string, unknown] => {
    if (typeof value === 'boolean') return [field, other ? !value : value];
    if (typeof value !== 'string') return [field, value];
    if (field.endsWith('On')) return [field, iso(day(value) + shift)];
    if (field.endsWith('At')) return [field, instantText(instant(value) + shift * HOUR, 'Z')];
    if (field === 'birthMonth') return [field, movedYears(value, Math.sign(shift))];
    return [field, other ? (OTHERWISE[field]?.[value] ?? value) : value];
  });
  return { type, data: Object.fromEntries(entries), on };
}

/** 'YYYY-MM' so many years on. */
function movedYears(month: string, years: number): string {
  return `${Number(month.slice(0, 4)) + years}${month.slice(4)}`;
}

/** An event on its way to the log. */
export interface Sent {
  readonly event: CaseEvent;
  /** When the log takes it, in microseconds. */
  readonly arrival: number;
  readonly historical: boolean;
}

/** The events of one child's facts. */
export function record(
  facts: readonly Fact[],
  recordings: readonly Recording[],
  child: { readonly authority: string; readonly subject: string; readonly lastDay: Day },
): Sent[] {
  const end = midnight(child.lastDay) + 23 * HOUR;
  let made = 0;

  const send = (told: Fact, how: Recording, recorded: number, arrives: number, id: string, source: string): Sent[] => {
    const at = Math.min(recorded, end);
    const arrival = Math.min(how.batched ? Math.ceil((at + arrives) / DAY) * DAY : at + arrives, end);
    const event = {
      specversion: '1.0',
      id,
      source,
      type: `csc.${told.type}`,
      subject: child.subject,
      authority: child.authority,
      ...(how.stated ? { recordedtime: instantText(at, how.offset) } : {}),
      data: told.data,
    } as CaseEvent; // the tests hold every event against the contract's own validation
    return mayBeRecorded(told, how.stated ? at : arrival) ? [{ event, arrival, historical: how.historical }] : [];
  };

  return facts.flatMap((told, i) => {
    const how = recordings[(i * 7) % recordings.length];
    if (how === undefined || (told.on > child.lastDay && !how.ahead)) return [];
    const newId = (style: number): string => `${STYLES[style % STYLES.length] ?? ''}${made++}`;
    const knownOn = Math.min(told.on, child.lastDay);
    const recorded = midnight(knownOn) + how.after;
    const id = newId(how.style);
    const first = send(told, how, recorded, how.arrives, id, how.source);
    const sent = [...first];

    const { revision, retraction } = how;
    if (revision !== undefined) {
      const other = altered(told, revision.alteration);
      const sameTime = revision.kind === 'same-time' || revision.kind === 'same-time-and-id';
      const then = sameTime ? recorded : recorded + revision.later;
      const otherId = revision.kind === 'same-time-and-id' ? id : newId(how.style + 1);
      const source = revision.kind === 'same-time-and-id' ? '/authority/841/other-system' : how.source;
      sent.push(...send(other, how, then, revision.arrives, otherId, source));
      if (revision.kind === 'and-back') {
        sent.push(...send(told, how, then + revision.later, revision.arrives, newId(how.style), how.source));
      }
    }
    const { entity } = definitionOf(told.type);
    if (retraction !== undefined && entity !== 'child') {
      const withdrawn = fact('record.retracted', told.on, {
        entity: entity as EntityKind,
        id: String(told.data['id']),
      });
      const then = recorded + retraction.later;
      sent.push(
        ...send(withdrawn, { ...how, stated: retraction.stated }, then, how.arrives, newId(how.style), how.source),
      );
      if (retraction.revival !== undefined) {
        sent.push(...send(told, how, then + retraction.revival, how.arrives, newId(how.style), how.source));
      }
    }
    for (const { event, arrival, historical } of first) {
      if (how.copy !== undefined) {
        const again = how.stated ? { ...event, recordedtime: instantText(Math.min(recorded, end), 'Z') } : event;
        sent.push({ event: again, arrival: Math.min(arrival + how.copy, end), historical });
      }
      if (how.reuse !== undefined) {
        const content = altered(told, { shift: 3, other: true }).data;
        sent.push({
          event: { ...event, data: content } as CaseEvent,
          arrival: Math.min(arrival + how.reuse, end),
          historical,
        });
      }
    }
    return sent;
  });
}

/**
 * The contract refuses dates of more than 24 months after the London date of the recording. That is the UTC date or the day
 * after it, so the UTC date will do.
 */
function mayBeRecorded({ data }: Fact, recorded: number): boolean {
  const latest = addMonths(utcDay(recorded), 24);
  return Object.entries(data).every(([field, value]) => {
    if (typeof value !== 'string') return true;
    if (field.endsWith('On')) return day(value) <= latest;
    return !field.endsWith('At') || utcDay(instant(value)) < latest;
  });
}

function utcDay(microseconds: number): Day {
  return day(new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, 10));
}
