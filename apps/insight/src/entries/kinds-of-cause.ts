import { parseInstant, type Instant } from '@careledger/calendar';
import { CONTROL_PREFIX, definitionOf, TYPE_PREFIX, type CaseEvent, type EventType } from '@careledger/contract';
import { courseOf } from '@careledger/ledger';
import type { Logged } from '@careledger/record';

/**
 * Why a figure was restated, by what stands in the log. A posting is of the first kind, from the top, whose rule holds;
 * so every posting is of one, and what the kinds add up to is the difference.
 */
export const KINDS_OF_CAUSE = {
  'new-rulebook': 'its cause is the control event that activated a rulebook',
  erasure: 'its cause is the control event by which a child’s events were erased',
  'historical-load':
    'it was known by the first instant already, and its cause lies in the log behind the position that the figure was complete to: a history loaded since reaches behind the instant',
  'erased-event': 'its cause has been erased since, so that what kind of event it was cannot be told',
  release: 'its cause had waited with a parked child, and is known from an act of operations on',
  retraction: 'its cause retracts a record',
  correction: 'its cause says again what another event of the same entity and type had said before it',
  'late-event': 'its cause is the first event of its entity and type, and became known after the first instant',
  'reference-data':
    'no posting: the population or the target that the published figure was held against has another value now',
} as const;

export type KindOfCause = keyof typeof KINDS_OF_CAUSE;

/** Kinds that do not depend on what is compared. */
type OwnKind = 'release' | 'retraction' | 'correction' | 'late-event';

/** The types of control events whose postings are kinds of their own. */
const CONTROL_KINDS: Readonly<Record<string, KindOfCause>> = {
  [`${CONTROL_PREFIX}rulebook-activated`]: 'new-rulebook',
  [`${CONTROL_PREFIX}child-erased`]: 'erasure',
};

/** The kind of what a control event posts; undefined for an event of the contract, and for acts, which post nothing themselves. */
export function kindOfControl(type: string | null | undefined): KindOfCause | undefined {
  return typeof type === 'string' ? CONTROL_KINDS[type] : undefined;
}

/** What is told of an event that made postings. */
export interface ToldEvent {
  readonly id: string;
  readonly type: string;
  /** Whether it came by a historical load: its `appendedAt` is its `recordedtime` then (events.md). */
  readonly historical: boolean;
  readonly kind: OwnKind;
}

/**
 * What each event of a child's record was to it, by offset. What does not stand in the record (waiting, discarded, erased) is
 * not in it.
 * @param items all that the log has of the child, in its order
 * @param parkedSince the offset from which the child's events wait now, where they do
 */
export function eventsToldOf(items: readonly Logged[], parkedSince: number | undefined): Map<number, ToldEvent> {
  const knownAtPlace = new Map<number, Instant>();
  let knownAt = -Infinity;
  for (const { offset, appendedAt } of items) knownAtPlace.set(offset, (knownAt = Math.max(knownAt, appendedAt)));
  const told = new Map<number, ToldEvent>();
  const seen = new Set<string>();
  for (const { logged, knownAt: known } of courseOf(items, { parkedSince }).applied) {
    const { offset, appendedAt, event } = logged;
    const waited = known > (knownAtPlace.get(offset) ?? known);
    const what = whatItSays(event);
    const kind = waited ? 'release' : what === undefined ? 'retraction' : seen.has(what) ? 'correction' : 'late-event';
    if (what !== undefined) seen.add(what);
    told.set(offset, { id: event.id, type: event.type, historical: isHistorical(event, appendedAt), kind });
  }
  return told;
}

/** Entity and type of an event, as one text; undefined for a retraction, which takes back instead. */
function whatItSays({ type, data }: CaseEvent): string | undefined {
  if (type === 'csc.record.retracted') return undefined;
  const name = type.slice(TYPE_PREFIX.length) as EventType;
  return [definitionOf(name).entity, 'id' in data ? data.id : '', name].join(' ');
}

function isHistorical({ recordedtime }: CaseEvent, appendedAt: Instant): boolean {
  return recordedtime !== undefined && parseInstant(recordedtime) === appendedAt;
}
