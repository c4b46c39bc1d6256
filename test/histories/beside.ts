/** What runs beside the other paths: who the child is, allocations, missing episodes, and events of every other type. */
import * as fc from 'fast-check';
import type { Day } from '../oracle/calendar';
import { addMonths, civil } from '../oracle/calendar';
import { at, between, dayOf, FIRST_DAY, hardDay, lastDay, stepFrom, when } from './days';
import type { Fact, Path } from './facts';
import { ending, fact, maybe, written } from './facts';
import { DAY, HOUR, instantText, midnight, MINUTE } from './instants';

/** The description, so that the child reaches an age at which something changes within the history; sometimes there is none. */
function description(years: number): fc.Arbitrary<Path> {
  const described = fc.record({
    // Often in March or April: who is 18 by the end of a financial year, and who the day after it.
    birthday: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: years * 12 }) },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.nat(years), fc.nat(1)).map(([year, april]) => Math.max(0, year * 12 + april - 1)),
      },
    ),
    age: fc.constantFrom(0, 0, 1, 2, 3, 5, 5, 6, 6, 8, 10, 12, 14, 16, 16, 17, 18, 18, 19, 21, 22, 26),
    gender: fc.constantFrom('F' as const, 'M' as const, 'F' as const, 'M' as const, 'U' as const),
    ethnicity: maybe(fc.constantFrom('WBRI', 'MWBC', 'AIND')),
    disabled: maybe(fc.boolean()),
    recorded: fc.oneof(fc.constant(0), fc.nat(60), fc.nat(years * 365)),
  });
  return maybe(described, 8).map((one): Path => () => {
    if (one === undefined) return [];
    const { year, month } = civil(addMonths(FIRST_DAY, one.birthday));
    return [
      fact('child.described', FIRST_DAY + one.recorded, {
        birthMonth: `${year - one.age}-${String(month).padStart(2, '0')}`,
        gender: one.gender,
        ethnicity: one.ethnicity,
        disabled: one.disabled,
      }),
    ];
  });
}

function allocations(years: number): fc.Arbitrary<Path> {
  const allocation = fc.record({
    when: when(years, at('d0', 'm6')),
    // Often the same worker twice at once, which is one pair.
    worker: fc.constantFrom('w-1', 'w-1', 'w-1', 'w-2', 'w-3', 'W-2'),
    qualified: fc.constantFrom(true, true, true, true, false),
    role: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(undefined, undefined, 'social-worker' as const) },
      { weight: 1, arbitrary: fc.constantFrom('personal-adviser' as const, 'iro' as const) },
    ),
    ended: ending(fc.oneof(at('m6', 'm12', 'd1'), between(1, 700))),
  });
  return fc.array(allocation, { maxLength: 4 }).map((all): Path => ({ anchors, newId }) => {
    let previous: Day | undefined;
    return all.flatMap((one) => {
      const on = dayOf(one.when, anchors, previous);
      const id = newId('allocation');
      const started = fact('allocation.started', on, {
        id,
        startedOn: written(on),
        worker: one.worker,
        qualified: one.qualified,
        role: one.role,
      });
      previous = on;
      if (one.ended === undefined) return [started];
      const endedOn = stepFrom(on, one.ended);
      previous = endedOn;
      return [started, fact('allocation.ended', endedOn, { id, endedOn: written(endedOn) })];
    });
  });
}

function missing(years: number): fc.Arbitrary<Path> {
  const minutes = fc.oneof(
    // Around midnight, in London and in UTC, which part company in summer.
    fc.constantFrom(-60, -1, 0, 1, 22 * 60 + 59, 23 * 60, 23 * 60 + 30, 24 * 60 - 1),
    fc.integer({ min: 0, max: 24 * 60 }),
  );
  // Of an interview: at an end of what is in time, or a microsecond beyond it. An hour is how far the clocks are changed.
  const moment = fc.tuple(
    fc.constantFrom('startedAt' as const, 'endedAt' as const, 'endedAt' as const),
    fc.constantFrom(0, 0, HOUR, 72 * HOUR, 72 * HOUR, 73 * HOUR),
    fc.constantFrom(0, 0, 1, -1),
  );
  const episode = fc.record({
    when: when(years, at('d0', 'd1', 'm12')),
    minutes,
    lasted: fc.oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: fc.constant<number | undefined>(undefined) },
      { weight: 5, arbitrary: fc.constantFrom(0, 1, 90, 24 * 60, 72 * 60) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 * 24 * 60 }) },
      { weight: 1, arbitrary: fc.integer({ min: -500, max: -1 }) },
    ),
    offset: fc.constantFrom('Z' as const, '+01:00' as const),
    kind: fc.constantFrom(undefined, undefined, 'missing' as const, 'away' as const),
    responsible: maybe(fc.constantFrom('841', '840')),
    offered: maybe(moment, 2),
    completed: maybe(fc.tuple(moment, fc.boolean()), 2),
  });
  return fc.array(episode, { maxLength: 3 }).map((all): Path => ({ anchors, newId }) => {
    let previous: Day | undefined;
    return all.flatMap((one) => {
      const on = dayOf(one.when, anchors, previous);
      previous = on;
      const id = newId('missing');
      const startedAt = midnight(on) + one.minutes * MINUTE;
      const text = (moment: number): string => instantText(moment, one.offset);
      const known = (moment: number): Day => Math.max(on, on + Math.ceil((moment - midnight(on)) / DAY));
      const facts: Fact[] = [
        fact('missing.started', on + 1, {
          id,
          startedAt: text(startedAt),
          kind: one.kind,
          responsible: one.responsible,
        }),
      ];
      const endedAt = one.lasted === undefined ? undefined : startedAt + one.lasted * MINUTE;
      if (endedAt !== undefined) facts.push(fact('missing.ended', known(endedAt), { id, endedAt: text(endedAt) }));
      const from = { startedAt, endedAt: endedAt ?? startedAt };
      if (one.offered !== undefined) {
        const [base, after, slip] = one.offered;
        const offeredAt = from[base] + after + slip;
        facts.push(fact('return-interview.offered', known(offeredAt), { id, offeredAt: text(offeredAt) }));
      }
      if (one.completed !== undefined) {
        const [[base, after, slip], engaged] = one.completed;
        const completedAt = from[base] + after + slip;
        const data = { id, completedAt: text(completedAt), engaged };
        facts.push(fact('return-interview.completed', known(completedAt), data));
      }
      return facts;
    });
  });
}

/** One of each type that no other path sends, about the given day; `end` is some days later. */
function others(on: Day, end: Day, newId: (kind: string) => string): Fact[][] {
  const startedOn = written(on);
  const endedOn = written(end);
  const [leaver, staying, parent] = [newId('care-leaver'), newId('staying-put'), newId('parenthood')];
  return [
    [fact('visit.planned', on, { id: newId('visit'), plannedOn: endedOn, purpose: 'cla' })],
    [fact('review.planned', on, { id: newId('review'), plannedOn: endedOn, purpose: 'cp' })],
    [fact('conference.planned', on, { id: newId('conference'), plannedOn: endedOn })],
    [fact('visit.completed', on, { id: newId('visit'), visitedOn: startedOn, purpose: 'cin', mode: 'virtual' })],
    [fact('health-check.refused', on, { id: newId('health-check'), refusedOn: startedOn, kind: 'review' })],
    [fact('sdq.scored', on, { id: newId('sdq'), scoredOn: startedOn, score: 17 })],
    [fact('substance-misuse.identified', on, { id: newId('substance-misuse'), identifiedOn: startedOn })],
    [fact('substance-treatment.presented', on, { id: newId('substance-treatment'), presentedOn: startedOn })],
    [
      fact('care-leaver.started', on, { id: leaver, startedOn, status: 'former-relevant' }),
      fact('care-leaver-contact.made', on, {
        id: newId('care-leaver-contact'),
        contactedOn: startedOn,
        activity: 'G4',
        suitable: true,
      }),
      fact('care-leaver.ended', end, { id: leaver, endedOn }),
    ],
    [
      fact('staying-put.started', on, { id: staying, startedOn }),
      fact('staying-put.ended', end, { id: staying, endedOn }),
    ],
    [
      fact('parenthood.started', on, { id: parent, startedOn, kind: 'pregnant' }),
      fact('parenthood.ended', end, { id: parent, endedOn }),
    ],
  ];
}

function otherTypes(years: number): fc.Arbitrary<Path> {
  return fc.array(fc.record({ on: hardDay(years), lasted: fc.nat(200), which: fc.nat(100) }), { maxLength: 2 }).map(
    (all): Path =>
      ({ newId }) =>
        all.flatMap(({ on, lasted, which }) => {
          const choices = others(on, Math.min(on + lasted, lastDay(years)), newId);
          return choices[which % choices.length] ?? [];
        }),
  );
}

/** The paths that any child may have. */
export function pathsBeside(years: number): fc.Arbitrary<Path>[] {
  return [description(years), allocations(years), missing(years), otherTypes(years)];
}
