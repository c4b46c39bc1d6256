import { parseDay, parseMonth } from '@careledger/calendar';
import type { Grain } from '@careledger/measures';
import { partsInWords, periodInWords, rateInWords, valueInWords } from './in-words';
import { periodEnding } from './periods';

const PERCENT = { shape: 'percent' } as const;

describe('figures in words', () => {
  it('are rounded to one place, and counts are whole', () => {
    expect(valueInWords(PERCENT, 85.20599)).toBe('85.2%');
    expect(valueInWords(PERCENT, 100)).toBe('100.0%');
    expect(valueInWords({ shape: 'count' }, 1234)).toBe('1,234');
    expect(valueInWords({ shape: 'mean' }, 14.25)).toBe('14.3');
  });

  it('are a dash where there is none, never 0', () => {
    expect(valueInWords(PERCENT, null)).toBe('–');
    expect(rateInWords(null)).toBe('–');
  });

  it('say what they are made of', () => {
    expect(partsInWords(PERCENT, { numerator: 455, denominator: 534, value: 85.2 })).toBe('455 of 534');
    expect(partsInWords({ shape: 'mean' }, { numerator: 1203, denominator: 88, value: 13.7 })).toBe('1,203 over 88');
    expect(partsInWords({ shape: 'count' }, { numerator: 7, denominator: null, value: 7 })).toBe('');
    expect(rateInWords(124.69)).toBe('124.7 per 10,000 children');
  });
});

describe('periods in words', () => {
  it.each<[Grain, string, string]>([
    ['month', '2021-04-20', 'December 2020'],
    ['month', '2020-12-15', 'December 2020, to 15 December 2020'],
    ['quarter', '2021-04-20', 'Quarter 3 2020/21 (October to December 2020)'],
    ['ytd', '2021-04-20', 'Year to date, April to December 2020'],
    ['rolling-12m', '2021-04-20', 'Twelve months, 1 January 2020 to 31 December 2020'],
  ])('of the grain %s, as on %s: %s', (grain, today, words) => {
    const period = periodEnding(parseMonth('2020-12'), grain, parseDay(today));
    expect(period && periodInWords(period)).toBe(words);
  });
});
