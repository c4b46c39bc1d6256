/** What is published of generated histories: nobody can work out what is suppressed, whatever was published before. */
import { loadSolver } from '@careledger/discloser';
import { disclose, TIES, type CellName, type EarlierCell, type ExactCell, type Solver } from '@careledger/disclosure';
import { sampleHistory, type LoggedCaseEvent } from '../histories';
import { loadHighs, type Highs } from '../disclosure/solver';
import { cellsTaken, type Taken } from '../disclosure/taken';
import { Reader } from '../disclosure/tightest';
import { Chance } from './chance';
import { engine } from './engine';
import { expectToHold } from './holds';
import { LedgerInMemory } from './ledger-in-memory';
import { LONG, SEED } from './runs';
import { periodsOfDistinct, tiesHold } from './ties-hold';

jest.setTimeout(LONG ? 3_600_000 : 300_000);

it.each([tiesHold, periodsOfDistinct])('$name', (law) => {
  expectToHold(law);
});

it('knows every measure that it ties', () => {
  const named = TIES.flatMap(({ left, right }) => [...left, ...right]).map(({ measure }) => measure);
  expect(named.filter((id) => engine.measures.measureNamed(id) === undefined)).toEqual([]);
});

/** Measures that are published together: tied families, each of them with groups. */
const FAMILIES: readonly (readonly string[])[] = [
  [
    'referrals-received',
    're-referrals-12m',
    'referral-families',
    'referrals-completed-1wd',
    'referrals-completed-over-3wd',
  ],
  ['assessments-completed', 'assessments-45wd', 's47-started', 's47-enquiries', 's47-already-on-plan'],
  [
    'cp-plans',
    'cp-plans-started',
    'cp-plans-ended',
    'cp-started-again-ever',
    'cp-ended-after-2y',
    'cp-allocated-qualified',
  ],
  ['cla', 'cla-started', 'cla-ended', 'cla-ended-adopted', 'cla-uasc', 'cla-reviews-on-time', 'placed-for-adoption'],
  [
    'missing-episodes',
    'missing-children',
    'cla-missing-episodes',
    'cla-missing-children',
    'missing-children-cla-share',
  ],
  ['cla', 'dental-check-12m', 'health-assessments-required', 'sdq-average', 'dental-due-completed', 'dental-refused'],
  ['care-leavers-eet-19-21', 'care-leavers-neet-19-21', 'care-leavers-suitable-accommodation-19-21'],
];

const QUARTERS = ['2021-03', '2021-06', '2021-09', '2021-12'];

/** A quarter with its months, and the year to date or the last twelve months. */
function periodsOf(quarter: string): Taken['periods'] {
  const last = engine.calendar.parseMonth(quarter);
  const months = [last - 3, last - 2, last - 1, last].map((month) => engine.calendar.formatMonth(month));
  return [
    { grain: 'quarter', period: quarter },
    { grain: 'ytd', period: quarter },
    { grain: 'rolling-12m', period: quarter },
    ...months.map((period) => ({ grain: 'month' as const, period })),
  ];
}

/** Publishes, and notes what was said to be unprotected: only what was shown before may give anything away. */
function publish(
  cells: readonly ExactCell[],
  before: readonly (readonly EarlierCell[])[],
  told: Set<string>,
): EarlierCell[] {
  const { shown, unprotected } = disclose(cells, before, solver);
  if (before.length === 0) expect(unprotected).toEqual([]);
  for (const cell of unprotected) told.add(nameOf(cell));
  return cells.map((cell, i) => ({ ...cell, shown: shown[i] ?? 'suppressed' }));
}

/** Of so many children as a small authority has: the same child over and over would have no groups. */
function ledgerOf(seed: number, children: number): LedgerInMemory {
  const history: LoggedCaseEvent[] = sampleHistory(seed, children, 4);
  const of841 = history.filter(({ event }) => event.authority === '841');
  return LedgerInMemory.of(engine, of841);
}

let highs: Highs;
let solver: Solver;
beforeAll(async () => {
  highs = await loadHighs();
  solver = await loadSolver();
});

it('is found out where small cells alone are suppressed', () => {
  const cell = (grain: 'month' | 'quarter', period: string, numerator: number, key = ''): EarlierCell => {
    const breakdown = key === '' ? '' : 'gender';
    const shown = numerator <= 5 ? 'suppressed' : 'figure';
    return { measure: 'cp-plans-started', grain, period, breakdown, key, numerator, denominator: null, shown };
  };
  const months = [cell('month', '2020-10', 2), cell('month', '2020-11', 7), cell('month', '2020-12', 12)];
  const before = [cell('quarter', '2020-12', 21)];
  expect(new Reader([months]).pinned(highs)).toEqual([]);
  expect(new Reader([months, before]).pinned(highs)).toEqual([months[0]]);
  const girls = [cell('month', '2020-11', 7, 'F'), cell('month', '2020-10', 1, 'F'), cell('month', '2020-10', 1, 'M')];
  expect(new Reader([[...months, ...girls]]).pinned(highs)).toEqual([]);
  expect(new Reader([[...months, ...girls], before]).pinned(highs)).toHaveLength(3); // 2 are one and one
});

describe('what is published of generated histories', () => {
  const runs = Array.from({ length: LONG ? 60 : 1 }, (_, i) => SEED + i);
  it.each(runs)('pins nothing down, quarter after quarter, seed %i', (seed) => {
    const chance = new Chance(seed);
    const ledger = ledgerOf(seed, LONG ? 40 + chance.below(80) : 40);
    for (const family of FAMILIES.filter(() => LONG || chance.below(2) === 0)) {
      const measures = family.flatMap((id) => engine.measures.measureNamed(id) ?? []);
      const breakdowns = [
        ['gender'],
        ['gender', 'ageBand'],
        ['disabled', 'reason', 'activity', 'leadChild', 'placementType'],
        [],
      ];
      const told = new Set<string>();
      let before: EarlierCell[][] = [];
      for (const quarter of QUARTERS.slice(chance.below(3))) {
        const cells = cellsTaken(ledger, {
          authority: '841',
          measures: measures.filter(() => chance.below(5) > 0),
          periods: periodsOf(quarter).filter(() => chance.below(4) > 0),
          breakdowns: breakdowns[chance.below(4)] ?? [],
          today: '2022-06-01',
        });
        before = [publish(cells, before, told), ...before];
        const pinned = new Reader(before).pinned(highs).map(nameOf);
        expect({ seed, family, quarter, pinned: pinned.filter((cell) => !told.has(cell)) }).toMatchObject({
          pinned: [],
        });
      }
    }
  });

  it.each(runs)('pins nothing down where something was corrected in between, seed %i', (seed) => {
    const chance = new Chance(seed + 1);
    const ledger = ledgerOf(seed, LONG ? 40 + chance.below(80) : 40);
    for (const family of FAMILIES.filter(() => LONG || chance.below(2) === 0)) {
      const measures = family.flatMap((id) => engine.measures.measureNamed(id) ?? []);
      let before: EarlierCell[][] = [];
      for (const known of ['2021-07-05', '2021-08-20', '2022-04-01']) {
        const cells = cellsTaken(ledger, {
          authority: '841',
          measures,
          periods: periodsOf('2021-06'),
          breakdowns: chance.below(2) === 0 ? ['gender'] : ['gender', 'disabled'],
          today: known,
          knownAt: engine.calendar.parseInstant(`${known}T12:00:00Z`),
        });
        const { shown, unprotected } = disclose(cells, before, solver);
        before = [cells.map((cell, i) => ({ ...cell, shown: shown[i] ?? 'suppressed' })), ...before];
        const told = new Set(unprotected.map(nameOf));
        for (const one of before) {
          const pinned = new Reader([one, ...unchanged(one, before)]).pinned(highs);
          expect({ seed, family, known, pinned: pinned.filter((cell) => !told.has(nameOf(cell))) }).toMatchObject({
            pinned: [],
          });
        }
      }
    }
  });
});

const nameOf = ({ measure, grain, period, breakdown, key }: CellName): string =>
  [measure, grain, period, breakdown, key].join(' ');

/** What other publications have of the very same figures: whoever takes them for unchanged is right. */
function unchanged(one: readonly EarlierCell[], all: readonly (readonly EarlierCell[])[]): EarlierCell[][] {
  const figures = new Set(one.map((cell) => `${nameOf(cell)} ${cell.numerator}/${cell.denominator}`));
  return all
    .filter((other) => other !== one)
    .map((other) => other.filter((cell) => figures.has(`${nameOf(cell)} ${cell.numerator}/${cell.denominator}`)));
}
