/** A child's record, straight from the text "What a stream of events means" of the event contract. */
import type { Day } from './calendar';
import { day, instant, londonDay } from './calendar';

/** An event as the log holds it. `appendedAt` is in microseconds since 1970. */
export interface LoggedEventLike {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAt: number;
  readonly event: {
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly subject: string;
    readonly authority: string;
    readonly recordedtime?: string | undefined;
    readonly data: object;
  };
}

/** Open from `started` to the day before `ended`; null: not ended. */
export interface Spell {
  readonly id: string;
  readonly started: Day;
  readonly ended: Day | null;
}

export interface Placement extends Spell {
  readonly type: string;
  readonly sameCarer: boolean;
  readonly distanceMiles: number | null;
  readonly insideAuthority: boolean | null;
  readonly permanent: boolean;
}

export interface CarePeriod extends Spell {
  readonly legalStatus: string;
  readonly reason: string | null;
  /** When the form for the initial health assessment came back. */
  readonly formReturnedOn: Day | null;
  readonly legalStatusChanges: readonly { id: string; changedOn: Day; legalStatus: string }[];
}

/** Something that happened on a day. */
export interface Happened {
  readonly id: string;
  readonly on: Day;
}

export interface ChildRecord {
  readonly authority: string;
  readonly subject: string;
  readonly described: {
    readonly birthMonth: string | null;
    readonly gender: string | null;
    readonly ethnicity: string | null;
    readonly disabled: boolean | null;
  };
  readonly contacts: readonly { receivedOn: Day }[];
  readonly referrals: readonly {
    receivedOn: Day;
    completedOn: Day | null;
    source: string | null;
    leadChild: boolean | null;
  }[];
  readonly earlyHelp: readonly { startedOn: Day; external: boolean | null }[];
  readonly assessments: readonly Spell[];
  readonly s47s: readonly { startedOn: Day; leadChild: boolean | null }[];
  readonly icpcs: readonly { heldOn: Day; strategyOn: Day; transferIn: boolean }[];
  readonly cpPlans: readonly (Spell & { category: string | null })[];
  readonly cinPlans: readonly Spell[];
  /** Days, once each and in order, on which there was at least one. */
  readonly cpReviewDays: readonly Day[];
  readonly claReviewDays: readonly Day[];
  /** Days of visits at which the child was seen. */
  readonly cpVisitDays: readonly Day[];
  readonly claVisitDays: readonly Day[];
  /** Without those that began under V3 or V4, which count nowhere. */
  readonly carePeriods: readonly CarePeriod[];
  readonly placements: readonly Placement[];
  readonly allocations: readonly (Spell & { worker: string; qualified: boolean; role: string })[];
  /** Those of kind `missing`: instants in microseconds, and the London dates of `startedAt` and `endedAt`. */
  readonly missing: readonly {
    startedAt: number;
    endedAt: number | null;
    startedOn: Day;
    endedOn: Day | null;
    responsible: string | null;
    offeredAt: number | null;
    completed: { at: number; engaged: boolean } | null;
  }[];
  readonly healthChecks: readonly (Happened & { kind: string; upToDate: boolean })[];
  readonly healthCheckRefusals: readonly (Happened & { kind: string })[];
  readonly sdqScores: readonly (Happened & { score: number })[];
  readonly substanceMisuse: readonly Happened[];
  readonly treatmentPresentations: readonly Happened[];
  readonly uasc: readonly Spell[];
  readonly leavingCare: readonly (Spell & { status: string })[];
  readonly leaverContacts: readonly (Happened & { activity: string; suitable: boolean })[];
  readonly stayingPut: readonly Spell[];
  /** Pregnancy and motherhood. */
  readonly parenthood: readonly Spell[];
  readonly adoptions: readonly {
    authorisedOn: Day | null;
    matchedOn: Day | null;
    placed: { placedOn: Day; fosterCarerAdoption: boolean; movedInOn: Day | null } | null;
    orderedOn: Day | null;
  }[];
  /** From the match on. */
  readonly independentVisitors: readonly (Spell & { provider: string | null })[];
  readonly visitorRequests: readonly { requestedOn: Day; matchedOn: Day | null; withdrawnOn: Day | null }[];
  readonly exploitationTrackings: readonly Spell[];
  readonly offenceDays: readonly Day[];
  readonly carerApprovals: readonly { approvedOn: Day; kind: string }[];
}

/** The key of a child: authority and subject. */
export function childKey({ event }: LoggedEventLike): string {
  return `${event.authority}:${event.subject}`;
}

/**
 * The events of one child that count, in log order: of copies (same source and id) the first, whatever its later copies say.
 * Copies change nothing, so they do not move knownAt either.
 */
export function firstCopies(events: readonly LoggedEventLike[]): LoggedEventLike[] {
  const inLogOrder = [...events].sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  const seen = new Set<string>();
  return inLogOrder.filter(({ event }) => {
    const name = JSON.stringify([event.source, event.id]);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** Of a child's counting events (in log order) those with knownAt ≤ K, where knownAt is the greatest appendedAt so far. */
export function knownBy(events: readonly LoggedEventLike[], K: number): LoggedEventLike[] {
  let knownAt = -Infinity;
  return events.filter(({ appendedAt }) => {
    knownAt = Math.max(knownAt, appendedAt);
    return knownAt <= K;
  });
}

/** By code point, not by UTF-16 unit and not by any locale; a prefix comes first. */
export function compareByCodePoint(a: string, b: string): number {
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** What one event says, and when it was recorded. */
interface Said {
  readonly type: string;
  readonly entity: string;
  readonly entityId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly recorded: number;
  /** False where appendedAt stands in for a missing recordedtime. */
  readonly stated: boolean;
  readonly position: number;
  readonly id: string;
  readonly source: string;
}

function entityOf(type: string): string {
  if (type.startsWith('return-interview.')) return 'missing';
  if (type === 'iha-form.returned') return 'care';
  return type.slice(0, type.indexOf('.'));
}

function said({ event, offset, appendedAt }: LoggedEventLike): Said {
  const type = event.type.slice('csc.'.length);
  const data = event.data as Readonly<Record<string, unknown>>;
  const entity = type === 'record.retracted' ? String(data.entity) : entityOf(type);
  const stated = event.recordedtime !== undefined;
  const recorded = event.recordedtime === undefined ? appendedAt : instant(event.recordedtime);
  const entityId = typeof data.id === 'string' ? data.id : '';
  return { type, entity, entityId, data, recorded, stated, position: offset, id: event.id, source: event.source };
}

/**
 * By (recordedtime, id, source); between two without recordedtime, by (appendedAt, log position).
 * The contract is silent on one with and one without at the same instant: the one that states it counts as the earlier,
 * for the log cannot take an event before it is recorded.
 */
function compareSaid(a: Said, b: Said): number {
  if (a.recorded !== b.recorded) return a.recorded - b.recorded;
  if (a.stated !== b.stated) return a.stated ? -1 : 1;
  if (!a.stated) return a.position - b.position;
  return compareByCodePoint(a.id, b.id) || compareByCodePoint(a.source, b.source);
}

/**
 * A retraction hides what was recorded at or before its own time. Where neither states a time, the log position makes the
 * tie: what was appended after the retraction is later than it, even at the same instant.
 */
function hides(retraction: Said, event: Said): boolean {
  if (event.recorded === retraction.recorded && !event.stated && !retraction.stated) {
    return event.position < retraction.position;
  }
  return event.recorded <= retraction.recorded;
}

/** One entity as its winning events say, by event type. */
interface Entity {
  readonly id: string;
  readonly says: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

function entities(all: readonly Said[], entity: string): Entity[] {
  const ofEntity = all.filter((one) => one.entity === entity);
  return [...new Set(ofEntity.map((one) => one.entityId))].map((id) => {
    const events = ofEntity.filter((one) => one.entityId === id);
    const retractions = events.filter((one) => one.type === 'record.retracted');
    const visible = events.filter(
      (one) => one.type !== 'record.retracted' && !retractions.some((retraction) => hides(retraction, one)),
    );
    const says = new Map<string, Readonly<Record<string, unknown>>>();
    for (const one of [...visible].sort(compareSaid)) says.set(one.type, one.data); // the greatest comes last and stays
    return { id, says };
  });
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const date = (value: unknown): Day => day(String(value));
const dateIfSent = (value: unknown): Day | null => (typeof value === 'string' ? day(value) : null);
const instantIfSent = (value: unknown): number | null => (typeof value === 'string' ? instant(value) : null);
const distinctDays = (days: readonly Day[]): Day[] => [...new Set(days)].sort((a, b) => a - b);

/** The record that a child's counting events (any order) make. */
export function fold(authority: string, subject: string, events: readonly LoggedEventLike[]): ChildRecord {
  const all = events.map(said);

  /** Entities of a kind that have their first event, with its data. */
  const begun = (kind: string, first: string) =>
    entities(all, kind).flatMap(({ id, says }) => {
      const data = says.get(`${kind}.${first}`);
      return data === undefined ? [] : [{ id, data, says }];
    });

  /** Spells of a kind; an end before the start counts as missing. */
  const spells = (kind: string, end: 'ended' | 'completed' | 'removed', start = 'started') =>
    begun(kind, start).map(({ id, data, says }) => {
      const started = date(data[`${start}On`]);
      const last = says.get(`${kind}.${end}`);
      const ended = last === undefined ? null : date(last[`${end}On`]);
      const counts = ended !== null && ended >= started;
      return { id, started, ended: counts ? ended : null, data, says, end: counts ? last : undefined };
    });

  const visitDays = (purpose: string): Day[] =>
    distinctDays(
      begun('visit', 'completed')
        .filter(({ data }) => data.purpose === purpose && data.seen !== false)
        .map(({ data }) => date(data.visitedOn)),
    );
  const reviewDays = (kind: string): Day[] => distinctDays(begun(kind, 'held').map(({ data }) => date(data.heldOn)));

  const description = entities(all, 'child').map(({ says }) => says.get('child.described'))[0];
  const legalStatusChanges = begun('legal-status', 'changed').map(({ id, data }) => ({
    id,
    care: String(data.care),
    changedOn: date(data.changedOn),
    legalStatus: String(data.legalStatus),
  }));

  return {
    authority,
    subject,
    described: {
      birthMonth: text(description?.birthMonth),
      gender: text(description?.gender),
      ethnicity: text(description?.ethnicity),
      disabled: flag(description?.disabled),
    },
    contacts: begun('contact', 'received').map(({ data }) => ({ receivedOn: date(data.receivedOn) })),
    referrals: begun('referral', 'received').map(({ data, says }) => {
      const receivedOn = date(data.receivedOn);
      const completion = says.get('referral.completed');
      const completedOn = completion === undefined ? null : date(completion.completedOn);
      return {
        receivedOn,
        completedOn: completedOn !== null && completedOn >= receivedOn ? completedOn : null,
        source: text(data.source),
        leadChild: flag(data.leadChild),
      };
    }),
    earlyHelp: begun('early-help', 'started').map(({ data }) => ({
      startedOn: date(data.startedOn),
      external: flag(data.external),
    })),
    assessments: spells('assessment', 'completed'),
    s47s: begun('s47', 'started').map(({ data }) => ({
      startedOn: date(data.startedOn),
      leadChild: flag(data.leadChild),
    })),
    icpcs: begun('icpc', 'held').map(({ data }) => ({
      heldOn: date(data.heldOn),
      strategyOn: date(data.strategyOn),
      transferIn: data.transferIn === true,
    })),
    cpPlans: spells('cp-plan', 'ended').map((plan) => ({ ...plan, category: text(plan.data.category) })),
    cinPlans: spells('cin-plan', 'ended'),
    cpReviewDays: reviewDays('cp-review'),
    claReviewDays: reviewDays('cla-review'),
    cpVisitDays: visitDays('cp'),
    claVisitDays: visitDays('cla'),
    carePeriods: spells('care', 'ended')
      .filter(({ data }) => data.legalStatus !== 'V3' && data.legalStatus !== 'V4')
      .map((care) => {
        const form = care.says.get('iha-form.returned');
        return {
          id: care.id,
          started: care.started,
          ended: care.ended,
          legalStatus: String(care.data.legalStatus),
          reason: text(care.end?.reason),
          formReturnedOn: form === undefined ? null : date(form.returnedOn),
          legalStatusChanges: legalStatusChanges.filter((change) => change.care === care.id),
        };
      }),
    placements: spells('placement', 'ended').map(({ id, started, ended, data }) => ({
      id,
      started,
      ended,
      type: String(data.type),
      sameCarer: data.sameCarer === true,
      distanceMiles: number(data.distanceMiles),
      insideAuthority: flag(data.insideAuthority),
      permanent: flag(data.permanent) ?? (data.type === 'U1' || data.type === 'U4'),
    })),
    allocations: spells('allocation', 'ended').map(({ id, started, ended, data }) => ({
      id,
      started,
      ended,
      worker: String(data.worker),
      qualified: data.qualified === true,
      role: text(data.role) ?? 'social-worker',
    })),
    missing: begun('missing', 'started')
      .filter(({ data }) => data.kind !== 'away')
      .map(({ data, says }) => {
        const startedAt = instant(String(data.startedAt));
        const end = says.get('missing.ended');
        const endedAt = end === undefined ? null : instant(String(end.endedAt));
        const counts = endedAt !== null && endedAt >= startedAt;
        const completion = says.get('return-interview.completed');
        return {
          startedAt,
          endedAt: counts ? endedAt : null,
          startedOn: londonDay(startedAt),
          endedOn: counts ? londonDay(endedAt) : null,
          responsible: text(data.responsible),
          offeredAt: instantIfSent(says.get('return-interview.offered')?.offeredAt),
          completed:
            completion === undefined
              ? null
              : { at: instant(String(completion.completedAt)), engaged: completion.engaged === true },
        };
      }),
    healthChecks: begun('health-check', 'completed').map(({ id, data }) => ({
      id,
      on: date(data.checkedOn),
      kind: String(data.kind),
      upToDate: data.upToDate !== false,
    })),
    healthCheckRefusals: begun('health-check', 'refused').map(({ id, data }) => ({
      id,
      on: date(data.refusedOn),
      kind: String(data.kind),
    })),
    sdqScores: begun('sdq', 'scored').map(({ id, data }) => ({
      id,
      on: date(data.scoredOn),
      score: Number(data.score),
    })),
    substanceMisuse: begun('substance-misuse', 'identified').map(({ id, data }) => ({
      id,
      on: date(data.identifiedOn),
    })),
    treatmentPresentations: begun('substance-treatment', 'presented').map(({ id, data }) => ({
      id,
      on: date(data.presentedOn),
    })),
    uasc: spells('uasc', 'ended'),
    leavingCare: spells('care-leaver', 'ended').map(({ id, started, ended, data }) => ({
      id,
      started,
      ended,
      status: String(data.status),
    })),
    leaverContacts: begun('care-leaver-contact', 'made').map(({ id, data }) => ({
      id,
      on: date(data.contactedOn),
      activity: String(data.activity),
      suitable: data.suitable === true,
    })),
    stayingPut: spells('staying-put', 'ended'),
    parenthood: spells('parenthood', 'ended'),
    adoptions: entities(all, 'adoption').map(({ says }) => {
      const placed = says.get('adoption.placed');
      return {
        authorisedOn: dateIfSent(says.get('adoption.authorised')?.authorisedOn),
        matchedOn: dateIfSent(says.get('adoption.matched')?.matchedOn),
        placed:
          placed === undefined
            ? null
            : {
                placedOn: date(placed.placedOn),
                fosterCarerAdoption: placed.fosterCarerAdoption === true,
                movedInOn: dateIfSent(placed.movedInOn),
              },
        orderedOn: dateIfSent(says.get('adoption.ordered')?.orderedOn),
      };
    }),
    independentVisitors: spells('independent-visitor', 'ended', 'matched').map(({ data, ...spell }) => ({
      ...spell,
      provider: text(data.provider),
    })),
    visitorRequests: begun('independent-visitor', 'requested').map(({ data, says }) => ({
      requestedOn: date(data.requestedOn),
      matchedOn: dateIfSent(says.get('independent-visitor.matched')?.matchedOn),
      withdrawnOn: dateIfSent(says.get('independent-visitor.withdrawn')?.withdrawnOn),
    })),
    exploitationTrackings: spells('exploitation-tracker', 'removed', 'added'),
    offenceDays: begun('offence', 'decided').map(({ data }) => date(data.decidedOn)),
    carerApprovals: begun('carer', 'approved').map(({ data }) => ({
      approvedOn: date(data.approvedOn),
      kind: String(data.kind),
    })),
  };
}
