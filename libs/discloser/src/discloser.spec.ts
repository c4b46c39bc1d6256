import { disclose, type EarlierCell, type ExactCell } from '@careledger/disclosure';
import { Discloser } from './discloser';
import { loadSolver } from './highs-solver';

const months = ['2020-10', '2020-11', '2020-12'].map((period, i): ExactCell => {
  const numerator = [3, 7, 12][i] as number;
  return { measure: 'cp-plans-started', grain: 'month', period, breakdown: '', key: '', numerator, denominator: null };
});
const quarter: EarlierCell = {
  ...(months[2] as ExactCell),
  grain: 'quarter',
  numerator: 22,
  shown: 'figure',
};

describe('a disclosure in a thread', () => {
  const discloser = new Discloser();
  afterAll(() => discloser.stop());

  it('is the same as without one, and lets everything else go on', async () => {
    let turns = 0;
    const turning = setInterval(() => turns++, 5);
    const answers = await Promise.all([discloser.disclose(months, [[quarter]]), discloser.disclose(months, [])]);
    clearInterval(turning);
    const solver = await loadSolver();
    expect(answers).toEqual([disclose(months, [[quarter]], solver), disclose(months, [], solver)]);
    expect(answers[0]?.shown).toEqual(['suppressed', 'suppressed', 'figure']);
    expect(turns).toBeGreaterThan(5);
  });

  it('says what went wrong, and goes on with the next', async () => {
    const wrong = discloser.disclose([{ ...(months[0] as ExactCell), period: 'never' }], []);
    await expect(wrong).rejects.toThrow(/^the thread failed: not a month/);
    expect(await discloser.disclose(months, [])).toMatchObject({ unprotected: [] });
  });

  it('is broken off where the program stops', async () => {
    const stopping = new Discloser();
    const begun = stopping.disclose(months, []);
    const waiting = stopping.disclose(months, []);
    const both = Promise.allSettled([begun, waiting]);
    await stopping.stop();
    const reason = { message: 'the program is stopping', name: 'DisclosureBrokenOff' };
    expect(await both).toMatchObject([{ reason }, { reason }]);
    await expect(stopping.disclose(months, [])).rejects.toMatchObject(reason);
  });
});
