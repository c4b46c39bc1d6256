/** Contacts, referrals, early help, assessments and plans for children in need. */
import * as fc from 'fast-check';
import { at, between, dayOf, stepFrom, when } from './days';
import type { Path } from './facts';
import { ending, fact, maybe, written } from './facts';

const flag = maybe(fc.boolean());
const SOURCES = ['1A', '2B', '3A', '5B', '10'];

function contacts(years: number): fc.Arbitrary<Path> {
  return fc
    .array(fc.record({ when: when(years), outcome: maybe(fc.constantFrom('referral', 'advice')) }), { maxLength: 2 })
    .map(
      (all): Path =>
        ({ anchors, newId }) =>
          all.map((one) => {
            const on = dayOf(one.when, anchors, undefined);
            return fact('contact.received', on, {
              id: newId('contact'),
              receivedOn: written(on),
              outcome: one.outcome,
            });
          }),
    );
}

function referrals(years: number): fc.Arbitrary<Path> {
  const referral = fc.record({
    when: when(years, at('m12', 'm12', 'd1', 'd0')),
    completed: ending(fc.oneof(at('w1', 'w3', 'w5'), between(0, 12)), { open: 1 }),
    leadChild: flag,
    source: maybe(fc.constantFrom(...SOURCES)),
    outcome: maybe(fc.constantFrom('assessment', 'early-help', 'no-further-action', 'information')),
  });
  return fc.array(referral, { maxLength: 4 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.flatMap((one) => {
      const on = dayOf(one.when, anchors, previous);
      previous = on;
      const id = newId('referral');
      const received = fact('referral.received', on, {
        id,
        receivedOn: written(on),
        leadChild: one.leadChild,
        source: one.source,
      });
      if (one.completed === undefined) return [received];
      const completedOn = stepFrom(on, one.completed);
      return [
        received,
        fact('referral.completed', completedOn, { id, completedOn: written(completedOn), outcome: one.outcome }),
      ];
    });
  });
}

function earlyHelp(years: number): fc.Arbitrary<Path> {
  return fc.array(fc.record({ when: when(years), external: flag }), { maxLength: 2 }).map(
    (all): Path =>
      ({ anchors, newId }) =>
        all.map((one) => {
          const on = dayOf(one.when, anchors, undefined);
          return fact('early-help.started', on, {
            id: newId('early-help'),
            startedOn: written(on),
            external: one.external,
          });
        }),
  );
}

function assessments(years: number): fc.Arbitrary<Path> {
  const assessment = fc.record({
    when: when(years, at('d0', 'm3', 'm12')),
    completed: ending(fc.oneof(at('w45', 'w44', 'w10'), between(0, 120)), { open: 4 }),
  });
  return fc.array(assessment, { maxLength: 3 }).map((all): Path => ({ anchors, newId }) => {
    let previous: number | undefined;
    return all.flatMap((one) => {
      const on = dayOf(one.when, anchors, previous);
      previous = on;
      const id = newId('assessment');
      const started = fact('assessment.started', on, { id, startedOn: written(on), referralId: undefined });
      if (one.completed === undefined) return [started];
      const completedOn = stepFrom(on, one.completed);
      return [started, fact('assessment.completed', completedOn, { id, completedOn: written(completedOn) })];
    });
  });
}

function cinPlans(years: number): fc.Arbitrary<Path> {
  const plan = fc.record({ when: when(years), ended: ending(at('m3', 'm6', 'm12', 'd1')) });
  return fc.array(plan, { maxLength: 2 }).map(
    (all): Path =>
      ({ anchors, newId }) =>
        all.flatMap((one) => {
          const on = dayOf(one.when, anchors, undefined);
          const id = newId('cin-plan');
          const started = fact('cin-plan.started', on, { id, startedOn: written(on) });
          if (one.ended === undefined) return [started];
          const endedOn = stepFrom(on, one.ended);
          return [started, fact('cin-plan.ended', endedOn, { id, endedOn: written(endedOn) })];
        }),
  );
}

/** The paths before and beside protection and care. */
export function referralPaths(years: number): fc.Arbitrary<Path>[] {
  return [contacts(years), referrals(years), earlyHelp(years), assessments(years), cinPlans(years)];
}
