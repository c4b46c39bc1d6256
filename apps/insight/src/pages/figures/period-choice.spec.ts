import { formatMonth, parseDay, parseMonth } from '@careledger/calendar';
import { namingMonth, recentQuarters } from './period-choice';

describe('the period that a month lies in', () => {
  it.each([
    ['2020-10', '2020-12', '2021-03'],
    ['2020-12', '2020-12', '2021-03'],
    ['2021-03', '2021-03', '2021-03'],
    ['2021-04', '2021-06', '2022-03'],
    ['2021-01', '2021-03', '2021-03'],
  ])('%s: the quarter %s, the year %s', (month, quarter, year) => {
    expect(formatMonth(namingMonth('quarter', parseMonth(month)))).toBe(quarter);
    expect(formatMonth(namingMonth('year', parseMonth(month)))).toBe(year);
    expect(namingMonth('ytd', parseMonth(month))).toBe(parseMonth(month));
  });

  it('can be chosen by name', () => {
    expect(recentQuarters(parseDay('2021-01-05'), 2)).toEqual([
      { value: '2021-03', words: 'Quarter 4 2020/21 (January to March 2021)' },
      { value: '2020-12', words: 'Quarter 3 2020/21 (October to December 2020)' },
    ]);
  });
});
