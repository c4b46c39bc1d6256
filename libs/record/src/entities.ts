import { londonDay, parseDay, parseInstant, type Day, type Instant } from '@careledger/calendar';
import type { DataOf } from '@careledger/contract';
import { listOf, view, type Standing, type View } from './child';

/**
 * The record as the measures read it: lists of referrals, assessments, plans …, each with its dates as days. An entity
 * without its first event is not in its list; an end before its start counts as missing (events.md).
 */
export interface Recorded {
  readonly id: string;
  /** The events that it is made of, as they stand. */
  readonly events: readonly Standing[];
}

/** Something that lasts: from the day it started up to, not including, the day it ended. */
export interface Spell extends Recorded {
  readonly startedOn: Day;
  readonly endedOn: Day | undefined;
}

/** The day of an end; an end before its start counts as missing. */
export function notBefore(start: Day, end: string | undefined): Day | undefined {
  if (end === undefined) return undefined;
  const day = parseDay(end);
  return day < start ? undefined : day;
}

// ---- who the child is --------------------------------------------------------------------------------------------

export interface Description {
  /** First day of the month of birth. */
  readonly birth: Day;
  readonly gender: string;
  readonly ethnicity: string | undefined;
  readonly disabled: boolean | undefined;
  readonly events: readonly Standing[];
}

/** The child's description, or undefined where none was sent. */
export const description: View<Description | undefined> = view((child): Description | undefined => {
  const described = child.description();
  if (described === undefined) return undefined;
  const { birthMonth, gender, ethnicity, disabled } = described.data;
  return { birth: parseDay(`${birthMonth}-01`), gender, ethnicity, disabled, events: [described] };
});

// ---- referral, early help, assessment ------------------------------------------------------------------------------

export interface Contact extends Recorded {
  readonly receivedOn: Day;
}
export const contacts = listOf('contact', (entity): Contact | undefined => {
  const received = entity.standing('contact.received');
  return received && { id: entity.id, events: entity.events, receivedOn: parseDay(received.data.receivedOn) };
});

export interface Referral extends Recorded {
  readonly receivedOn: Day;
  readonly completedOn: Day | undefined;
  readonly source: string | undefined;
  readonly leadChild: boolean | undefined;
}
export const referrals = listOf('referral', (entity): Referral | undefined => {
  const received = entity.standing('referral.received');
  if (received === undefined) return undefined;
  const receivedOn = parseDay(received.data.receivedOn);
  return {
    id: entity.id,
    events: entity.events,
    receivedOn,
    completedOn: notBefore(receivedOn, entity.standing('referral.completed')?.data.completedOn),
    source: received.data.source,
    leadChild: received.data.leadChild,
  };
});

export interface EarlyHelp extends Recorded {
  readonly startedOn: Day;
  readonly external: boolean | undefined;
}
export const earlyHelp = listOf('early-help', (entity): EarlyHelp | undefined => {
  const started = entity.standing('early-help.started');
  return (
    started && {
      id: entity.id,
      events: entity.events,
      startedOn: parseDay(started.data.startedOn),
      external: started.data.external,
    }
  );
});

/** A spell that ends when it is completed. */
export const assessments = listOf('assessment', (entity): Spell | undefined => {
  const started = entity.standing('assessment.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('assessment.completed')?.data.completedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn };
});

export const cinPlans = listOf('cin-plan', (entity): Spell | undefined => {
  const started = entity.standing('cin-plan.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('cin-plan.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn };
});

// ---- Section 47, conferences, child protection ---------------------------------------------------------------------

export interface Enquiry extends Recorded {
  readonly startedOn: Day;
  readonly completedOn: Day | undefined;
  readonly outcome: DataOf<'s47.completed'>['outcome'];
  readonly leadChild: boolean | undefined;
}
export const section47Enquiries = listOf('s47', (entity): Enquiry | undefined => {
  const started = entity.standing('s47.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const completed = entity.standing('s47.completed');
  const completedOn = notBefore(startedOn, completed?.data.completedOn);
  return {
    id: entity.id,
    events: entity.events,
    startedOn,
    completedOn,
    outcome: completedOn === undefined ? undefined : completed?.data.outcome,
    leadChild: started.data.leadChild,
  };
});

export interface InitialConference extends Recorded {
  readonly heldOn: Day;
  readonly strategyOn: Day;
  readonly transferIn: boolean;
}
export const initialConferences = listOf('icpc', (entity): InitialConference | undefined => {
  const held = entity.standing('icpc.held');
  return (
    held && {
      id: entity.id,
      events: entity.events,
      heldOn: parseDay(held.data.heldOn),
      strategyOn: parseDay(held.data.strategyOn),
      transferIn: held.data.transferIn ?? false,
    }
  );
});

export interface ProtectionPlan extends Spell {
  readonly category: string | undefined;
}
export const protectionPlans = listOf('cp-plan', (entity): ProtectionPlan | undefined => {
  const started = entity.standing('cp-plan.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('cp-plan.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn, category: started.data.category };
});

export interface Dated extends Recorded {
  readonly on: Day;
}
export const protectionReviews = listOf('cp-review', (entity): Dated | undefined => {
  const held = entity.standing('cp-review.held');
  return held && { id: entity.id, events: entity.events, on: parseDay(held.data.heldOn) };
});

/** The visits of one purpose on which the child was seen; the others count in no measure. */
const visitsFor = (purpose: 'cp' | 'cla') =>
  listOf(
    'visit',
    (entity): Dated | undefined => {
      const completed = entity.standing('visit.completed');
      if (completed === undefined || completed.data.purpose !== purpose || completed.data.seen === false)
        return undefined;
      return { id: entity.id, events: entity.events, on: parseDay(completed.data.visitedOn) };
    },
    purpose,
  );
export const protectionVisits = visitsFor('cp');
export const careVisits = visitsFor('cla');

// ---- in care -------------------------------------------------------------------------------------------------------

export interface CarePeriod extends Spell {
  readonly legalStatus: string;
  readonly reason: string | undefined;
}
const SHORT_BREAKS = new Set(['V3', 'V4']);

/** The care periods that count: those that began as a short break (V3, V4) are left out. */
export const carePeriods = listOf(
  'care',
  (entity): CarePeriod | undefined => {
    const started = entity.standing('care.started');
    if (started === undefined || SHORT_BREAKS.has(started.data.legalStatus)) return undefined;
    const startedOn = parseDay(started.data.startedOn);
    const ended = entity.standing('care.ended');
    const endedOn = notBefore(startedOn, ended?.data.endedOn);
    return {
      id: entity.id,
      events: entity.events,
      startedOn,
      endedOn,
      legalStatus: started.data.legalStatus,
      reason: endedOn === undefined ? undefined : ended?.data.reason,
    };
  },
  'period',
);

export interface LegalStatusChange extends Dated {
  readonly care: string;
  readonly legalStatus: string;
}
export const legalStatusChanges = listOf('legal-status', (entity): LegalStatusChange | undefined => {
  const changed = entity.standing('legal-status.changed');
  return (
    changed && {
      id: entity.id,
      events: entity.events,
      on: parseDay(changed.data.changedOn),
      care: changed.data.care,
      legalStatus: changed.data.legalStatus,
    }
  );
});

export interface Placement extends Spell {
  readonly type: string;
  readonly sameCarer: boolean;
  readonly permanent: boolean;
  readonly distanceMiles: number | undefined;
  readonly insideAuthority: boolean | undefined;
}
const PERMANENT_BY_DEFAULT = new Set(['U1', 'U4']);

export const placements = listOf('placement', (entity): Placement | undefined => {
  const started = entity.standing('placement.started');
  if (started === undefined) return undefined;
  const { data } = started;
  const startedOn = parseDay(data.startedOn);
  return {
    id: entity.id,
    events: entity.events,
    startedOn,
    endedOn: notBefore(startedOn, entity.standing('placement.ended')?.data.endedOn),
    type: data.type,
    sameCarer: data.sameCarer ?? false,
    permanent: data.permanent ?? PERMANENT_BY_DEFAULT.has(data.type),
    distanceMiles: data.distanceMiles,
    insideAuthority: data.insideAuthority,
  };
});

export const careReviews = listOf('cla-review', (entity): Dated | undefined => {
  const held = entity.standing('cla-review.held');
  return held && { id: entity.id, events: entity.events, on: parseDay(held.data.heldOn) };
});

export interface Allocation extends Spell {
  readonly worker: string;
}
/** A social worker's allocations: qualified, and in the role of social worker (the default). */
export const socialWorkerAllocations = listOf('allocation', (entity): Allocation | undefined => {
  const started = entity.standing('allocation.started');
  if (started === undefined || !started.data.qualified) return undefined;
  if ((started.data.role ?? 'social-worker') !== 'social-worker') return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('allocation.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn, worker: started.data.worker };
});

export const unaccompanied = listOf('uasc', (entity): Spell | undefined => {
  const started = entity.standing('uasc.started');
  if (started === undefined) return undefined;
  const startedOn = parseDay(started.data.startedOn);
  const endedOn = notBefore(startedOn, entity.standing('uasc.ended')?.data.endedOn);
  return { id: entity.id, events: entity.events, startedOn, endedOn };
});

// ---- missing -------------------------------------------------------------------------------------------------------

export interface MissingEpisode extends Recorded {
  readonly startedAt: Instant;
  readonly endedAt: Instant | undefined;
  /** London dates of the two instants. */
  readonly startedOn: Day;
  readonly endedOn: Day | undefined;
  readonly responsible: string | undefined;
}
/** The episodes of kind `missing` (the default); `away` counts in no measure. */
export const missingEpisodes = listOf(
  'missing',
  (entity): MissingEpisode | undefined => {
    const started = entity.standing('missing.started');
    if (started === undefined || (started.data.kind ?? 'missing') !== 'missing') return undefined;
    const startedAt = parseInstant(started.data.startedAt);
    const ended = entity.standing('missing.ended')?.data.endedAt;
    const end = ended === undefined ? undefined : parseInstant(ended);
    const endedAt = end === undefined || end < startedAt ? undefined : end;
    return {
      id: entity.id,
      events: entity.eventsOf('missing.started', 'missing.ended'),
      startedAt,
      endedAt,
      startedOn: londonDay(startedAt),
      endedOn: endedAt === undefined ? undefined : londonDay(endedAt),
      responsible: started.data.responsible,
    };
  },
  'episode',
);
