import { londonDay } from '@careledger/calendar';
import {
  assessmentDue,
  at,
  careReviewChain,
  conferenceDue,
  decisionDue,
  FOREVER,
  inCare,
  interviewDue,
  isInterviewInTime,
  onPlan,
  planReviewChain,
  planVisitChain,
  visitedSpans,
} from '@careledger/measures';
import {
  assessments,
  initialConferences,
  protectionPlans,
  referrals,
  returns,
  section47Enquiries,
  type Child,
  type Enquiry,
} from '@careledger/record';
import { healthObligations } from './health';
import { chainObligations, joined, obligation, type Obligation } from './obligation';

/**
 * Everything that was, is or will be due by what a child's record says: one after the other for each rule, done ones and those
 * that were called off among them. No clock: what stands on a day are those with `from` ≤ day < `to`.
 */
export function obligations(child: Child): Obligation[] {
  return [
    ...protection(child),
    ...care(child),
    ...section47Enquiries(child).flatMap((enquiry) => conference(child, enquiry)),
    ...assessments(child).flatMap(({ startedOn, endedOn }) =>
      obligation({
        kind: 'assessment',
        since: startedOn,
        anchor: 'assessment',
        due: assessmentDue(startedOn),
        from: startedOn,
        to: FOREVER,
        doneOn: endedOn,
      }),
    ),
    ...referrals(child).flatMap(({ receivedOn, completedOn }) =>
      obligation({
        kind: 'referral-decision',
        since: receivedOn,
        anchor: 'referral',
        due: decisionDue(receivedOn),
        from: receivedOn,
        to: FOREVER,
        doneOn: completedOn,
      }),
    ),
    ...interviews(child),
    ...healthObligations(child),
  ];
}

/** Visits and reviews on each day by the plan that is in force, as the measures have it. */
function protection(child: Child): Obligation[] {
  const plans = onPlan(child);
  return joined([
    ...plans.flatMap((span) =>
      chainObligations('cp-visit', span, planVisitChain(child, span.what), { first: 'plan', next: 'visit' }),
    ),
    ...plans.flatMap((span) =>
      chainObligations('cp-review', span, planReviewChain(child, span.what), { first: 'plan', next: 'review' }),
    ),
  ]);
}

/** Visits by the placement in force: a child in care without one has no rhythm of visits, in the measures neither. */
function care(child: Child): Obligation[] {
  return joined([
    ...visitedSpans(child).flatMap(({ span, links }) =>
      // The chain of a run is anchored on the day before it starts.
      chainObligations('cla-visit', span, links, { first: 'placement', next: 'visit', shift: 1 }),
    ),
    ...inCare(child).flatMap((span) =>
      chainObligations('cla-review', span, careReviewChain(child, span.what), { first: 'care', next: 'review' }),
    ),
  ]);
}

/**
 * The conference that an enquiry calls for: the first initial one, transfers left out, on or after the day of the strategy
 * discussion. It is not waited for where the child was on a plan already, from the day on which a plan starts (a conference
 * must have been held), and from the day on which the enquiry ends with no word of a conference.
 */
function conference(child: Child, { startedOn, completedOn, outcome }: Enquiry): Obligation[] {
  if (at(onPlan(child), startedOn - 1) !== undefined) return [];
  const held = initialConferences(child)
    .filter(({ transferIn, heldOn }) => !transferIn && heldOn >= startedOn)
    .map(({ heldOn }) => heldOn);
  const planned = protectionPlans(child)
    .map((plan) => plan.startedOn)
    .filter((on) => on >= startedOn);
  const calledOff = outcome === 'conference' ? FOREVER : (completedOn ?? FOREVER);
  return obligation({
    kind: 'initial-conference',
    since: startedOn,
    anchor: 'strategy',
    due: conferenceDue(startedOn),
    from: startedOn,
    to: Math.min(calledOff, ...planned),
    doneOn: held.length === 0 ? undefined : Math.min(...held),
  });
}

/** After so many days nobody asks a child any more where it has been: the interview was missed, and is not waited for. */
export const INTERVIEW_WAITS_DAYS = 28;

function interviews(child: Child): Obligation[] {
  return returns(child).flatMap((episode) => {
    const { on, endedAt, startedAt, completedAt } = episode;
    // One that is dated before the episode is a mistake, and in time it is not either.
    const isHeld = completedAt !== undefined && completedAt >= startedAt;
    return obligation({
      kind: 'return-interview',
      since: on,
      anchor: 'return',
      due: londonDay(interviewDue(endedAt)),
      from: on,
      to: on + INTERVIEW_WAITS_DAYS,
      doneOn: isHeld ? londonDay(completedAt) : undefined,
      inTime: isInterviewInTime(episode, completedAt),
    });
  });
}
