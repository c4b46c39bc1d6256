import { formatDay, formatMonth, parseDay, parseMonth } from '@careledger/calendar';
import type { Grain } from '@careledger/measures';
import { periodEnding, periodsBetween, ruleBrokenBy } from './periods';

const between = (grain: Grain, from: string, to: string, today: string): string[] =>
  periodsBetween(parseMonth(from), parseMonth(to), grain, parseDay(today)).map(
    (period) => `${formatMonth(period.month)}: ${formatDay(period.from)} ${formatDay(period.to)}`,
  );

describe('periodsBetween', () => {
  it.each<[Grain, string, string, string[]]>([
    ['month', '2020-02', '2020-03', ['2020-02: 2020-02-01 2020-02-29', '2020-03: 2020-03-01 2020-03-31']],
    ['quarter', '2020-01', '2020-08', ['2020-03: 2020-01-01 2020-03-31', '2020-06: 2020-04-01 2020-06-30']],
    ['year', '2020-01', '2021-02', ['2020-03: 2019-04-01 2020-03-31']],
    ['ytd', '2020-03', '2020-04', ['2020-03: 2019-04-01 2020-03-31', '2020-04: 2020-04-01 2020-04-30']],
    ['rolling-12m', '2020-12', '2021-01', ['2020-12: 2020-01-01 2020-12-31', '2021-01: 2020-02-01 2021-01-31']],
  ])('gives each %s whose last month lies from %s to %s', (grain, from, to, expected) => {
    expect(between(grain, from, to, '2030-01-01')).toEqual(expected);
  });

  it.each<[Grain, string[]]>([
    ['month', ['2021-01: 2021-01-01 2021-01-20']],
    ['quarter', ['2021-03: 2021-01-01 2021-01-20']],
    ['year', ['2021-03: 2020-04-01 2021-01-20']],
    ['ytd', ['2021-01: 2020-04-01 2021-01-20', '2021-02: 2020-04-01 2021-01-20', '2021-03: 2020-04-01 2021-01-20']],
    ['rolling-12m', ['2021-01: 2020-02-01 2021-01-20']],
  ])('ends a %s that goes on with today, and leaves out what has not begun', (grain, expected) => {
    expect(between(grain, '2021-01', '2022-01', '2021-01-20').filter((text) => !text.startsWith('2022'))).toEqual(
      expected,
    );
    expect(between(grain, '2021-06', '2022-06', '2021-01-20')).toEqual([]);
  });

  it('begins on the first day of a period', () => {
    expect(between('month', '2021-01', '2021-02', '2021-02-01')).toHaveLength(2);
    expect(between('month', '2021-01', '2021-02', '2021-01-31')).toHaveLength(1);
    expect(between('year', '2021-03', '2022-03', '2021-03-31')).toHaveLength(1);
    expect(between('year', '2021-03', '2022-03', '2021-04-01')).toHaveLength(2);
  });

  it('is empty where the range runs backwards', () => {
    expect(between('month', '2021-02', '2021-01', '2030-01-01')).toEqual([]);
  });
});

describe('periodEnding', () => {
  it('takes only months that end a period', () => {
    expect(ruleBrokenBy(parseMonth('2020-12'), 'quarter')).toBeUndefined();
    expect(ruleBrokenBy(parseMonth('2020-11'), 'quarter')).toContain('03, 06, 09 or 12');
    expect(ruleBrokenBy(parseMonth('2020-12'), 'year')).toContain('March');
    expect(() => periodEnding(parseMonth('2020-12'), 'year', parseDay('2030-01-01'))).toThrow(RangeError);
  });
});
