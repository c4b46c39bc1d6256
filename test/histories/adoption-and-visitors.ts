/** The way to adoption, and independent visitors. */
import * as fc from 'fast-check';
import type { Day } from '../oracle/calendar';
import { at, between, dayOf, stepFrom, when, type Step } from './days';
import type { Child, Fact, Path } from './facts';
import { ending, fact, maybe, rarely, several, written } from './facts';

const back = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step> => step.map((one) => ({ ...one, n: -one.n }));

/** The way to adoption of a child in care; any of its steps may not be known. Distances from the start of care, else told. */
export const adoption = fc.record({
  // On the first day of care, just before it, or long after.
  placed: fc.oneof({ weight: 2, arbitrary: at('d0', 'm6') }, { weight: 3, arbitrary: between(-30, 500) }),
  isPlaced: fc.constantFrom(true, true, true, true, true, false),
  byFosterCarers: fc.constantFrom(undefined, true, true, false),
  movedIn: maybe(fc.oneof(at('d0'), between(-60, 120)), 5),
  // From the placement.
  authorised: maybe(back(fc.oneof(at('d0', 'm6'), between(0, 300))), 5),
  ordered: maybe(fc.oneof(at('d0', 'm6'), between(-20, 400)), 5),
  // From the authority to place.
  matched: maybe(fc.oneof(at('d0', 'd1', 'm3'), between(-30, 200)), 5),
});
type Adoption = typeof adoption extends fc.Arbitrary<infer A> ? A : never;

/** The facts of an adoption of a child whose care starts on a day. */
export function adoptionFacts(one: Adoption, careStart: Day, { newId }: Child): Fact[] {
  const id = newId('adoption');
  const facts: Fact[] = [];
  const placedOn = stepFrom(careStart, one.placed);
  const authorisedOn = one.authorised === undefined ? placedOn : stepFrom(placedOn, one.authorised);
  if (one.authorised !== undefined) {
    facts.push(fact('adoption.authorised', authorisedOn, { id, authorisedOn: written(authorisedOn) }));
  }
  if (one.matched !== undefined) {
    const on = stepFrom(authorisedOn, one.matched);
    facts.push(fact('adoption.matched', on, { id, matchedOn: written(on) }));
  }
  if (one.isPlaced) {
    facts.push(
      fact('adoption.placed', placedOn, {
        id,
        placedOn: written(placedOn),
        fosterCarerAdoption: one.byFosterCarers,
        movedInOn: one.movedIn && written(stepFrom(careStart, one.movedIn)),
      }),
    );
  }
  if (one.ordered !== undefined) {
    const on = stepFrom(placedOn, one.ordered);
    facts.push(fact('adoption.ordered', on, { id, orderedOn: written(on) }));
  }
  return facts;
}

/** Of a child who need not be in care. */
function adoptions(years: number): fc.Arbitrary<Path> {
  return rarely(fc.tuple(when(years), adoption), 4).map((one): Path => (child) => {
    if (one === undefined) return [];
    return adoptionFacts(one[1], dayOf(one[0], child.anchors, undefined), child);
  });
}

function visitors(years: number): fc.Arbitrary<Path> {
  const visitor = fc.record({
    when: when(years, at('d0', 'd0', 'm3')),
    requested: fc.constantFrom(true, true, true, false),
    matched: maybe(fc.oneof(at('d0', 'd1', 'm3'), between(-20, 200)), 4),
    provider: maybe(fc.constantFrom('p-1', 'p-2', 'P-2'), 3),
    ended: ending(fc.oneof(at('d1', 'm6', 'm12'), between(1, 500))),
    withdrawn: maybe(fc.oneof(at('d0', 'd1'), between(-5, 200))),
  });
  return several(visitor, 1, 3).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.flatMap((one) => {
      const id = newId('independent-visitor');
      const on = dayOf(one.when, anchors, previous);
      previous = on;
      const facts: Fact[] = [];
      if (one.requested) facts.push(fact('independent-visitor.requested', on, { id, requestedOn: written(on) }));
      const matchedOn = one.matched === undefined ? on : stepFrom(on, one.matched);
      if (one.matched !== undefined) {
        const { provider } = one;
        facts.push(fact('independent-visitor.matched', matchedOn, { id, matchedOn: written(matchedOn), provider }));
      }
      // An end may come without a match; it does not end the wait.
      if (one.ended !== undefined) {
        const endedOn = stepFrom(matchedOn, one.ended);
        facts.push(fact('independent-visitor.ended', endedOn, { id, endedOn: written(endedOn) }));
      }
      if (one.withdrawn !== undefined) {
        const withdrawnOn = stepFrom(on, one.withdrawn);
        facts.push(fact('independent-visitor.withdrawn', withdrawnOn, { id, withdrawnOn: written(withdrawnOn) }));
      }
      return facts;
    });
  });
}

/** Adoptions beside those that go with a care period, and visitors. */
export function adoptionAndVisitorPaths(years: number): fc.Arbitrary<Path>[] {
  return [adoptions(years), visitors(years)];
}
