import type { RebuildReport } from '@careledger-app/projector';
import { readCommandLine } from './command-line';
import { told } from './told';

const REPORT: RebuildReport = {
  generation: 2,
  events: 64_720,
  seconds: 7.3,
  position: { 0: 32_000, 1: 32_720 },
  tables: [
    {
      table: 'child',
      rows: { live: 8, rebuilt: 8 },
      digest: { live: 'aa', rebuilt: 'aa' },
      differing: 0,
      differences: [],
    },
    {
      table: 'posting',
      rows: { live: 9_000, rebuilt: 9_001 },
      digest: { live: 'bb', rebuilt: 'cc' },
      differing: 2,
      differences: [{ table: 'posting', live: null, rebuilt: '(7,1)' }],
    },
  ],
  takenOver: { children: 0, postings: 0, asSealed: true },
  differing: 2,
  outcome: 'thrown away',
  kept: null,
};

describe('npm run rebuild', () => {
  it('reads its options', () => {
    expect(readCommandLine([])).toEqual({ mend: false, keep: false, json: false });
    expect(readCommandLine(['--mend', '--keep', '--json'])).toEqual({ mend: true, keep: true, json: true });
    expect(readCommandLine(['--help'])).toBeNull();
    expect(() => readCommandLine(['--repair'])).toThrow(/--repair/);
    expect(() => readCommandLine(['now'])).toThrow(/cannot be understood/);
  });

  it('tells what it came to, row by row where the two differ', () => {
    const text = told(REPORT);
    expect(text).toContain(
      '64,720 events worked out in 7.3 s; compared at partition 0 up to offset 32,000, 1 up to offset 32,720',
    );
    expect(text).toMatch(/^child +8 rows {2}sha256 aa {2}the same$/m);
    expect(text).toMatch(/2 rows differ; the first 1:\n +live {4}has no such row\n +rebuilt \(7,1\)/);
    expect(text).toMatch(/the live tables stay.*--mend/);
    const takenOver = { children: 1, postings: 24, asSealed: true };
    expect(told({ ...REPORT, takenOver })).toMatch(
      /24 postings of 1 erased child .*as they stand.*are what was sealed/,
    );
    expect(told({ ...REPORT, takenOver: { ...takenOver, children: 2, asSealed: false } })).toMatch(
      /of 2 erased children .*not what was sealed/,
    );
    expect(told({ ...REPORT, outcome: 'live', kept: 'generation_1' })).toMatch(/is live.*schema generation_1\.$/);
  });
});
