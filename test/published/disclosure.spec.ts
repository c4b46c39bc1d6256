/** Quarters of 2020/21 as Darlington would publish them, one after the other: nobody can work out what is suppressed. */
import { parseInstant } from '@careledger/calendar';
import { loadSolver } from '@careledger/discloser';
import { disclose, type Disclosure, type EarlierCell, type ExactCell, type Solver } from '@careledger/disclosure';
import { fixtureNamed } from '@careledger-fixtures/index';
import { loadHighs } from '../disclosure/solver';
import { cellsTaken } from '../disclosure/taken';
import { Reader } from '../disclosure/tightest';
import { engine } from '../laws/engine';
import { LedgerInMemory } from '../laws/ledger-in-memory';
import { LONG } from '../laws/runs';

jest.setTimeout(LONG ? 3_600_000 : 300_000);

const fixture = fixtureNamed('darlington');
const ledger = LedgerInMemory.of(
  engine,
  [...fixture.events()].map((event, offset) => ({
    partition: 0,
    offset,
    appendedAt: parseInstant(event.recordedtime ?? ''),
    event,
  })),
);

/** A quarter with its months and the year to date, all measures, by gender and age. */
function cellsOf(quarter: string, today: string): ExactCell[] {
  const last = engine.calendar.parseMonth(quarter);
  const months = [last - 2, last - 1, last].map((month) => engine.calendar.formatMonth(month));
  return cellsTaken(ledger, {
    authority: fixture.authority,
    measures: engine.measures.MEASURES,
    periods: [
      { grain: 'quarter', period: quarter },
      { grain: 'ytd', period: quarter },
      ...months.map((period) => ({ grain: 'month' as const, period })),
    ],
    breakdowns: ['gender', 'ageBand'],
    today,
  });
}

let solver: Solver;
beforeAll(async () => (solver = await loadSolver()));

const asPublished = (cells: readonly ExactCell[], { shown }: Disclosure): EarlierCell[] =>
  cells.map((cell, i) => ({ ...cell, shown: shown[i] ?? 'suppressed' }));

/** @param share of the figures for all children that are shown: less where earlier publications are to be protected too */
function mostOfItIsShown(cells: readonly ExactCell[], { shown, because }: Disclosure, share: number): void {
  const count = (why: string) => because.filter((each) => each === why).length;
  expect(count('protects')).toBeLessThan(count('small') / 2);
  const whole = cells.filter(({ breakdown }, i) => breakdown === '' && shown[i] === 'figure');
  expect(whole.length).toBeGreaterThan(share * cells.filter(({ breakdown }) => breakdown === '').length);
}

describe("Darlington's Quarter 3 of 2020/21", () => {
  const cells = cellsOf('2020-12', '2021-01-15');

  it('can be published, most of what is suppressed is small itself, and nothing can be worked out', async () => {
    const decided = disclose(cells, [], solver);
    expect(decided.unprotected).toEqual([]);
    mostOfItIsShown(cells, decided, 0.85);
    expect(new Reader([asPublished(cells, decided)]).pinned(await loadHighs())).toEqual([]);
  });

  it('can be published after the quarters before it, with nearly as much shown, and nothing can be worked out', async () => {
    let before: EarlierCell[][] = [];
    for (const [quarter, today] of [
      ...(LONG ? [['2020-06', '2020-07-15'] as const] : []),
      ['2020-09', '2020-10-15'],
      ['2020-12', '2021-01-15'],
      ...(LONG ? [['2021-03', '2021-04-15'] as const] : []),
    ] as const) {
      const now = cellsOf(quarter, today);
      const decided = disclose(now, before, solver);
      expect({ quarter, unprotected: decided.unprotected }).toEqual({ quarter, unprotected: [] });
      if (quarter !== '2021-03') mostOfItIsShown(now, decided, 0.8);
      before = [asPublished(now, decided), ...before];
      if (LONG) expect(new Reader(before).pinned(await loadHighs())).toEqual([]);
    }
  });
});
