import { addMonths, deadline, financialYearEnd, type Day } from '@careledger/calendar';
import {
  carePeriods,
  careReviews,
  compareCodePoints,
  legalStatusChanges,
  socialWorkerAllocations,
  unaccompanied,
  view,
  type Allocation,
  type CarePeriod,
  type Child,
} from '@careledger/record';
import { daysToMatch, daysToMovingIn, leftCareAdopted, placedForAdoption } from './adoption';
import { childrenWaitingForVisitor, childrenWithVisitor } from './independent-visitors';
import {
  ADOPTIVE_PLACEMENTS,
  careVisitDays,
  daysOfRecentStay,
  missedVisits,
  placementInForce,
  stays,
  visitedRuns,
  visitsUpToDateDays,
  type Stay,
} from './placements';
import { distinctDays, dueChain, misses, upToDate, type Link } from './vocabulary/due-chain';
import { flow } from './vocabulary/flow';
import { inCare, youngerThan } from './vocabulary/profile';
import { meanOverKeys, stock } from './vocabulary/stock';
import {
  anyOf,
  atLeast,
  both,
  during,
  except,
  FOREVER,
  spansOf,
  together,
  withinMonthsOf,
  type Span,
  type Timeline,
} from './vocabulary/timeline';

// ---- children in care ----------------------------------------------------------------------------------------------

/** The legal status on every day of being in care: that of the last change, else the one it began with. */
const legalStatus = view((child): Timeline<string> =>
  inCare(child).flatMap(({ from, to, what: care }) => {
    const changes = legalStatusChanges(child)
      .filter((change) => change.care === care.id && change.on < to)
      .sort((a, b) => a.on - b.on || compareCodePoints(a.id, b.id));
    const steps = [{ on: care.startedOn, legalStatus: care.legalStatus }, ...changes];
    return steps.flatMap((step, i) =>
      during(
        i === 0 ? from : Math.max(from, step.on),
        Math.min(to, Math.max(from, steps[i + 1]?.on ?? FOREVER)),
        step.legalStatus,
      ),
    );
  }),
);

/** How long the child has been in care. */
const careDuration = view((child): Timeline<string> =>
  inCare(child).flatMap(({ from, to, what: care }) => {
    const bands = [
      [0, '<6m'],
      [6, '<12m'],
      [12, '<2y'],
      [24, '<5y'],
      [60, '5y+'],
    ] as const;
    return bands.flatMap(([months, band], i) => {
      const next = bands[i + 1];
      const end = next === undefined ? FOREVER : addMonths(care.startedOn, next[0]);
      return during(Math.max(from, addMonths(care.startedOn, months)), Math.min(to, end), band);
    });
  }),
);

const placementType = view((child): Timeline<string> =>
  placementInForce(child).map((span) => ({ ...span, what: span.what.placement.type })),
);

export const childrenInCare = stock({
  id: 'cla',
  codes: ['CSC 201', 'CSC 200', 'C'],
  title: 'Children in care',
  asks: 'How many children are in care?',
  definition:
    'In care at T; by placementType, legalStatus (of the last legal-status.changed of the care period with changedOn ≤ T, then the greatest id; else its own), careDuration (<6m, <12m, <2y, <5y, 5y+).',
  rate: true,
  limits: [
    'Children who have only short breaks (V3, V4) are left out, and so are children of other authorities who are placed here.',
  ],
  of: inCare,
  by: { placementType, legalStatus, careDuration },
  worked: `
    Ada: care.started 2020-04-01 legalStatus=C2, care.ended 2020-06-01 => 2020-03-31 0, 2020-04-01 1, 2020-05-31 1, 2020-06-01 0
    Ben (a short break): care.started 2020-04-01 legalStatus=V4 => 2020-04-01 0
    Cy (in and out on one day): care.started 2020-04-01 legalStatus=C2, care.ended 2020-04-01 => 2020-04-01 0`,
});

export const careStarted = flow({
  id: 'cla-started',
  codes: ['D text'],
  title: 'Children who came into care',
  asks: 'How many care periods started in the period?',
  definition: 'Each care period, on startedOn.',
  decidedBy: 'the day the care period started',
  limits: ['A change of legal status or of placement starts no care period; a child who comes back counts again.'],
  each: carePeriods,
  on: (care) => care.startedOn,
  worked: `
    Ada: care.started 2020-04-01 legalStatus=C2 => 2020-04-01 1`,
});

export const careEnded = flow({
  id: 'cla-ended',
  codes: ['D text'],
  title: 'Children who left care',
  asks: 'How many care periods ended in the period?',
  definition: 'Each care period, on endedOn; by reason.',
  decidedBy: 'the day the care period ended',
  limits: ['A child who comes back the next day has left all the same.'],
  each: carePeriods,
  on: (care) => care.endedOn,
  by: { reason: (care) => care.reason },
  worked: `
    Ada: care.started 2020-04-01 legalStatus=C2, care.ended 2020-06-01 reason=E11 => 2020-06-01 1`,
});

export const inCareAllocatedToQualified = stock({
  id: 'cla-allocated-qualified',
  codes: ['CSC 227'],
  title: 'Children in care with a qualified social worker',
  asks: 'Of the children in care, how many have an allocated qualified social worker?',
  definition: "In care at T; numerator: a social worker's allocation is open at T.",
  limits: [
    'Whether the worker is qualified is what was recorded with the allocation; how often they meet is not looked at.',
  ],
  of: inCare,
  counts: (child) => anyOf(spansOf(socialWorkerAllocations(child))),
  worked: `
    Ada: care.started 2020-04-01 legalStatus=C2, allocation.started 2020-04-02 worker=w1 qualified=true => 2020-04-01 0/1, 2020-04-02 1/1
    Ben: care.started 2020-04-01 legalStatus=C2, allocation.started 2020-04-01 worker=w1 qualified=true role=iro => 2020-04-02 0/1`,
});

// ---- reviews -------------------------------------------------------------------------------------------------------

const reviewDays = view((child): readonly Day[] => distinctDays(careReviews(child)));
const reviewsOn = (child: Child, day: Day) => careReviews(child).filter(({ on }) => on === day);

/** The first review is due on the 20th working day, the second three months after it, each later one after six. */
export const careReviewChain = (child: Child, care: CarePeriod): Link[] =>
  dueChain(care.startedOn, care.endedOn, reviewDays(child), (anchor, nth) =>
    nth === 0 ? deadline(anchor, 20) : addMonths(anchor, nth === 1 ? 3 : 6),
  );

/** In care for at least as long as the first review may take. */
const dueForReview = (child: Child): Timeline<CarePeriod> =>
  inCare(child).flatMap(({ from, to, what }) => during(Math.max(from, deadline(what.startedOn, 20)), to, what));

export const reviewsOnTime = stock({
  id: 'cla-reviews-on-time',
  codes: ['CSC 218'],
  title: 'Children in care whose review is not overdue',
  asks: 'Of the children in care long enough to have been reviewed, of how many is no review overdue?',
  definition:
    'In care at T and deadline(careStart, 20) ≤ T; numerator: T ≤ due, where due = deadline(careStart, 20) when there was no review day h with careStart < h ≤ T; else, h being the last, h ⊕ 3 when it is the first, h ⊕ 6 when it is a later one.',
  limits: [
    'A review that came late is not seen once it has been held; cla-reviews-on-time-in-year remembers it.',
    'Who took part in a review is not looked at.',
  ],
  of: dueForReview,
  counts: (child) =>
    inCare(child).flatMap(({ from, to, what: care }) =>
      upToDate(careReviewChain(child, care)).flatMap((current) =>
        during(Math.max(from, current.from), Math.min(to, current.to), () => reviewsOn(child, current.what.anchor)),
      ),
    ),
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2, cla-review.held 2020-06-29 => 2020-06-28 0/0, 2020-06-29 1/1, 2020-09-29 1/1, 2020-09-30 0/1
    Ben (never): care.started 2020-06-01 legalStatus=C2 => 2020-06-29 1/1, 2020-06-30 0/1`,
});

export const reviewsOnTimeInYear = stock({
  id: 'cla-reviews-on-time-in-year',
  codes: ['D text'],
  title: 'Children in care with every review of the year on time',
  asks: 'Of the children in care long enough to have been reviewed, of how many was no review missed since 1 April?',
  definition:
    "The same children; numerator: no miss d with FY(T)'s start ≤ d ≤ T in the care period's due chain: deadline(careStart, 20), then a ⊕ 3 after the first review, a ⊕ 6 after any later one.",
  limits: ['What was missed before 1 April, or in an earlier care period, is forgotten.'],
  of: dueForReview,
  counts: (child) =>
    inCare(child).flatMap((span) =>
      except(
        [span],
        misses(careReviewChain(child, span.what), span.what.endedOn).map((missed) => restOfYear(missed)),
      ),
    ),
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2, cla-review.held 2020-06-29 => 2020-09-28 1/1, 2020-09-29 0/1, 2021-03-31 0/1, 2021-04-01 1/1`,
});

/** From the day of a miss to the end of its financial year. */
const restOfYear = (missed: Day): Span => ({ from: missed, to: financialYearEnd(missed) + 1, what: undefined });

// ---- visits --------------------------------------------------------------------------------------------------------

export const careVisitsOnTime = flow({
  id: 'cla-visits-on-time',
  codes: ['CSC 260a', 'CSC 260b'],
  title: 'Visits to children in care on time',
  asks: 'Of the statutory visits to children in care in the period, how many were on time?',
  definition:
    'Each day v with a cla visit and a placement in force at v, on v; numerator: v ≤ due, where p is the start of that placement’s run (its own start where it belongs to no care period) and due = p + 7 days when there was no visit day u with p ≤ u < v; else, u being the last, u ⊕ 3 when the placement in force at u is permanent and u ≥ p ⊕ 12, otherwise u + 42 days.',
  decidedBy: 'the day of the visit',
  limits: [
    'The weekly visits that interim care orders and unregulated placements call for are left out.',
    'How the visit was made (in person or not) and whether the child was seen alone is not looked at.',
    'A visit that was due and never made is not in it; cla-children-visits-on-time finds it.',
  ],
  each: careVisitDays,
  on: (visit) => visit.on,
  counts: (visit) => visit.on <= visit.due,
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2, placement.started 2020-06-01 type=U6, visit.completed 2020-06-08 purpose=cla #1, visit.completed 2020-07-20 purpose=cla #2, visit.completed 2020-09-01 purpose=cla #3 => 2020-06-08 1/1, 2020-07-20 1/1, 2020-09-01 0/1
    Ben (no placement in force): care.started 2020-06-01 legalStatus=C2, visit.completed 2020-06-08 purpose=cla => 2020-06-08 0/0
    Cy (long-term carers, twelve months in): care.started 2019-06-01 legalStatus=C2, placement.started 2019-06-01 type=U4, visit.completed 2020-06-01 purpose=cla #1, visit.completed 2020-09-01 purpose=cla #2 => 2020-06-01 0/1, 2020-09-01 1/1`,
});

/** In care with a placement in force. */
const placed = (child: Child): Timeline<readonly [CarePeriod, { readonly events: CarePeriod['events'] }]> =>
  together(inCare(child), placementInForce(child), (care, placement) => [care, placement] as const);

export const careVisitsUpToDate = stock({
  id: 'cla-visits-up-to-date',
  title: 'Children in care whose visit is not overdue',
  asks: 'Of the children in care with a placement, to how many is no visit overdue?',
  definition:
    'In care at T with a placement in force; numerator: T ≤ due, the due date of cla-visits-on-time with u the last visit day in p ≤ u ≤ T.',
  limits: [
    'The weekly visits that interim care orders and unregulated placements call for are left out.',
    'How the visit was made (in person or not) and whether the child was seen alone is not looked at.',
  ],
  of: placed,
  counts: visitsUpToDateDays,
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2, placement.started 2020-06-01 type=U6, visit.completed 2020-06-08 purpose=cla => 2020-06-08 1/1, 2020-07-20 1/1, 2020-07-21 0/1
    Ben: care.started 2020-06-01 legalStatus=C2 => 2020-06-01 0/0`,
});

export const childrenInCareVisitedOnTime = stock({
  id: 'cla-children-visits-on-time',
  codes: ['D text'],
  title: 'Children in care with every visit of the last 3 months on time',
  asks: 'Of the children in care with a placement, to how many was no visit missed in the last three months?',
  definition:
    'In care at T with a placement in force; numerator: no miss d with within(d, 3, T) in the due chains of the runs of the care period: one chain a run, anchor its start p, the rule of cla-visits-on-time (a visit on the day p itself counts as the first, so that the next is due on p + 42 days).',
  limits: [
    'The weekly visits that interim care orders and unregulated placements call for are left out.',
    'How the visit was made (in person or not) and whether the child was seen alone is not looked at.',
    'What was missed in an earlier care period, or under a placement that belongs to none, is not seen.',
  ],
  of: placed,
  counts: (child) => {
    const visited = visitedRuns(child);
    return inCare(child).flatMap((span) =>
      except(
        [span],
        missedVisits(visited, span.what).map((missed) => withinMonthsOf(missed, 3, undefined)),
      ),
    );
  },
  worked: `
    Ada: care.started 2020-06-01 legalStatus=C2, placement.started 2020-06-01 type=U6, visit.completed 2020-06-09 purpose=cla => 2020-06-07 1/1, 2020-06-08 0/1, 2020-07-20 0/1
    Ben (seen on the first day): care.started 2020-06-01 legalStatus=C2, placement.started 2020-06-01 type=U6, visit.completed 2020-06-01 purpose=cla => 2020-07-12 1/1, 2020-07-13 0/1`,
});

// ---- placements ----------------------------------------------------------------------------------------------------

export const threeOrMorePlacements = stock({
  id: 'cla-3-plus-placements',
  codes: ['CSC 228', 'C'],
  title: 'Children in care with three or more placements in 12 months',
  asks: 'Of the children in care, how many have had three or more placements in the last twelve months?',
  definition:
    "In care at T; numerator: at least 3 stays, of any of the child's care periods, that started on or before T, lasted a day or more, and have not ended by T or ended on e with within(e, 12, T).",
  limits: ['Moves that were planned, and for the better, count like all others.'],
  of: inCare,
  counts: (child) =>
    atLeast(
      3,
      stays(child).flatMap((stay) => daysOfRecentStay(stay, 12)),
    ),
  worked: `
    Ada: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 #1, placement.started 2020-02-01 type=U6 #2, placement.started 2020-03-01 type=U6 #3 => 2020-02-29 0/1, 2020-03-01 1/1, 2021-01-31 1/1, 2021-02-01 0/1
    Ben (a temporary one between does not count): care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 #1, placement.started 2020-02-01 type=T3 #2, placement.started 2020-03-01 type=U6 sameCarer=true #3 => 2020-03-01 0/1`,
});

/** The stay that is the last to have started, on every day of being in care, and since when it is counted. */
function lastStayLastedMonths(child: Child, months: number): Timeline<Stay['placements']> {
  const all = stays(child);
  return inCare(child).flatMap(({ from, to, what: care }) => {
    const ofCare = all.filter((stay) => stay.care === care);
    return ofCare.flatMap((stay, i) => {
      const first = stay.placements[0];
      const before = ofCare[i - 1];
      const adoptive = first !== undefined && ADOPTIVE_PLACEMENTS.has(first.placement.type);
      const since = adoptive && before !== undefined ? before.startedOn : stay.startedOn;
      const next = ofCare[i + 1]?.startedOn ?? FOREVER;
      const start = Math.max(from, stay.startedOn, addMonths(since, months));
      return during(start, Math.min(to, next), stay.placements);
    });
  });
}

const under16 = youngerThan(16);

export const samePlacementFor2Years = stock({
  id: 'cla-same-placement-2y',
  codes: ['CSC 229', 'C'],
  title: 'Children in care in the same placement for two years',
  asks: 'Of the children under 16 in care for two and a half years, how many have been in the same placement for two years?',
  definition:
    'In care at T, age < 16, careStart ⊕ 30 ≤ T; numerator: the stay that started last on or before T in the care period has start ⊕ 24 ≤ T; where its first placement’s type is A3–A6, the start of the stay just before it, if there is one in the care period, stands in for its own.',
  limits: ['Children whose month of birth is not known are left out.'],
  of: (child) =>
    both(
      inCare(child).flatMap(({ from, to, what }) => during(Math.max(from, addMonths(what.startedOn, 30)), to, what)),
      under16(child),
    ),
  counts: (child) => lastStayLastedMonths(child, 24),
  worked: `
    Ada: child.described birthMonth=2010-05, care.started 2018-01-01 legalStatus=C2, placement.started 2018-06-01 type=U6 => 2020-06-30 0/0, 2020-07-01 1/1
    Ben: child.described birthMonth=2010-05, care.started 2018-01-01 legalStatus=C2, placement.started 2018-01-01 type=U6 #1, placement.started 2019-03-01 type=U6 #2 => 2020-12-31 0/1, 2021-02-28 0/1, 2021-03-01 1/1
    Cy (placed for adoption where it lived before): child.described birthMonth=2015-05, care.started 2018-01-01 legalStatus=C2, placement.started 2018-01-01 type=U6 #1, placement.started 2020-03-01 type=A3 #2 => 2020-07-01 1/1`,
});

export const twentyMilesFromHome = stock({
  id: 'cla-20-miles',
  codes: ['CSC 230'],
  title: 'Children in care placed 20 miles or more from home',
  asks: 'Of the children in care, how many are placed 20 miles or more from home?',
  definition: 'In care at T, the placement in force has a distanceMiles; numerator: ≥ 20.',
  limits: [
    'Children without a placement in force, and placements whose distance was not recorded, are left out.',
    'The distance is what was recorded; whether it is along the road is not known.',
  ],
  of: (child) => placementInForce(child).filter(({ what }) => what.placement.distanceMiles !== undefined),
  counts: (child) => placementInForce(child).filter(({ what }) => (what.placement.distanceMiles ?? 0) >= 20),
  worked: `
    Ada: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 distanceMiles=20 => 2020-01-01 1/1
    Ben: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 distanceMiles=19.9 => 2020-01-01 0/1
    Cy: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 => 2020-01-01 0/0`,
});

export const twentyMilesOutside = stock({
  id: 'cla-20-miles-outside',
  codes: ['C'],
  title: 'Children in care placed over 20 miles from home and outside the authority',
  asks: 'Of the children in care, how many are placed more than 20 miles from home and outside the authority?',
  definition:
    'In care at T, the placement in force has a distanceMiles and an insideAuthority; numerator: > 20 and not inside.',
  limits: [
    'Children without a placement in force, and placements of which the distance or the side of the boundary was not recorded, are left out.',
  ],
  of: (child) =>
    placementInForce(child).filter(
      ({ what: { placement } }) => placement.distanceMiles !== undefined && placement.insideAuthority !== undefined,
    ),
  counts: (child) =>
    placementInForce(child).filter(
      ({ what: { placement } }) => (placement.distanceMiles ?? 0) > 20 && placement.insideAuthority === false,
    ),
  worked: `
    Ada: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 distanceMiles=20.1 insideAuthority=false => 2020-01-01 1/1
    Ben: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 distanceMiles=20 insideAuthority=false => 2020-01-01 0/1
    Cy: care.started 2020-01-01 legalStatus=C2, placement.started 2020-01-01 type=U6 distanceMiles=30 insideAuthority=true => 2020-01-01 0/1`,
});

export const unaccompaniedChildren = stock({
  id: 'cla-uasc',
  codes: ['C'],
  title: 'Children in care who are unaccompanied asylum seekers',
  asks: 'Of the children in care, how many are unaccompanied asylum-seeking children?',
  definition: 'In care at T; numerator: a uasc spell is open at T.',
  limits: [
    'A child is unaccompanied and seeking asylum for as long as that is recorded; a status that nobody ends goes on.',
  ],
  of: inCare,
  counts: (child) => anyOf(spansOf(unaccompanied(child))),
  worked: `
    Ada: care.started 2020-01-01 legalStatus=C2, uasc.started 2020-01-01, uasc.ended 2020-06-01 => 2020-05-31 1/1, 2020-06-01 0/1`,
});

// ---- workers -------------------------------------------------------------------------------------------------------

export const caseload = meanOverKeys({
  id: 'caseload',
  codes: ['C'],
  title: 'Children for each social worker',
  asks: 'How many children does a social worker have on average?',
  definition:
    "Numerator: (child, worker) pairs with a social worker's allocation open at T; denominator: distinct such workers; by worker.",
  limits: [
    'A worker who works part of the week counts like any other.',
    'Workers without any case are not counted, nor are cases of workers who are not qualified.',
  ],
  each: (child) => spansOf(socialWorkerAllocations(child)),
  over: 'worker',
  key: (allocation) => (allocation as Allocation).worker,
  worked: `
    Ada: allocation.started 2020-01-01 worker=w1 qualified=true #1, allocation.started 2020-01-10 worker=w2 qualified=true #2 => 2020-01-01 1/1, 2020-01-10 2/2
    Ben (the same worker twice is one pair): allocation.started 2020-01-01 worker=w1 qualified=true #1, allocation.started 2020-01-10 worker=w1 qualified=true #2 => 2020-01-10 1/1`,
});

/** "In care", in the order of the catalogue. */
export const careMeasures = [
  childrenInCare,
  careStarted,
  careEnded,
  inCareAllocatedToQualified,
  reviewsOnTime,
  reviewsOnTimeInYear,
  careVisitsOnTime,
  careVisitsUpToDate,
  childrenInCareVisitedOnTime,
  threeOrMorePlacements,
  samePlacementFor2Years,
  twentyMilesFromHome,
  twentyMilesOutside,
  unaccompaniedChildren,
  placedForAdoption,
  leftCareAdopted,
  daysToMovingIn,
  daysToMatch,
  childrenWithVisitor,
  childrenWaitingForVisitor,
  caseload,
];
