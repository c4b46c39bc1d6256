import { addMonths, deadline, workingDays, type Day } from '@careledger/calendar';
import {
  initialConferences,
  protectionPlans,
  protectionReviews,
  protectionVisits,
  section47Enquiries,
  socialWorkerAllocations,
  view,
  type Child,
  type Dated,
  type ProtectionPlan,
} from '@careledger/record';
import { distinctDays, dueChain, misses, upToDate, type Link } from './vocabulary/due-chain';
import { flow } from './vocabulary/flow';
import { stock } from './vocabulary/stock';
import {
  anyOf,
  at,
  byStartThenId,
  during,
  except,
  FOREVER,
  prevailing,
  spansOf,
  withinMonthsOf,
  type Timeline,
} from './vocabulary/timeline';

/** On a plan at T: of the plans open at T, the one that started last. */
export const onPlan = view((child): Timeline<ProtectionPlan> => prevailing(protectionPlans(child)));

const visitDays = view((child): readonly Day[] => distinctDays(protectionVisits(child)));
const reviewDays = view((child): readonly Day[] => distinctDays(protectionReviews(child)));
const visitsOn = (child: Child, day: Day): Dated[] => protectionVisits(child).filter(({ on }) => on === day);

/** A timeline of plans, each replaced by what a rule makes of the days on which that plan is the one in force. */
function forEachPlan<T>(
  child: Child,
  rule: (plan: ProtectionPlan, days: Timeline<ProtectionPlan>) => Timeline<T>,
): Timeline<T> {
  return onPlan(child).flatMap((span) => rule(span.what, [span]));
}

// ---- Section 47 and conferences ------------------------------------------------------------------------------------

export const section47Started = flow({
  id: 's47-started',
  codes: ['CSC 166', 'CSC 164'],
  title: 'Section 47 enquiries started (children)',
  asks: 'How many children became the subject of a Section 47 enquiry in the period, counted by enquiry?',
  definition: "Each child's enquiry, on startedOn.",
  rate: true,
  decidedBy: 'the day of the strategy discussion that started the enquiry',
  limits: ['An enquiry into several children of a family counts once for each of them; s47-enquiries counts families.'],
  each: section47Enquiries,
  on: (enquiry) => enquiry.startedOn,
  worked: `
    Ada: s47.started 2020-04-01 => 2020-04-01 1`,
});

export const section47Families = flow({
  id: 's47-enquiries',
  codes: ['D text'],
  title: 'Section 47 enquiries (families)',
  asks: 'How many Section 47 enquiries, one for each family, were started in the period?',
  definition: "Each child's enquiry with leadChild true, on startedOn.",
  decidedBy: 'the day of the strategy discussion that started the enquiry',
  limits: ['An enquiry in which no child was marked as the lead child is not counted.'],
  each: (child) => section47Enquiries(child).filter((enquiry) => enquiry.leadChild === true),
  on: (enquiry) => enquiry.startedOn,
  worked: `
    Ada: s47.started 2020-04-01 leadChild=true => 2020-04-01 1
    Ben (not sent, so not known): s47.started 2020-04-01 => 2020-04-01 0`,
});

export const section47AlreadyOnPlan = flow({
  id: 's47-already-on-plan',
  codes: ['D text'],
  title: 'Section 47 enquiries on children already on a plan',
  asks: 'Of the Section 47 enquiries started in the period, how many were on a child already on a protection plan?',
  definition: "Each child's enquiry, on startedOn; numerator: on a plan at the end of the day before.",
  decidedBy: 'the day of the strategy discussion that started the enquiry',
  limits: ['A plan of another authority is not known.'],
  each: section47Enquiries,
  on: (enquiry) => enquiry.startedOn,
  counts: (enquiry, child) => at(onPlan(child), enquiry.startedOn - 1) !== undefined,
  because: (enquiry, child) => at(onPlan(child), enquiry.startedOn - 1),
  worked: `
    Ada: cp-plan.started 2020-03-31, s47.started 2020-04-01 => 2020-04-01 1/1
    Ben (on the same day): cp-plan.started 2020-04-01, s47.started 2020-04-01 => 2020-04-01 0/1`,
});

/** By when an initial conference is due after the strategy discussion, or the start of the enquiry, that called for it. */
export const conferenceDue = (strategyOn: Day): Day => deadline(strategyOn, 15);

export const conferencesWithin15WorkingDays = flow({
  id: 'icpc-15wd',
  codes: ['CSC 178', 'CSC 176'],
  title: 'Initial conferences within 15 working days',
  asks: 'Of the initial child protection conferences held in the period, how many came within 15 working days of the strategy discussion?',
  definition: 'Each ICPC that is no transfer-in, on heldOn; numerator: wd(strategyOn, heldOn) ≤ 15.',
  decidedBy: 'the day the conference was held',
  limits: ['Enquiries that should have come to a conference and have not yet are not in it.'],
  each: (child) => initialConferences(child).filter((conference) => !conference.transferIn),
  on: (conference) => conference.heldOn,
  counts: (conference) => conference.heldOn <= conferenceDue(conference.strategyOn),
  worked: `
    Ada: icpc.held 2020-06-22 strategyOn=2020-06-01 => 2020-06-22 1/1
    Ben: icpc.held 2020-06-23 strategyOn=2020-06-01 => 2020-06-23 0/1
    Cy: icpc.held 2020-06-22 strategyOn=2020-06-01 transferIn=true => 2020-06-22 0/0`,
});

// ---- plans ---------------------------------------------------------------------------------------------------------

export const plans = stock({
  id: 'cp-plans',
  codes: ['CSC 182', 'CSC 181'],
  title: 'Children on a protection plan',
  asks: 'How many children are on a child protection plan?',
  definition: 'On a plan at T; by category.',
  rate: true,
  limits: [
    'A child on the plan of another authority who stays here for a time is in it only where that plan is recorded here.',
  ],
  of: onPlan,
  by: { category: (child) => onPlan(child).map((span) => ({ ...span, what: span.what.category })) },
  worked: `
    Ada: cp-plan.started 2020-04-01, cp-plan.ended 2020-06-01 => 2020-03-31 0, 2020-04-01 1, 2020-05-31 1, 2020-06-01 0`,
});

export const plansStarted = flow({
  id: 'cp-plans-started',
  codes: ['D text'],
  title: 'Protection plans started',
  asks: 'How many child protection plans started in the period?',
  definition: 'Each plan, on startedOn.',
  decidedBy: 'the day the plan started',
  limits: ['A plan that was taken over from another authority is not told from a new one.'],
  each: protectionPlans,
  on: (plan) => plan.startedOn,
  worked: `
    Ada: cp-plan.started 2020-04-01 => 2020-04-01 1`,
});

export const plansEnded = flow({
  id: 'cp-plans-ended',
  codes: ['D text'],
  title: 'Protection plans ended',
  asks: 'How many child protection plans ended in the period?',
  definition: 'Each plan, on endedOn.',
  decidedBy: 'the day the plan ended',
  limits: ['Why a plan ended is not looked at: a move to another authority ends it like any other reason.'],
  each: protectionPlans,
  on: (plan) => plan.endedOn,
  worked: `
    Ada: cp-plan.started 2020-04-01, cp-plan.ended 2020-06-01 => 2020-06-01 1`,
});

export const plansAllocatedToQualified = stock({
  id: 'cp-allocated-qualified',
  codes: ['CSC 183'],
  title: 'Children on a plan with a qualified social worker',
  asks: 'Of the children on a protection plan, how many have an allocated qualified social worker?',
  definition: "On a plan at T; numerator: a social worker's allocation is open at T.",
  limits: [
    'Whether the worker is qualified is what was recorded with the allocation; how often they meet is not looked at.',
  ],
  of: onPlan,
  counts: (child) => anyOf(spansOf(socialWorkerAllocations(child))),
  worked: `
    Ada: cp-plan.started 2020-04-01, allocation.started 2020-04-03 worker=w1 qualified=true => 2020-04-02 0/1, 2020-04-03 1/1
    Ben: cp-plan.started 2020-04-01, allocation.started 2020-04-03 worker=w1 qualified=false => 2020-04-03 0/1`,
});

/** The first review is due three months after the plan's start, each later one six months after the one before. */
export const planReviewChain = (child: Child, plan: ProtectionPlan): Link[] =>
  dueChain(plan.startedOn, plan.endedOn, reviewDays(child), (anchor, nth) => addMonths(anchor, nth === 0 ? 3 : 6));

export const planReviewsOnTime = stock({
  id: 'cp-reviews-on-time',
  codes: ['CSC 191'],
  title: 'Protection plans reviewed on time',
  asks: 'Of the children on a plan for three months or more, of how many were all reviews of the last 12 months on time?',
  definition:
    "On a plan at T and started ⊕ 3 ≤ T; numerator: no miss d with within(d, 12, T) in that plan's due chain: anchor = the plan's start, due a ⊕ 3 for the first, a ⊕ 6 after a review.",
  limits: [
    'Who took part in a review, and whether it was quorate, is not looked at.',
    'Children who have been on the plan for less than three months are left out.',
  ],
  of: (child) =>
    onPlan(child).flatMap(({ from, to, what }) => during(Math.max(from, addMonths(what.startedOn, 3)), to, what)),
  counts: (child) =>
    forEachPlan(child, (plan, days) =>
      except(
        days,
        misses(planReviewChain(child, plan), plan.endedOn).map((missed) => withinMonthsOf(missed, 12, undefined)),
      ),
    ),
  worked: `
    Ada: cp-plan.started 2020-01-15, cp-review.held 2020-04-15 => 2020-04-14 0/0, 2020-04-15 1/1, 2020-10-14 1/1, 2020-10-15 0/1
    Ben (a miss is forgotten after 12 months): cp-plan.started 2020-01-15, cp-review.held 2020-04-16 #1, cp-review.held 2020-10-16 #2, cp-review.held 2021-04-16 #3 => 2020-04-15 0/1, 2021-04-14 0/1, 2021-04-15 1/1`,
});

export const plansEndedAfter2Years = flow({
  id: 'cp-ended-after-2y',
  codes: ['CSC 186'],
  title: 'Plans that lasted two years or more',
  asks: 'Of the protection plans that ended in the period, how many had lasted two years or more?',
  definition: 'Each plan that ended, on endedOn; numerator: days from start to end, both counted, > 729.',
  decidedBy: 'the day the plan ended',
  limits: ['A plan that goes on after two years is not in it until it ends.'],
  each: protectionPlans,
  on: (plan) => plan.endedOn,
  counts: (plan) => (plan.endedOn ?? FOREVER) - plan.startedOn + 1 > 729,
  worked: `
    Ada: cp-plan.started 2018-04-01, cp-plan.ended 2020-03-30 => 2020-03-30 1/1
    Ben: cp-plan.started 2018-04-01, cp-plan.ended 2020-03-29 => 2020-03-29 0/1`,
});

/** Other plans of the child that had ended by the day this one started. */
const earlierPlans = (plan: ProtectionPlan, child: Child): ProtectionPlan[] =>
  protectionPlans(child).filter(
    (other) => other.id !== plan.id && other.endedOn !== undefined && other.endedOn <= plan.startedOn,
  );
const earlierPlansWithin2Years = (plan: ProtectionPlan, child: Child): ProtectionPlan[] =>
  earlierPlans(plan, child).filter(({ endedOn }) => plan.startedOn <= addMonths(endedOn as Day, 24));

export const plansStartedAgainWithin2Years = flow({
  id: 'cp-started-again-within-2y',
  codes: ['CSC 188'],
  title: 'Plans that started again within two years',
  asks: 'Of the protection plans started in the period, how many were of a child whose earlier plan had ended in the two years before?',
  definition: 'Each plan, on startedOn = s; numerator: another plan of the child ended on e, e ≤ s ≤ e ⊕ 24.',
  decidedBy: 'the day the later plan started',
  limits: ['Plans of other authorities, and those from before the history that was loaded, are not known.'],
  each: protectionPlans,
  on: (plan) => plan.startedOn,
  counts: (plan, child) => earlierPlansWithin2Years(plan, child).length > 0,
  because: earlierPlansWithin2Years,
  worked: `
    Ada: cp-plan.started 2017-01-01 #1, cp-plan.ended 2018-04-10 #1, cp-plan.started 2020-04-10 #2 => 2017-01-01 0/1, 2020-04-10 1/1
    Ben: cp-plan.started 2017-01-01 #1, cp-plan.ended 2018-04-10 #1, cp-plan.started 2020-04-11 #2 => 2020-04-11 0/1`,
});

export const plansStartedAgainEver = flow({
  id: 'cp-started-again-ever',
  codes: ['D text'],
  title: 'Plans of children who had one before',
  asks: 'Of the protection plans started in the period, how many were of a child who had been on a plan before?',
  definition: 'Each plan, on startedOn = s; numerator: another plan of the child ended on or before s.',
  decidedBy: 'the day the later plan started',
  limits: ['Plans of other authorities, and those from before the history that was loaded, are not known.'],
  each: protectionPlans,
  on: (plan) => plan.startedOn,
  counts: (plan, child) => earlierPlans(plan, child).length > 0,
  because: earlierPlans,
  worked: `
    Ada: cp-plan.started 2007-01-01 #1, cp-plan.ended 2008-04-10 #1, cp-plan.started 2020-04-11 #2 => 2020-04-11 1/1
    Ben (the first is still open): cp-plan.started 2020-01-01 #1, cp-plan.started 2020-04-11 #2 => 2020-04-11 0/1`,
});

// ---- visits --------------------------------------------------------------------------------------------------------

/** A day with a visit on which a plan had started and had not ended before, and the day that it is counted from. */
class PlanVisit {
  constructor(
    private readonly child: Child,
    readonly plan: ProtectionPlan,
    readonly on: Day,
    readonly countedFrom: Day,
  ) {}

  get events(): Dated['events'] {
    return visitsOn(this.child, this.on).flatMap(({ events }) => events);
  }
}

const planVisits = view((child): readonly PlanVisit[] => {
  const plansByStart = [...protectionPlans(child)].sort(byStartThenId);
  if (plansByStart.length === 0) return [];
  const found: PlanVisit[] = [];
  for (const on of visitDays(child)) {
    const plan = plansByStart.findLast((each) => each.startedOn <= on && (each.endedOn ?? FOREVER) >= on);
    if (plan === undefined) continue;
    const before = found[found.length - 1]?.on;
    const countedFrom = before !== undefined && before >= plan.startedOn ? before : plan.startedOn;
    found.push(new PlanVisit(child, plan, on, countedFrom));
  }
  return found;
});

const planVisitsWithin = (workingDaysAllowed: 10 | 15, code: string) =>
  flow({
    id: `cp-visits-${workingDaysAllowed}wd`,
    codes: [code],
    title: `Protection plan visits within ${workingDaysAllowed} working days`,
    asks: `Of the visits to children on a plan in the period, how many came within ${workingDaysAllowed} working days of the one before?`,
    definition: `Each day v with a cp visit on which a plan has started ≤ v and no end or ended ≥ v (the one that started last), on v; numerator: wd(a, v) ≤ ${workingDaysAllowed}, a = the last such visit day before v and not before the plan's start, else the plan's start.`,
    decidedBy: 'the day of the visit',
    limits: [
      'How the visit was made (in person or not) and whether the child was seen alone is not looked at.',
      'A visit that was due and never made is not in it; cp-children-visits-on-time finds it.',
    ],
    each: planVisits,
    on: (visit) => visit.on,
    counts: (visit) => workingDays(visit.countedFrom, visit.on) <= workingDaysAllowed,
    because: (visit, child) => [visit.plan, visitsOn(child, visit.countedFrom)],
    worked:
      workingDaysAllowed === 10
        ? `
    Ada: cp-plan.started 2020-06-01, visit.completed 2020-06-15 purpose=cp #1, visit.completed 2020-06-30 purpose=cp #2 => 2020-06-15 1/1, 2020-06-30 0/1
    Ben (not seen): cp-plan.started 2020-06-01, visit.completed 2020-06-15 purpose=cp seen=false => 2020-06-15 0/0
    Cy (twice on one day): cp-plan.started 2020-06-01, visit.completed 2020-06-15 purpose=cp #1, visit.completed 2020-06-15 purpose=cp #2 => 2020-06-15 1/1`
        : `
    Ada: cp-plan.started 2020-06-01, visit.completed 2020-06-22 purpose=cp => 2020-06-22 1/1
    Ben: cp-plan.started 2020-06-01, visit.completed 2020-06-23 purpose=cp => 2020-06-23 0/1`,
  });

export const planVisitsWithin10WorkingDays = planVisitsWithin(10, 'CSC 252a');
export const planVisitsWithin15WorkingDays = planVisitsWithin(15, 'CSC 252b');

/** From the plan's start, and from each visit on or after it, the next is due on the tenth working day. */
export const planVisitChain = (child: Child, plan: ProtectionPlan): Link[] =>
  dueChain(plan.startedOn, plan.endedOn, visitDays(child), (anchor) => deadline(anchor, 10));

export const planVisitsUpToDate = stock({
  id: 'cp-visits-up-to-date',
  codes: ['D text'],
  title: 'Children on a plan visited in the last 10 working days',
  asks: 'Of the children on a plan, how many have been visited in the last ten working days?',
  definition:
    "On a plan at T; numerator: wd(a, T) ≤ 10, a = the last cp visit day ≤ T and not before the plan's start, else the start.",
  limits: [
    'How the visit was made (in person or not) and whether the child was seen alone is not looked at.',
    'Visits that came late before the last one are not seen.',
  ],
  of: onPlan,
  counts: (child) =>
    onPlan(child).flatMap(({ from, to, what: plan }) =>
      upToDate(planVisitChain(child, plan)).flatMap((current) =>
        during(Math.max(from, current.from), Math.min(to, current.to), () => visitsOn(child, current.what.anchor)),
      ),
    ),
  worked: `
    Ada: cp-plan.started 2020-06-01, visit.completed 2020-06-10 purpose=cp => 2020-06-09 1/1, 2020-06-24 1/1, 2020-06-25 0/1
    Ben (never): cp-plan.started 2020-06-01 => 2020-06-15 1/1, 2020-06-16 0/1`,
});

export const planChildrenVisitedOnTime = stock({
  id: 'cp-children-visits-on-time',
  codes: ['D text'],
  title: 'Children on a plan with every visit of the last 3 months on time',
  asks: 'Of the children on a plan, to how many was no visit missed in the last three months?',
  definition:
    "On a plan at T; numerator: no miss d with within(d, 3, T) in that plan's due chain: due = deadline(a, 10).",
  limits: [
    'How the visit was made (in person or not) and whether the child was seen alone is not looked at.',
    'What was missed more than three months ago, or under an earlier plan, is forgotten.',
  ],
  of: onPlan,
  counts: (child) =>
    forEachPlan(child, (plan, days) =>
      except(
        days,
        misses(planVisitChain(child, plan), plan.endedOn).map((missed) => withinMonthsOf(missed, 3, undefined)),
      ),
    ),
  worked: `
    Ada: cp-plan.started 2020-06-01, visit.completed 2020-06-16 purpose=cp => 2020-06-14 1/1, 2020-06-15 0/1, 2020-06-16 0/1
    Ben: cp-plan.started 2020-06-01, visit.completed 2020-06-15 purpose=cp => 2020-06-15 1/1, 2020-06-28 1/1, 2020-06-29 0/1`,
});

/** "Section 47, conferences, child protection", in the order of the catalogue. */
export const childProtection = [
  section47Started,
  section47Families,
  section47AlreadyOnPlan,
  conferencesWithin15WorkingDays,
  plans,
  plansStarted,
  plansEnded,
  plansAllocatedToQualified,
  planReviewsOnTime,
  plansEndedAfter2Years,
  plansStartedAgainWithin2Years,
  plansStartedAgainEver,
  planVisitsWithin10WorkingDays,
  planVisitsWithin15WorkingDays,
  planVisitsUpToDate,
  planChildrenVisitedOnTime,
];
