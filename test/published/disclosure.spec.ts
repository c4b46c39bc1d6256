/** Quarter 3 of 2020/21 as Darlington would publish it: nobody can work out what is suppressed. */
import { parseInstant } from '@careledger/calendar';
import { disclose, type EarlierCell } from '@careledger/disclosure';
import { fixtureNamed } from '@careledger-fixtures/index';
import { loadHighs } from '../disclosure/solver';
import { cellsTaken } from '../disclosure/taken';
import { Reader } from '../disclosure/tightest';
import { engine } from '../laws/engine';
import { LedgerInMemory } from '../laws/ledger-in-memory';
import { LONG } from '../laws/runs';

jest.setTimeout(LONG ? 3_600_000 : 300_000);

describe("Darlington's Quarter 3 of 2020/21", () => {
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
  const cells = cellsTaken(ledger, {
    authority: fixture.authority,
    measures: engine.measures.MEASURES,
    periods: [
      { grain: 'quarter', period: '2020-12' },
      { grain: 'ytd', period: '2020-12' },
      { grain: 'month', period: '2020-10' },
      { grain: 'month', period: '2020-11' },
      { grain: 'month', period: '2020-12' },
    ],
    breakdowns: ['gender', 'ageBand'],
    today: '2021-01-15',
  });
  const { shown, because, unprotected } = disclose(cells);

  it('can be published, and most of what is suppressed is small itself', () => {
    expect(unprotected).toEqual([]);
    const count = (why: string) => because.filter((each) => each === why).length;
    expect(count('protects')).toBeLessThan(count('small') / 2);
    const whole = cells.filter(({ breakdown }, i) => breakdown === '' && shown[i] === 'figure');
    expect(whole.length).toBeGreaterThan(0.85 * cells.filter(({ breakdown }) => breakdown === '').length);
  });

  it('pins no suppressed cell down', async () => {
    const published = cells.map((cell, i): EarlierCell => ({ ...cell, shown: shown[i] ?? 'suppressed' }));
    expect(new Reader([published]).pinned(await loadHighs())).toEqual([]);
  });
});
