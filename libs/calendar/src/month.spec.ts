import { assert, integer, property } from 'fast-check';
import { DateTime } from 'luxon';
import {
  addMonthsTo,
  dayOf,
  financialYearEnd,
  financialYearStart,
  firstDayOf,
  formatDay,
  formatMonth,
  lastDayOf,
  monthOf,
  monthsBetween,
  parseDay,
  parseMonth,
  quarterEnd,
  quarterStart,
} from './index';

const day = integer({ min: dayOf(1, 1, 1), max: dayOf(9998, 12, 31) });

describe('months', () => {
  it.each([
    ['2021-03', 2021 * 12 + 2, '2021-03-01', '2021-03-31'],
    ['2020-02', 2020 * 12 + 1, '2020-02-01', '2020-02-29'],
    ['1900-02', 1900 * 12 + 1, '1900-02-01', '1900-02-28'],
    ['2021-12', 2021 * 12 + 11, '2021-12-01', '2021-12-31'],
  ])('%s', (text, month, first, last) => {
    expect(parseMonth(text)).toBe(month);
    expect(formatMonth(month)).toBe(text);
    expect(formatDay(firstDayOf(month))).toBe(first);
    expect(formatDay(lastDayOf(month))).toBe(last);
    expect(monthOf(parseDay(first))).toBe(month);
    expect(monthOf(parseDay(last))).toBe(month);
  });

  it('agree with luxon, also outside the tables', () => {
    assert(
      property(day, (value) => {
        const date = DateTime.fromMillis(value * 86_400_000, { zone: 'utc' });
        expect(monthOf(value)).toBe(date.year * 12 + date.month - 1);
        expect(formatDay(firstDayOf(monthOf(value)))).toBe(date.startOf('month').toISODate());
        expect(formatDay(lastDayOf(monthOf(value)))).toBe(date.endOf('month').toISODate());
        expect(parseMonth(formatMonth(monthOf(value)))).toBe(monthOf(value));
      }),
    );
  });

  it.each(['', '2021', '2021-00', '2021-13', '2021-3', '2021-03-01', '202103', 'abcd-ef'])('refuses "%s"', (text) => {
    expect(() => parseMonth(text)).toThrow('not a month: write it as YYYY-MM');
  });

  it('are counted', () => {
    expect(formatMonth(addMonthsTo(parseMonth('2021-11'), 3))).toBe('2022-02');
    expect(monthsBetween(parseMonth('2021-11'), parseMonth('2022-02'))).toBe(3);
  });
});

describe('quarters and financial years', () => {
  it.each([
    ['2021-03-31', '2021-01-01', '2021-03-31', '2020-04-01', '2021-03-31'],
    ['2021-04-01', '2021-04-01', '2021-06-30', '2021-04-01', '2022-03-31'],
    ['2021-08-15', '2021-07-01', '2021-09-30', '2021-04-01', '2022-03-31'],
    ['2021-12-31', '2021-10-01', '2021-12-31', '2021-04-01', '2022-03-31'],
    ['2020-02-29', '2020-01-01', '2020-03-31', '2019-04-01', '2020-03-31'],
  ])('%s lies in %s to %s and in %s to %s', (date, quarterFrom, quarterTo, yearFrom, yearTo) => {
    const value = parseDay(date);
    expect(formatDay(quarterStart(value))).toBe(quarterFrom);
    expect(formatDay(quarterEnd(value))).toBe(quarterTo);
    expect(formatDay(financialYearStart(value))).toBe(yearFrom);
    expect(formatDay(financialYearEnd(value))).toBe(yearTo);
  });
});
