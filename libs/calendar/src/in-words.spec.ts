import { parseDay } from './day';
import { dayInWords, financialYearInWords, monthInShort, monthInWords, quarterInWords, quarterOf } from './in-words';
import { parseMonth } from './month';

describe('days and periods in words', () => {
  it('are written as people in councils write them', () => {
    expect(dayInWords(parseDay('2021-01-15'))).toBe('15 January 2021');
    expect(dayInWords(parseDay('2020-02-29'))).toBe('29 February 2020');
    expect(monthInWords(parseMonth('2020-12'))).toBe('December 2020');
    expect(monthInShort(parseMonth('2020-04'))).toBe('Apr 20');
  });

  it.each([
    ['2020-04', 1, '2020/21', 'Quarter 1 2020/21 (April to June 2020)'],
    ['2020-09', 2, '2020/21', 'Quarter 2 2020/21 (July to September 2020)'],
    ['2020-12', 3, '2020/21', 'Quarter 3 2020/21 (October to December 2020)'],
    ['2021-03', 4, '2020/21', 'Quarter 4 2020/21 (January to March 2021)'],
    ['1999-12', 3, '1999/00', 'Quarter 3 1999/00 (October to December 1999)'],
  ])('%s lies in quarter %s of %s', (text, quarter, year, words) => {
    const month = parseMonth(text);
    expect([quarterOf(month), financialYearInWords(month), quarterInWords(month)]).toEqual([quarter, year, words]);
  });
});
