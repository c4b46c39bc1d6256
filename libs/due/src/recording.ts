import type { EventType } from '@careledger/contract';
import { KINDS, type DueKind } from './kinds';
import type { DueItem } from './outlook';

/** The event that says that something of a kind was done. */
export const DONE_BY: Readonly<Record<DueKind, EventType>> = {
  'cp-visit': 'visit.completed',
  'cla-visit': 'visit.completed',
  'cp-review': 'cp-review.held',
  'cla-review': 'cla-review.held',
  'initial-conference': 'icpc.held',
  assessment: 'assessment.completed',
  'referral-decision': 'referral.completed',
  'return-interview': 'return-interview.completed',
  'initial-health-form': 'iha-form.returned',
  'initial-health-assessment': 'health-check.completed',
  'review-health-assessment': 'health-check.completed',
  'dental-check': 'health-check.completed',
};

/** How many days lie between what happened and its being recorded. */
export interface RecordingDelay {
  /** How many events that is known of. */
  readonly events: number;
  /** Half were recorded within so many days. */
  readonly median: number;
  /** Nine of ten were. */
  readonly ninetieth: number;
}

/** Of fewer events nine of ten say nothing. */
const FEWEST_EVENTS = 10;

/** How much of what is overdue may have been done in time and not be typed in yet. */
export interface PerhapsDone {
  readonly delay: RecordingDelay;
  readonly overdue: number;
  /** How many of these are overdue by fewer days than nine of ten take to be recorded. */
  readonly overdueByLess: number;
}

/**
 * Whether something is overdue by so little that it may have been done on its last day and not be typed in yet: by fewer days
 * than it takes until nine of ten are recorded.
 */
export function isPerhapsDone(
  { days, state }: Pick<DueItem, 'days' | 'state'>,
  delay: RecordingDelay | undefined,
): boolean {
  return state === 'overdue' && delay !== undefined && delay.events >= FEWEST_EVENTS && -days < delay.ninetieth;
}

/** How much of one kind may have been done. @returns undefined where too little is known of how long recording takes */
export function perhapsDone(
  items: Iterable<Pick<DueItem, 'days' | 'state'>>,
  delay: RecordingDelay | undefined,
): PerhapsDone | undefined {
  if (delay === undefined || delay.events < FEWEST_EVENTS) return undefined;
  let overdue = 0;
  let overdueByLess = 0;
  for (const item of items) {
    if (item.state === 'overdue') overdue++;
    if (isPerhapsDone(item, delay)) overdueByLess++;
  }
  return { delay, overdue, overdueByLess };
}

/** `Child protection visits: half are recorded within 9 days, nine of ten within 21. 12 of the 30 overdue …`. */
export function perhapsDoneInWords(kind: DueKind, { delay, overdue, overdueByLess }: PerhapsDone): string {
  const recorded = `${KINDS[kind].plural}: half are recorded ${within(delay.median)}, nine of ten ${within(delay.ninetieth)}.`;
  if (overdue === 0) return recorded;
  const least = inDays(delay.ninetieth);
  if (overdueByLess === 0) {
    const none = overdue === 1 ? 'The one that is overdue is so' : `All ${count(overdue)} overdue are so`;
    return `${recorded} ${none} by ${least} or more.`;
  }
  const of = overdue === 1 ? 'The one that is overdue' : `${count(overdueByLess)} of the ${count(overdue)} overdue`;
  const are = overdueByLess === 1 ? 'is' : 'are';
  const they = overdueByLess === 1 ? 'it' : 'they';
  return `${recorded} ${of} ${are} overdue by fewer than ${least}: ${they} may have been done and not typed in yet.`;
}

const count = (number: number): string => number.toLocaleString('en-GB');
const inDays = (days: number): string => `${count(days)} ${days === 1 ? 'day' : 'days'}`;
const within = (days: number): string => (days === 0 ? 'on the same day' : `within ${inDays(days)}`);
