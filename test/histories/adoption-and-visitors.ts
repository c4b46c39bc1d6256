/** The way to adoption, and independent visitors. */
import * as fc from 'fast-check';
import { at, between, dayOf, stepFrom, when, type Step } from './days';
import type { Fact, Path } from './facts';
import { ending, fact, maybe, several, written } from './facts';

const back = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step> => step.map((one) => ({ ...one, n: -one.n }));

function adoptions(years: number): fc.Arbitrary<Path> {
  const adoption = fc.record({
    placed: maybe(
      fc.record({
        // Often about an anchor, as care is: on its first day, just before it, between two periods.
        when: when(years, at('m6', 'm12')),
        byFosterCarers: maybe(fc.boolean()),
        // They moved in before it, or about an anchor.
        movedIn: maybe(
          fc.oneof({ weight: 1, arbitrary: when(years) }, { weight: 1, arbitrary: back(between(0, 400)) }),
          4,
        ),
      }),
      6,
    ),
    otherwise: when(years),
    authorised: maybe(back(fc.oneof(at('d0', 'm6'), between(0, 300))), 5),
    matched: maybe(fc.oneof(at('d0', 'd1', 'm3'), between(-30, 200)), 5),
    ordered: maybe(fc.oneof(at('d0', 'm6'), between(-20, 400)), 5),
  });
  return fc.array(adoption, { maxLength: 2 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.flatMap((one) => {
      const id = newId('adoption');
      const placedOn = dayOf(one.placed?.when ?? one.otherwise, anchors, previous);
      previous = placedOn;
      const authorisedOn = one.authorised === undefined ? placedOn : stepFrom(placedOn, one.authorised);
      const facts: Fact[] = [];
      if (one.authorised !== undefined) {
        facts.push(fact('adoption.authorised', authorisedOn, { id, authorisedOn: written(authorisedOn) }));
      }
      if (one.matched !== undefined) {
        const on = stepFrom(authorisedOn, one.matched);
        facts.push(fact('adoption.matched', on, { id, matchedOn: written(on) }));
      }
      if (one.placed !== undefined) {
        const { byFosterCarers, movedIn } = one.placed;
        const moved = movedIn && ('kind' in movedIn ? dayOf(movedIn, anchors, placedOn) : stepFrom(placedOn, movedIn));
        facts.push(
          fact('adoption.placed', placedOn, {
            id,
            placedOn: written(placedOn),
            fosterCarerAdoption: byFosterCarers,
            movedInOn: moved === undefined ? undefined : written(moved),
          }),
        );
      }
      if (one.ordered !== undefined) {
        const on = stepFrom(placedOn, one.ordered);
        facts.push(fact('adoption.ordered', on, { id, orderedOn: written(on) }));
      }
      return facts;
    });
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

/** Adoptions and visitors; some of the children who have them are in care. */
export function adoptionAndVisitorPaths(years: number): fc.Arbitrary<Path>[] {
  return [adoptions(years), visitors(years)];
}
