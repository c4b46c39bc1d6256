/** Health checks and refusals of a child in care, difficulties scores, substance misuse. */
import * as fc from 'fast-check';
import type { Day } from '../oracle/calendar';
import { addMonths, financialYearStart } from '../oracle/calendar';
import type { Step } from './days';
import { at, between, stepFrom } from './days';
import type { Child, Fact } from './facts';
import { fact, maybe, onDays, several, written } from './facts';

const check = fc.record({
  from: fc.constantFrom('careStart', 'previous', 'year'),
  step: fc.oneof(at('m6', 'm12', 'w20', 'd0'), between(0, 400)),
  kind: fc.constantFrom(
    ...([
      'initial',
      'review',
      'review',
      'review',
      'dental',
      'dental',
      'immunisation',
      'development',
      'development',
    ] as const),
  ),
  upToDate: fc.constantFrom(undefined, undefined, true, true, false),
  // Refused instead, or refused first, so many days before the check (negative: after it).
  refused: fc.oneof(
    { weight: 5, arbitrary: fc.constant('never' as const) },
    { weight: 3, arbitrary: fc.constant('instead' as const) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, 40, -20) },
  ),
});

/** What of a care period concerns health. */
export const health = fc.record({
  initial: maybe(at('w20', 'd0')),
  checks: several(check, 1, 9),
  form: maybe(at('w7')),
  // Scores from the first day on which the child is in the 12-month cohort, several on one day, and a year after each other.
  scores: several(
    fc.tuple(
      fc.oneof({ weight: 3, arbitrary: at('m12', 'm12', 'd0') }, { weight: 2, arbitrary: between(0, 500) }),
      fc.constantFrom(0, 1, 12, 17, 40),
    ),
    1,
    4,
  ),
  misuse: fc.array(fc.oneof(at('d0', 'm12', 'm24'), between(-30, 900)), { maxLength: 2 }),
  // On the first day in care, the last and the day after it: care ends after so many months too.
  treatment: fc.array(fc.oneof(at('d0', 'm6', 'm12'), between(-30, 500)), { maxLength: 2 }),
});

type Health = typeof health extends fc.Arbitrary<infer H> ? H : never;
type Check = Health['checks'][number];

function checkFacts({ kind, upToDate, refused }: Check, on: Day, newId: Child['newId']): Fact[] {
  const done = fact('health-check.completed', on, {
    id: newId('health-check'),
    checkedOn: written(on),
    kind,
    upToDate,
  });
  if (refused === 'never' || (kind !== 'review' && kind !== 'dental')) return [done];
  const refusedOn = refused === 'instead' ? on : on - refused;
  const refusal = fact('health-check.refused', refusedOn, {
    id: newId('health-check'),
    refusedOn: written(refusedOn),
    kind,
  });
  return refused === 'instead' ? [refusal] : [refusal, done];
}

/** The facts of a care period that concern health. */
export function healthFacts(one: Health, care: string, careStart: Day, { newId }: Child): Fact[] {
  const facts: Fact[] = [];
  if (one.initial !== undefined) {
    const on = stepFrom(careStart, one.initial);
    facts.push(
      fact('health-check.completed', on, {
        id: newId('health-check'),
        checkedOn: written(on),
        kind: 'initial',
        upToDate: undefined,
      }),
    );
  }
  let previous = careStart;
  for (const it of one.checks) {
    const yearStart = addMonths(financialYearStart(previous), 12);
    // Around 1 April: the last day of a year, its first, and its second.
    const around = yearStart + it.step.slip;
    previous = it.from === 'year' ? around : stepFrom(it.from === 'previous' ? previous : careStart, it.step);
    facts.push(...checkFacts(it, previous, newId));
  }
  if (one.form !== undefined) {
    const on = stepFrom(careStart, one.form);
    facts.push(fact('iha-form.returned', on, { id: care, returnedOn: written(on) }));
  }
  let scoredOn = careStart;
  for (const [step, score] of one.scores) {
    scoredOn = stepFrom(scoredOn, step);
    facts.push(fact('sdq.scored', scoredOn, { id: newId('sdq'), scoredOn: written(scoredOn), score }));
  }
  const dated = (steps: readonly Step[], made: (on: Day) => Fact): Fact[] =>
    steps.flatMap((step) => onDays(careStart, [step], made));
  return [
    ...facts,
    ...dated(one.misuse, (on) =>
      fact('substance-misuse.identified', on, { id: newId('substance-misuse'), identifiedOn: written(on) }),
    ),
    ...dated(one.treatment, (on) =>
      fact('substance-treatment.presented', on, { id: newId('substance-treatment'), presentedOn: written(on) }),
    ),
  ];
}
