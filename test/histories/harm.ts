/** The exploitation tracker, offences; and approvals of carers. */
import * as fc from 'fast-check';
import { at, between, dayOf, stepFrom, when } from './days';
import type { Path } from './facts';
import { ending, fact, several, written } from './facts';

function trackings(years: number): fc.Arbitrary<Path> {
  const tracking = fc.record({
    when: when(years, at('d0', 'm3')),
    removed: ending(fc.oneof(at('d1', 'm6', 'm12'), between(1, 400))),
  });
  return fc.array(tracking, { maxLength: 3 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.flatMap((one) => {
      const id = newId('exploitation-tracker');
      const on = dayOf(one.when, anchors, previous);
      previous = on;
      const added = fact('exploitation-tracker.added', on, { id, addedOn: written(on) });
      if (one.removed === undefined) return [added];
      const removedOn = stepFrom(on, one.removed);
      return [added, fact('exploitation-tracker.removed', removedOn, { id, removedOn: written(removedOn) })];
    });
  });
}

function offences(years: number): fc.Arbitrary<Path> {
  const offence = fc.record({
    // A year after the one before, to the day: the next begins to count as that one ceases to.
    when: when(years, at('m12', 'd0', 'm6')),
    outcome: fc.constantFrom('conviction' as const, 'youth-caution' as const, 'youth-conditional-caution' as const),
  });
  return several(offence, 1, 4).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.map(({ when: chosen, outcome }) => {
      const on = dayOf(chosen, anchors, previous);
      previous = on;
      return fact('offence.decided', on, { id: newId('offence'), decidedOn: written(on), outcome });
    });
  });
}

/** In a record of its own the carer has nothing else; in these it stands beside a child's, so that breakdowns have keys. */
function approvals(years: number): fc.Arbitrary<Path> {
  const approval = fc.record({
    when: when(years, at('d0', 'm12')),
    kind: fc.constantFrom('mainstream-foster' as const, 'friends-and-family' as const, 'adopter' as const),
  });
  return fc.array(approval, { maxLength: 2 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.map(({ when: chosen, kind }) => {
      const on = dayOf(chosen, anchors, previous);
      previous = on;
      return fact('carer.approved', on, { id: newId('carer'), approvedOn: written(on), kind });
    });
  });
}

/** What harm comes to children, and who is approved to look after them. */
export function harmPaths(years: number): fc.Arbitrary<Path>[] {
  return [trackings(years), offences(years), approvals(years)];
}
