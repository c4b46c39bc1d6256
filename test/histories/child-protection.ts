/** Section 47 enquiries, conferences, child-protection plans with their reviews and visits. */
import * as fc from 'fast-check';
import { at, between, dayOf, stepFrom, when } from './days';
import type { Path } from './facts';
import { ending, fact, maybe, onDays, several, written } from './facts';

function enquiries(years: number): fc.Arbitrary<Path> {
  const enquiry = fc.record({
    when: when(years, at('d0', 'm6', 'm12')),
    leadChild: maybe(fc.boolean()),
    completed: ending(at('w15', 'w45', 'd10')),
    outcome: maybe(fc.constantFrom('conference', 'no-further-action', 'substantiated-no-conference')),
    conference: maybe(
      fc.record({
        after: fc.oneof(at('w15', 'w14', 'w10'), between(-2, 40)),
        transferIn: maybe(fc.constantFrom(true, false, false)),
        outcome: maybe(fc.constantFrom('plan', 'no-plan')),
      }),
    ),
  });
  return fc.array(enquiry, { maxLength: 3 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.flatMap((one) => {
      const on = dayOf(one.when, anchors, previous);
      previous = on;
      const id = newId('s47');
      const facts = [fact('s47.started', on, { id, startedOn: written(on), leadChild: one.leadChild })];
      if (one.completed !== undefined) {
        const completedOn = stepFrom(on, one.completed);
        facts.push(fact('s47.completed', completedOn, { id, completedOn: written(completedOn), outcome: one.outcome }));
      }
      if (one.conference !== undefined) {
        const { after, transferIn, outcome } = one.conference;
        const heldOn = stepFrom(on, after);
        facts.push(
          fact('icpc.held', Math.max(on, heldOn), {
            id: newId('icpc'),
            heldOn: written(heldOn),
            strategyOn: written(on),
            transferIn,
            outcome,
          }),
        );
      }
      return facts;
    });
  });
}

const reviewSteps = several(
  fc.oneof({ weight: 4, arbitrary: at('m3', 'm6') }, { weight: 1, arbitrary: between(0, 200) }),
  1,
  5,
);
const visitSteps = several(
  fc.oneof({ weight: 6, arbitrary: at('w10', 'w15', 'w5', 'd0') }, { weight: 1, arbitrary: between(0, 60) }),
  1,
  12,
);
const seen = fc.constantFrom(true, undefined, undefined, undefined, false);

function plans(years: number): fc.Arbitrary<Path> {
  const plan = fc.record({
    when: when(years, at('m24', 'd0', 'm6')),
    ended: ending(fc.oneof(at('d728', 'd729', 'm3', 'm6', 'm24'), between(1, 500)), { open: 3 }),
    // Another plan after the end of the one before it rather than after its start.
    afterEnd: fc.boolean(),
    category: maybe(fc.constantFrom('NEG', 'PHY', 'SAB', 'EMO', 'MUL')),
    reviews: reviewSteps,
    visits: visitSteps,
    seen: fc.array(seen, { minLength: 1, maxLength: 5 }),
  });
  return fc.array(plan, { maxLength: 3 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    let previousEnd: number | undefined;
    return all.flatMap((one) => {
      const on = dayOf(one.when, anchors, one.afterEnd ? (previousEnd ?? previous) : previous);
      previous = on;
      const id = newId('cp-plan');
      const facts = [fact('cp-plan.started', on, { id, startedOn: written(on), category: one.category })];
      if (one.ended !== undefined) {
        const endedOn = stepFrom(on, one.ended);
        previousEnd = endedOn;
        facts.push(fact('cp-plan.ended', endedOn, { id, endedOn: written(endedOn) }));
      }
      facts.push(
        ...onDays(on, one.reviews, (d) => fact('cp-review.held', d, { id: newId('cp-review'), heldOn: written(d) })),
        ...onDays(on, one.visits, (d) =>
          fact('visit.completed', d, {
            id: newId('visit'),
            visitedOn: written(d),
            purpose: 'cp',
            seen: one.seen[d % one.seen.length],
          }),
        ),
      );
      return facts;
    });
  });
}

/** The paths of child protection. */
export function protectionPaths(years: number): fc.Arbitrary<Path>[] {
  return [enquiries(years), plans(years)];
}
