import type { Instant } from '@careledger/calendar';
import { isControl, type ControlOf } from '@careledger/contract';
import type { Logged, LoggedControl, LoggedEvent } from '@careledger/record';
import { isActivation, type Activation, type RulesCourse } from './rules-course';

/** What operators decided about the events of a parked child: after each act they are tried again. */
export interface Act extends LoggedControl {
  readonly event: ControlOf<'child-released'> | ControlOf<'event-discarded'> | ControlOf<'event-corrected'>;
}

/** Whether it is of the contract's events: everything in the log but control events. */
export function isCaseEvent(logged: Logged): logged is LoggedEvent {
  return !isControl(logged.event);
}

function isAct(logged: Logged): logged is Act {
  return isControl(logged.event) && 'since' in logged.event.data;
}

/**
 * Adds a control event to the acts on its child, if it is one and was decided in sight of the act before. Two people may
 * decide at once: what the second did not know of does not count, in no replay either.
 */
export function addAct(acts: Act[], logged: Logged): void {
  if (isAct(logged) && logged.event.data.after === acts[acts.length - 1]?.offset) acts.push(logged);
}

/** The acts among the items of one child, in the order of the log. */
export function actsAmong(items: Iterable<Logged>): Act[] {
  const acts: Act[] = [];
  for (const logged of items) addAct(acts, logged);
  return acts;
}

/** The act that comes next after a place in the log; undefined where none is known. */
export function actAfter(acts: readonly Act[], offset: number): Act | undefined {
  return acts.find((act) => act.offset > offset);
}

/** The offset of the event that an act leaves out of the record; undefined where it leaves out none. */
export function discardedBy({ event }: Act): number | undefined {
  return 'offset' in event.data ? event.data.offset : undefined;
}

/** An event that is in the record, and since when that is known. */
export interface AppliedEvent {
  readonly logged: LoggedEvent;
  readonly knownAt: Instant;
}

/** A rulebook that a child's entries were taken over to, and since when that is known. */
export interface AppliedActivation {
  readonly activation: Activation;
  readonly knownAt: Instant;
}

/** What became of the events of one child. */
export interface Course {
  /** In the order in which they were applied, which is that of the log. What was discarded is not among them. */
  readonly applied: readonly AppliedEvent[];
  /** Not applied yet, in the order of the log. What was discarded is not among them. */
  readonly waiting: readonly LoggedEvent[];
  /** The activations of rulebooks that the child has followed, and those that wait with its events. */
  readonly activated: readonly AppliedActivation[];
  readonly activationsWaiting: readonly Activation[];
  /** The greatest `appendedAt` among the items so far: nothing becomes known before that. */
  readonly knownAt: Instant;
}

/**
 * Works out which events of a child are in its record, which wait, and since when each is known. Each act says from which
 * event on the child waited for it, so that this follows from the log alone: a program in which the event can be applied
 * today gives the same answer as the one in which it could not.
 * @param items all that the log has of the child up to some place, in its order
 * @param options.acts the acts on the child, those beyond that place included; where nothing is said, those among the items
 * @param options.parkedSince the offset from which the child's events wait now, where they do
 * @param options.rules the rulebooks of the partition up to that place; without it none is activated
 */
export function courseOf(
  items: readonly Logged[],
  {
    acts = actsAmong(items),
    parkedSince = Infinity,
    rules,
  }: { acts?: readonly Act[]; parkedSince?: number | undefined; rules?: RulesCourse | undefined } = {},
): Course {
  const applied: AppliedEvent[] = [];
  const activated: AppliedActivation[] = [];
  let waiting: (LoggedEvent | Activation)[] = [];
  let knownAt = -Infinity;
  let upcoming = 0;
  for (const logged of withActivations(items, rules)) {
    if (isCaseEvent(logged) || isActivation(logged)) {
      knownAt = Math.max(knownAt, logged.appendedAt);
      waiting.push(logged);
    } else if (logged.offset === acts[upcoming]?.offset) {
      knownAt = Math.max(knownAt, logged.appendedAt);
      const discarded = discardedBy(acts[upcoming] as Act);
      waiting = waiting.filter(({ offset }) => offset !== discarded);
      upcoming++;
    }
    const from = Math.min(parkedSince, acts[upcoming]?.event.data.since ?? Infinity);
    const free = waiting.findIndex(({ offset }) => offset >= from);
    for (const one of waiting.splice(0, free < 0 ? waiting.length : free)) {
      if (isCaseEvent(one)) applied.push({ logged: one, knownAt });
      else activated.push({ activation: one, knownAt });
    }
  }
  const activationsWaiting = waiting.filter(isActivation);
  return { applied, waiting: waiting.filter(isCaseEvent), activated, activationsWaiting, knownAt };
}

/** The items of a child and the activations of its partition, in the order of the log. */
function withActivations(items: readonly Logged[], rules: RulesCourse | undefined): readonly Logged[] {
  if (rules === undefined || rules.activations.length === 0) return items;
  return [...items, ...rules.activations].sort((a, b) => a.offset - b.offset);
}
