import { crashLaw } from '../crash/crash-law';

const LONG = process.env['CRASH'] === 'long';
const KILLS = LONG ? 25 : 3;
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 2 ** 31);

jest.setTimeout(LONG ? 900_000 : 180_000);

describe('the crash law', () => {
  it(`holds: ${KILLS} kills -9, and every acknowledged event is in the figures exactly once (seed ${SEED})`, async () => {
    const report = await crashLaw({ kills: KILLS, seed: SEED });
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.postings).toBeGreaterThan(0);
  });
});
