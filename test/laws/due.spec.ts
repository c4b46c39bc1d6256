/** What falls due is overdue exactly where the measures say so. */
import * as fc from 'fast-check';
import { addMonths, formatDay, parseDay, type Day } from '@careledger/calendar';
import { dueItems, itemsOn, obligations, outlookOf, type DueItem, type DueKind } from '@careledger/due';
import { measureNamed, type Contribution, type Measure } from '@careledger/measures';
import { Child } from '@careledger/record';
import { histories, type LoggedCaseEvent } from '../histories';
import { EXTENTS, SEED } from './runs';

jest.setTimeout(1_200_000);

/** Where the generated histories begin. */
const FIRST_DAY = parseDay('2019-04-01');

const measure = (id: string): Measure => {
  const found = measureNamed(id);
  if (found === undefined) throw new Error(`there is no measure ${id}`);
  return found;
};

const sumOf = (contributions: readonly Contribution[]) => ({
  numerator: contributions.reduce((sum, one) => sum + one.numerator, 0),
  denominator: contributions.reduce((sum, one) => sum + one.denominator, 0),
});
const at = (id: string, child: Child, today: Day) =>
  sumOf(measure(id).contributions(child, { grain: 'month', from: today, to: today }));
const ever = (id: string, child: Child) =>
  measure(id).contributions(child, { grain: 'year', from: FIRST_DAY - 20_000, to: FIRST_DAY + 20_000 });

const isOverdue = ({ state }: DueItem): boolean => state === 'overdue';
const hasFallenDue = ({ days }: DueItem): boolean => days <= 0;
/** In the denominator and not in the numerator. */
const isMissed = (id: string) => (child: Child, today: Day) => {
  const { numerator, denominator } = at(id, child, today);
  return denominator === 1 && numerator === 0;
};

/** On each day: some item of the kind is so, just when the measure says that of the child. */
const ON_EACH_DAY: readonly (readonly [
  DueKind,
  string,
  (item: DueItem) => boolean,
  (child: Child, today: Day) => boolean,
])[] = [
  ['cp-visit', 'cp-visits-up-to-date', isOverdue, isMissed('cp-visits-up-to-date')],
  ['cla-visit', 'cla-visits-up-to-date', isOverdue, isMissed('cla-visits-up-to-date')],
  ['cla-review', 'cla-reviews-on-time', isOverdue, isMissed('cla-reviews-on-time')],
  [
    'assessment',
    'assessments-open-over-45wd',
    isOverdue,
    (child, today) => at('assessments-open-over-45wd', child, today).numerator === 1,
  ],
  [
    'assessment',
    'assessments-open-over-45wd (open)',
    () => true,
    (child, today) => at('assessments-open-over-45wd', child, today).denominator === 1,
  ],
  ['review-health-assessment', 'rha-due-completed', hasFallenDue, isMissed('rha-due-completed')],
  ['dental-check', 'dental-due-completed', hasFallenDue, isMissed('dental-due-completed')],
];

/** As often late, or not done, as the measure counts a unit against the authority. */
const OF_EACH_UNIT: readonly (readonly [DueKind, string])[] = [
  ['assessment', 'assessments-45wd'],
  ['referral-decision', 'referrals-completed-1wd'],
  ['return-interview', 'rhi-completed-72h'],
];

/** The days on which something turns, and the days beside them; the oracle counts its days otherwise. */
function turningDays(child: Child, years: number): Day[] {
  const days = new Set<Day>();
  for (const { from, to, due } of obligations(child)) {
    for (const day of [from, to, due]) for (const beside of [-1, 0, 1]) days.add(day + beside);
  }
  return [...days]
    .filter((day) => day >= FIRST_DAY - 1000 && day <= addMonths(FIRST_DAY, 12 * years) + 1000)
    .sort((a, b) => a - b);
}

function children(history: readonly LoggedCaseEvent[]): Child[] {
  const byName = new Map<string, LoggedCaseEvent[]>();
  for (const logged of history) {
    const name = `${logged.event.authority}:${logged.event.subject}`;
    byName.set(name, [...(byName.get(name) ?? []), logged]);
  }
  return [...byName].map(([name, events]) => {
    const [authority = '', subject = ''] = name.split(':');
    return Child.of(authority, subject, events);
  });
}

function expectOfAll(check: (child: Child, days: readonly Day[]) => void): void {
  for (const {
    histories: runs,
    children: [atLeast, most],
    years,
    within,
  } of EXTENTS) {
    const limits = { interruptAfterTimeLimit: within, markInterruptAsFailure: false };
    fc.assert(
      fc.property(histories({ children: most, atLeast, years }), (history) => {
        for (const child of children(history)) check(child, turningDays(child, years));
      }),
      { numRuns: runs, seed: SEED, ...limits },
    );
  }
}

it.each(ON_EACH_DAY)('%s: due just when %s says so', (kind, _, isSo, says) => {
  let seen = 0;
  expectOfAll((child, days) => {
    for (const today of days) {
      const found = dueItems(child, today).some((item) => item.kind === kind && isSo(item));
      if (found) seen++;
      expect([formatDay(today), found]).toEqual([formatDay(today), says(child, today)]);
    }
  });
  expect(seen).toBeGreaterThan(0);
});

it('cp-review: what is overdue was missed, for as long as cp-reviews-on-time remembers', () => {
  let seen = 0;
  expectOfAll((child, days) => {
    for (const today of days) {
      for (const { kind, due } of dueItems(child, today).filter(isOverdue)) {
        if (kind !== 'cp-review' || today >= addMonths(due, 12)) continue;
        seen++;
        expect([formatDay(today), isMissed('cp-reviews-on-time')(child, today)]).toEqual([formatDay(today), true]);
      }
    }
  });
  expect(seen).toBeGreaterThan(0);
});

it.each(OF_EACH_UNIT)('%s: late as often as %s says', (kind, id) => {
  expectOfAll((child) => {
    const units = ever(id, child);
    const late = obligations(child).filter((one) => one.kind === kind && isLate(kind, one));
    expect(late).toHaveLength(units.filter(({ numerator }) => numerator === 0).length);
  });

  /** An assessment or a referral that is still open is in no figure of those completed; each return is in its measure. */
  function isLate(of: DueKind, { inTime }: { readonly inTime: boolean | undefined }): boolean {
    return of === 'return-interview' ? inTime !== true : inTime === false;
  }
});

it('initial-health-assessment: what still stands at the end of the day is what iha-20wd counts as not done', () => {
  expectOfAll((child) => {
    const all = obligations(child).filter(({ kind }) => kind === 'initial-health-assessment');
    for (const { due, to, from } of all) {
      if (from > due || to <= due) continue;
      const units = ever('iha-20wd', child).filter(({ date }) => date === due);
      expect(units.some(({ numerator }) => numerator === 0)).toBe(true);
    }
  });
});

it('what is kept of a child on one day says the same of a later day as its record does', () => {
  expectOfAll((child, days) => {
    const kept = days.filter((_, i) => i % 7 === 0).map((day) => [day, outlookOf(child, day)] as const);
    for (const today of days) {
      const fresh = dueItems(child, today);
      const [, outlook] = kept.findLast(([day]) => day <= today) ?? [];
      if (outlook !== undefined) expect(itemsOn(outlook, today)).toEqual(fresh);
    }
  });
});
