/** Care periods with their placements, legal statuses, reviews, visits and health; unaccompanied children. */
import * as fc from 'fast-check';
import type { Day } from '../oracle/calendar';
import { adoption, adoptionFacts } from './adoption-and-visitors';
import type { Step } from './days';
import { at, between, dayOf, stepFrom, when } from './days';
import type { Child, Fact, Path } from './facts';
import { ending, fact, maybe, onDays, rarely, several, written } from './facts';
import { health, healthFacts } from './health';

const flag = maybe(fc.boolean(), 2);

const placementType = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('U1', 'U4', 'U6', 'K2', 'P1', 'H5') },
  { weight: 3, arbitrary: fc.constantFrom('T0', 'T1', 'T2', 'T3', 'T4') },
  { weight: 1, arbitrary: fc.constantFrom('A3', 'A4', 'A5', 'A6') },
);

const placement = fc.record({
  after: fc.oneof(
    { weight: 4, arbitrary: at('d0', 'd1', 'm12', 'm24', 'm30', 'd7') },
    { weight: 4, arbitrary: between(1, 150) },
  ),
  // On the end of the placement before it, as a same-carer change is.
  seamless: fc.boolean(),
  ended: ending(fc.oneof(at('d1', 'm3', 'm12'), between(1, 300)), { open: 6, ends: 6 }),
  type: placementType,
  sameCarer: maybe(fc.constantFrom(true, true, false)),
  distanceMiles: maybe(fc.constantFrom(0, 3.5, 19.9, 20, 20.1, 75), 3),
  insideAuthority: flag,
  permanent: rarely(fc.boolean(), 3),
  // Visits about its start, when the first is due and where longer intervals begin, and when the next is due.
  visits: rarely(fc.tuple(at('d0', 'd7', 'm12'), at('d42', 'm3')), 3),
});

const care = fc.record({
  legalStatus: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('C1', 'C2', 'E1', 'V2', 'J1') },
    { weight: 1, arbitrary: fc.constantFrom('V3', 'V4') },
  ),
  ended: ending(fc.oneof(at('w7', 'w20', 'm3', 'm6', 'm12', 'm24', 'm30'), between(1, 900)), { open: 7, ends: 5 }),
  reason: maybe(fc.constantFrom('E4', 'E11', 'E12', 'E17')),
  statuses: fc.array(
    fc.record({
      step: fc.oneof(at('d0', 'm3', 'm6'), between(-10, 400)),
      legalStatus: fc.constantFrom('C1', 'E1', 'V2'),
    }),
    { maxLength: 2 },
  ),
  // The first placement may have begun before care did, or begin later.
  firstPlacement: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Step>({ unit: 'days', n: 0, slip: 0 }) },
    { weight: 2, arbitrary: between(-60, 20) },
  ),
  placements: several(placement, 1, 7),
  reviews: several(
    fc.oneof({ weight: 5, arbitrary: at('m3', 'm6', 'w20') }, { weight: 1, arbitrary: between(0, 200) }),
    1,
    7,
  ),
  visitsFrom: between(-3, 9),
  visits: several(
    fc.oneof(
      { weight: 8, arbitrary: at('d42', 'm3', 'd7', 'd0', 'd42') },
      { weight: 1, arbitrary: at('m12') },
      { weight: 2, arbitrary: between(0, 80) },
    ),
    2,
    14,
  ),
  health,
  adoption: rarely(adoption, 3),
  uasc: rarely(fc.record({ from: between(-20, 20), ended: ending(at('m6', 'm12')) }), 4),
});

type Care = typeof care extends fc.Arbitrary<infer C> ? C : never;

const careVisit = (d: Day, newId: Child['newId']): Fact =>
  fact('visit.completed', d, { id: newId('visit'), visitedOn: written(d), purpose: 'cla' });

function placements(one: Care, careStart: Day, { newId }: Child): Fact[] {
  let startedOn = stepFrom(careStart, one.firstPlacement);
  let previousEnd: Day | undefined;
  return one.placements.flatMap((it, i) => {
    if (i > 0) startedOn = it.seamless && previousEnd !== undefined ? previousEnd : stepFrom(startedOn, it.after);
    const id = newId('placement');
    const started = fact('placement.started', startedOn, {
      id,
      startedOn: written(startedOn),
      type: it.type,
      sameCarer: it.sameCarer,
      distanceMiles: it.distanceMiles,
      insideAuthority: it.insideAuthority,
      permanent: it.permanent,
    });
    const visits = onDays(startedOn, it.visits ?? [], (d) => careVisit(d, newId));
    previousEnd = undefined;
    if (it.ended === undefined) return [started, ...visits];
    const endedOn = stepFrom(startedOn, it.ended);
    if (endedOn >= startedOn) previousEnd = endedOn;
    return [started, ...visits, fact('placement.ended', endedOn, { id, endedOn: written(endedOn), reason: 'CARPL' })];
  });
}

function carePeriod(one: Care, careStart: Day, child: Child): Fact[] {
  const { newId } = child;
  const id = newId('care');
  const facts = [
    fact('care.started', careStart, { id, startedOn: written(careStart), legalStatus: one.legalStatus }),
    ...one.statuses.map(({ step, legalStatus }) => {
      const on = stepFrom(careStart, step);
      return fact('legal-status.changed', on, {
        id: newId('legal-status'),
        care: id,
        changedOn: written(on),
        legalStatus,
      });
    }),
    ...placements(one, careStart, child),
    ...onDays(careStart, one.reviews, (d) =>
      fact('cla-review.held', d, { id: newId('cla-review'), heldOn: written(d) }),
    ),
    ...onDays(stepFrom(careStart, one.visitsFrom), one.visits, (d) => careVisit(d, newId)),
    ...healthFacts(one.health, id, careStart, child),
  ];
  if (one.ended !== undefined) {
    const endedOn = stepFrom(careStart, one.ended);
    facts.push(fact('care.ended', endedOn, { id, endedOn: written(endedOn), reason: one.reason }));
  }
  if (one.adoption !== undefined) facts.push(...adoptionFacts(one.adoption, careStart, child));
  if (one.uasc !== undefined) {
    const uasc = newId('uasc');
    const on = stepFrom(careStart, one.uasc.from);
    facts.push(fact('uasc.started', on, { id: uasc, startedOn: written(on) }));
    if (one.uasc.ended !== undefined) {
      const endedOn = stepFrom(on, one.uasc.ended);
      facts.push(fact('uasc.ended', endedOn, { id: uasc, endedOn: written(endedOn) }));
    }
  }
  return facts;
}

/** The path of a child in care: often one period, sometimes several, which may touch or overlap. */
export function carePaths(years: number): fc.Arbitrary<Path>[] {
  const period = fc.tuple(when(years, at('d0', 'd0', 'm6', 'm12')), care);
  return [
    several(period, 1, 2).map((all): Path => (child) => {
      let previous: Day | undefined;
      return all.flatMap(([start, one]) => {
        const on = dayOf(start, child.anchors, previous);
        previous = one.ended === undefined ? on : stepFrom(on, one.ended);
        return carePeriod(one, on, child);
      });
    }),
  ];
}
