import {
  independentVisitors,
  view,
  visitorRequests,
  type IndependentVisitor,
  type VisitorRequest,
} from '@careledger/record';
import type { Child } from '@careledger/record';
import { inCare } from './vocabulary/profile';
import { stock } from './vocabulary/stock';
import { anyOf, both, during, never, prevailing, type Timeline } from './vocabulary/timeline';

/** The child's independent visitor on every day; of several the one that was matched last. */
const visitor = view((child): Timeline<IndependentVisitor> => prevailing(independentVisitors(child)));

const inCareWithVisitor = (child: Child): Timeline<IndependentVisitor> =>
  visitor(child).length === 0 ? never : both(visitor(child), inCare(child));

export const childrenWithVisitor = stock({
  id: 'independent-visitors',
  codes: ['C'],
  title: 'Children in care with an independent visitor',
  asks: 'How many children in care have an independent visitor?',
  definition:
    'In care at T with an independent-visitor spell (from matchedOn) open at T; by provider (of the one that started last, then the greatest id).',
  notes: ['A child with two visitors counts once, under the provider of the one that was matched last.'],
  limits: [
    'How often the visitor comes is not looked at.',
    'Young people who keep their visitor after care are not counted.',
  ],
  of: inCareWithVisitor,
  by: { provider: (child) => visitor(child).map((span) => ({ ...span, what: span.what.provider })) },
  worked: `
    Ada: care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.matched 2020-03-01, independent-visitor.ended 2020-06-01 => 2020-02-29 0, 2020-03-01 1, 2020-05-31 1, 2020-06-01 0
    Ben (left care): care.started 2020-01-01 legalStatus=C2, care.ended 2020-04-01, independent-visitor.matched 2020-03-01 => 2020-03-31 1, 2020-04-01 0
    Cy (two at once): care.started 2020-01-01 legalStatus=C2, independent-visitor.matched 2020-02-01 #1, independent-visitor.matched 2020-03-01 #2, independent-visitor.ended 2020-04-01 #2 => 2020-03-01 1, 2020-04-01 1
    Dee (an end and no match): care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.ended 2020-03-01 => 2020-02-01 0`,
});

/** The days on which a request had been made and was neither met nor withdrawn. */
const waits = (child: Child): Timeline<VisitorRequest> =>
  anyOf(visitorRequests(child).flatMap((request) => during(request.requestedOn, request.settledOn, request)));

export const childrenWaitingForVisitor = stock({
  id: 'independent-visitors-waiting',
  codes: ['C'],
  title: 'Children in care who wait for an independent visitor',
  asks: 'How many children in care are waiting for an independent visitor?',
  definition: 'In care at T with one requestedOn ≤ T and neither matched nor withdrawn on or before T.',
  notes: [
    'A child who has a visitor and asks for another waits too.',
    'A match or a withdrawal that is dated before its request ends the wait before it has begun.',
  ],
  limits: [
    'How long a child has waited is not told.',
    'Children who would have a right to a visitor and for whom nobody has asked are not counted.',
  ],
  of: (child) => {
    const waiting = waits(child);
    return waiting.length === 0 ? never : both(waiting, inCare(child));
  },
  worked: `
    Ada: care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.matched 2020-03-01 => 2020-01-31 0, 2020-02-01 1, 2020-02-29 1, 2020-03-01 0
    Ben (withdrawn): care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.withdrawn 2020-02-10 => 2020-02-09 1, 2020-02-10 0
    Cy (withdrawn and matched all the same): care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.matched 2020-03-01, independent-visitor.withdrawn 2020-02-10 => 2020-02-10 0
    Dee (an end does not end the wait): care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.ended 2020-03-01 => 2020-03-01 1
    Eve (withdrawn before it was asked for): care.started 2020-01-01 legalStatus=C2, independent-visitor.requested 2020-02-01, independent-visitor.withdrawn 2020-01-31 => 2020-02-01 0
    Flo (not in care): independent-visitor.requested 2020-02-01 => 2020-02-01 0
    Gus (has one, asks for another): care.started 2020-01-01 legalStatus=C2, independent-visitor.matched 2020-02-01 #1, independent-visitor.requested 2020-03-01 #2 => 2020-03-01 1`,
});
