import { KEEP_ALL, readRetention } from './retention';
import { Settings } from './settings';

describe('retention', () => {
  it('keeps everything where nothing is said', () => {
    expect(readRetention(new Settings({}))).toEqual(KEEP_ALL);
  });

  it('is in years and days', () => {
    const settings = new Settings({
      ...{ RETENTION_YEARS: '25', RETENTION_CARE_YEARS: '75', RETENTION_REFUSALS_DAYS: '90' },
      ...{ RETENTION_DEAD_LETTERS_DAYS: '30', RETENTION_ACCESS_LOG_DAYS: '2200' },
    });
    expect(readRetention(settings)).toEqual({
      ...{ years: 25, careYears: 75, refusalsDays: 90, deadLettersDays: 30, accessLogDays: 2200 },
    });
    expect(settings.problems).toEqual([]);
  });

  it.each([
    [
      { RETENTION_YEARS: '0' },
      'RETENTION_YEARS is "0". Give a whole number of years from 1 to 150, or leave it out to keep all.',
    ],
    [
      { RETENTION_ACCESS_LOG_DAYS: '1 year' },
      'RETENTION_ACCESS_LOG_DAYS is "1 year". Give a whole number of days from 1 to 36500, or leave it out to keep all.',
    ],
    [
      { RETENTION_CARE_YEARS: '75' },
      'RETENTION_CARE_YEARS is set without RETENTION_YEARS: nobody is due by it alone. Set both, or leave it out.',
    ],
  ])('%j: says what is wrong', (environment, problem) => {
    const settings = new Settings(environment);
    readRetention(settings);
    expect(settings.problems).toEqual([problem]);
  });
});
