import type { Day } from '@careledger/calendar';
import type { Link, Span } from '@careledger/measures';
import { FOREVER } from '@careledger/measures';
import type { DueKind } from './kinds';

/** From what a deadline is counted. */
export const ANCHORS = {
  plan: 'the plan started',
  visit: 'the last visit',
  review: 'the last review',
  care: 'care began',
  placement: 'the placement began',
  strategy: 'the strategy discussion',
  assessment: 'the assessment started',
  referral: 'the referral was received',
  return: 'the child was back',
  check: 'the last check',
} as const;

export type Anchor = keyof typeof ANCHORS;

/** One thing that is, was or will be due: it stands from a day on until it is done or nobody is waiting for it any more. */
export interface Obligation {
  readonly kind: DueKind;
  /** The day from which the deadline is counted, and what happened on it. */
  readonly since: Day;
  readonly anchor: Anchor;
  /** The last day on which it is in time. */
  readonly due: Day;
  /** The days on which it stands: from this one up to, not including, the other. `FOREVER` where it stands still. */
  readonly from: Day;
  readonly to: Day;
  /** The day on which it was done; undefined where it stands, or was called off by the end of a plan, say. */
  readonly metOn: Day | undefined;
  /** Whether it was done in time; undefined where it was not done. */
  readonly inTime: boolean | undefined;
}

/** What is known of an obligation before it is cut to the days on which it stands. */
interface Draft extends Omit<Obligation, 'to' | 'inTime' | 'metOn'> {
  readonly to: Day;
  readonly doneOn: Day | undefined;
  readonly inTime?: boolean | undefined;
}

/**
 * An obligation that stands from `from` until it is done, or until `to`, whichever comes first; none where that is no day.
 * What is done on the very day on which it ends (a visit on the last day of a plan) is done.
 */
export function obligation({ doneOn, inTime, ...draft }: Draft): Obligation[] {
  const to = Math.min(draft.to, doneOn ?? FOREVER);
  if (draft.from >= to) return [];
  const metOn = doneOn !== undefined && doneOn <= draft.to ? doneOn : undefined;
  return [{ ...draft, to, metOn, inTime: metOn === undefined ? undefined : (inTime ?? metOn <= draft.due) }];
}

/**
 * A due chain on the days of a span: each link is an obligation.
 * @param anchors what the first link is counted from, and what the others are; and how many days the first anchor lies before that
 */
export function chainObligations(
  kind: DueKind,
  { from, to }: Span,
  links: readonly Link[],
  anchors: { readonly first: Anchor; readonly next: Anchor; readonly shift?: number },
): Obligation[] {
  return links.flatMap((link, nth) => {
    const since = nth === 0 ? link.anchor + (anchors.shift ?? 0) : link.anchor;
    const anchor = nth === 0 ? anchors.first : anchors.next;
    return obligation({
      kind,
      since,
      anchor,
      due: link.due,
      from: Math.max(from, link.anchor),
      to,
      doneOn: link.closedOn,
    });
  });
}

/** Puts together again what a change that is none to it has cut in two: another placement of the same run, say. */
export function joined(obligations: readonly Obligation[]): Obligation[] {
  const found: Obligation[] = [];
  for (const one of obligations) {
    const last = found[found.length - 1];
    const goesOn =
      last !== undefined &&
      last.kind === one.kind &&
      last.since === one.since &&
      last.due === one.due &&
      last.to === one.from;
    if (goesOn && last.metOn === undefined) found[found.length - 1] = { ...one, from: last.from };
    else found.push(one);
  }
  return found;
}
