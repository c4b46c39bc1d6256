import { adoptions, carePeriods, type Adoption, type CarePeriod, type Child } from '@careledger/record';
import { ADOPTIVE_PLACEMENTS, placementInForce } from './placements';
import { flow } from './vocabulary/flow';
import { stock } from './vocabulary/stock';

export const placedForAdoption = stock({
  id: 'placed-for-adoption',
  codes: ['C'],
  title: 'Children placed for adoption',
  asks: 'How many children in care are placed with their adopters?',
  definition: 'In care at T; the placement in force has a type A3–A6.',
  limits: [
    'Children who are matched and not placed yet are not counted, nor those whose adoption order has been made: they have left care.',
    'A child who is elsewhere for some days (T0 to T4) is not counted on them.',
  ],
  of: (child) => placementInForce(child).filter(({ what }) => ADOPTIVE_PLACEMENTS.has(what.placement.type)),
  worked: `
    Ada: care.started 2020-01-01 legalStatus=E1, placement.started 2020-03-01 type=A6 => 2020-02-29 0, 2020-03-01 1
    Ben (adopted): care.started 2020-01-01 legalStatus=E1, placement.started 2020-03-01 type=A3, care.ended 2020-09-01 reason=E12 => 2020-08-31 1, 2020-09-01 0
    Cy (did not last): care.started 2020-01-01 legalStatus=E1, placement.started 2020-03-01 type=A4 #1, placement.started 2020-06-01 type=U6 #2 => 2020-05-31 1, 2020-06-01 0
    Dee (away for a while): care.started 2020-01-01 legalStatus=E1, placement.started 2020-03-01 type=A5 #1, placement.started 2020-06-01 type=T1 #2 => 2020-06-01 0
    Eve (not in care): placement.started 2020-03-01 type=A3 => 2020-03-01 0`,
});

/** E11: adopted, and nobody opposed it; E12: adopted without the consent of a parent. */
const ADOPTED = new Set(['E11', 'E12']);

export const leftCareAdopted = flow({
  id: 'cla-ended-adopted',
  codes: ['C'],
  title: 'Children who left care by adoption',
  asks: 'Of the care periods that ended in the period, how many ended with an adoption?',
  definition: 'Each care period that ended, on endedOn; numerator: reason E11 or E12.',
  decidedBy: 'the day the care period ended',
  limits: ['A care period that ended without a reason having been sent is in the denominator alone.'],
  each: carePeriods,
  on: (care) => care.endedOn,
  counts: (care) => care.reason !== undefined && ADOPTED.has(care.reason),
  worked: `
    Ada: care.started 2019-04-01 legalStatus=E1, care.ended 2020-06-01 reason=E11 => 2020-06-01 1/1
    Ben: care.started 2019-04-01 legalStatus=E1, care.ended 2020-06-01 reason=E12 => 2020-06-01 1/1
    Cy: care.started 2019-04-01 legalStatus=C2, care.ended 2020-06-01 reason=E4 => 2020-06-01 0/1
    Dee (no reason was sent): care.started 2019-04-01 legalStatus=C2, care.ended 2020-06-01 => 2020-06-01 0/1
    Eve (a short break): care.started 2019-04-01 legalStatus=V4, care.ended 2020-06-01 reason=E11 => 2020-06-01 0/0`,
});

/** The care period that started last on or before the day on which the child was placed for adoption. */
function carePlacedFrom(adoption: Adoption, child: Child): CarePeriod | undefined {
  const { placedOn } = adoption;
  if (placedOn === undefined) return undefined;
  const before = carePeriods(child).filter(({ startedOn }) => startedOn <= placedOn);
  return before.reduce<CarePeriod | undefined>(
    (last, care) => (last === undefined || care.startedOn > last.startedOn ? care : last),
    undefined,
  );
}

export const daysToMovingIn = flow({
  id: 'adoption-a10',
  codes: ['C'],
  title: 'Days from entering care to moving in with the adoptive family (A10)',
  asks: 'Of the children adopted in the period, how many days did it take on average from entering care to moving in with the adoptive family?',
  definition:
    'Each adoption, on orderedOn; numerator: days from the start of the care period that started last on or before placedOn to movedInOn where fosterCarerAdoption, else to placedOn; left out where one is missing or the days are negative.',
  notes: [
    'Where the foster carers adopt, the clock stops when the child moved in with them as a foster child: that is the adjustment of A10.',
    'An adoption by foster carers without the day of moving in is left out: the day of the placement for adoption would make it look longer than it was.',
    'The care period need not be open any more when the child is placed.',
  ],
  decidedBy: 'the day the adoption order was made',
  limits: [
    'Children who wait for adoption, or whose plan for adoption was given up, are not in it.',
    'The published scorecards average over three years; here the average is that of the period asked for.',
    'A child who was in care with another authority first is counted from its care here.',
  ],
  each: adoptions,
  on: (adoption) => adoption.orderedOn,
  amount: (adoption, child) => {
    const care = carePlacedFrom(adoption, child);
    const end = adoption.byFosterCarers ? adoption.movedInOn : adoption.placedOn;
    if (care === undefined || end === undefined || end < care.startedOn) return undefined;
    return end - care.startedOn;
  },
  because: carePlacedFrom,
  worked: `
    Ada: care.started 2019-01-01 legalStatus=E1, adoption.placed 2020-01-01, adoption.ordered 2020-10-01 => 2020-10-01 365/1
    Ben (by the foster carers): care.started 2019-01-01 legalStatus=E1, adoption.placed 2020-01-01 fosterCarerAdoption=true movedInOn=2019-01-31, adoption.ordered 2020-10-01 => 2020-10-01 30/1
    Cy (by the foster carers, not said when it moved in): care.started 2019-01-01 legalStatus=E1, adoption.placed 2020-01-01 fosterCarerAdoption=true, adoption.ordered 2020-10-01 => 2020-10-01 0/0
    Dee (on the first day of care): care.started 2019-01-01 legalStatus=E1, adoption.placed 2019-01-01, adoption.ordered 2020-10-01 => 2020-10-01 0/1
    Eve (moved in before care started): care.started 2019-01-01 legalStatus=E1, adoption.placed 2020-01-01 fosterCarerAdoption=true movedInOn=2018-12-31, adoption.ordered 2020-10-01 => 2020-10-01 0/0
    Flo (in care twice): care.started 2017-01-01 legalStatus=C2 #1, care.ended 2017-06-01 #1, care.started 2019-12-02 legalStatus=C2 #2, adoption.placed 2020-01-01, adoption.ordered 2020-10-01 => 2020-10-01 30/1
    Gus (came into care again later): care.started 2019-01-01 legalStatus=C2 #1, care.ended 2019-06-01 #1, adoption.placed 2020-01-01, care.started 2020-02-01 legalStatus=C2 #2, adoption.ordered 2020-10-01 => 2020-10-01 365/1
    Hal (never placed): care.started 2019-01-01 legalStatus=E1, adoption.ordered 2020-10-01 => 2020-10-01 0/0
    Ida (only short breaks): care.started 2019-01-01 legalStatus=V4, adoption.placed 2020-01-01, adoption.ordered 2020-10-01 => 2020-10-01 0/0`,
});

export const daysToMatch = flow({
  id: 'adoption-a2',
  codes: ['C'],
  title: 'Days from court authority to a match with an adoptive family (A2)',
  asks: 'Of the children matched in the period, how many days did it take on average from the court’s authority to place to the match?',
  definition:
    'Each adoption, on matchedOn; numerator: days from authorisedOn, 0 where that is later; left out where it is missing.',
  notes: [
    'A match that came before the court’s authority took no time: it counts with 0 days.',
    'It counts whether or not the child has been placed or adopted since.',
  ],
  decidedBy: 'the day of the match with an adoptive family',
  limits: [
    'Children for whom no match has been found are not in it, however long they have waited.',
    'The published scorecards average over three years; here the average is that of the period asked for.',
  ],
  each: adoptions,
  on: (adoption) => adoption.matchedOn,
  amount: ({ authorisedOn, matchedOn }) =>
    authorisedOn === undefined || matchedOn === undefined ? undefined : Math.max(0, matchedOn - authorisedOn),
  worked: `
    Ada: adoption.authorised 2020-01-01, adoption.matched 2020-03-01 => 2020-01-01 0/0, 2020-03-01 60/1
    Ben (matched before): adoption.authorised 2020-03-02, adoption.matched 2020-03-01 => 2020-03-01 0/1
    Cy (no authority): adoption.matched 2020-03-01 => 2020-03-01 0/0
    Dee (matched twice): adoption.authorised 2020-01-01 #1, adoption.matched 2020-01-11 #1, adoption.authorised 2020-01-01 #2, adoption.matched 2020-01-31 #2 => 2020-01-11 10/1, 2020-01-31 30/1`,
});
