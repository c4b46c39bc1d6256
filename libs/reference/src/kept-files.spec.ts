import { bankHolidaysVersion } from '@careledger/calendar';
import { referenceFiles } from '../../../infra/reference-files';
import kept from './kept-texts.json';
import { KEPT_FILES, keptFileDescriptions } from './kept-files';

describe('the kept files', () => {
  it('are those of libs/reference/data (else: npm run make:reference)', () => {
    expect(kept).toEqual(referenceFiles());
  });

  it('each say what they are, in which version and from where', () => {
    const descriptions = keptFileDescriptions();
    expect(descriptions.map(({ name }) => name)).toEqual([...KEPT_FILES, 'bank-holidays.json']);
    for (const { what, version, source } of descriptions) {
      expect(what).toMatch(/^[A-Z].+\.$/);
      expect(version).toBeGreaterThanOrEqual(1);
      expect(source.length).toBeGreaterThan(10);
    }
    expect(descriptions.at(-1)?.version).toBe(bankHolidaysVersion);
  });

  it('are the authority’s own where it is about what it wants and whom it serves', () => {
    const replaceable = keptFileDescriptions().filter((file) => file.replaceable);
    expect(replaceable.map(({ name }) => name)).toEqual(['population.csv', 'targets.csv']);
  });
});
