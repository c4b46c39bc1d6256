import { parseDay } from '@careledger/calendar';
import { financialYearOf, isFinancialYear } from './financial-year';
import { readPopulations } from './populations';

const read = (...lines: string[]) => readPopulations('population.csv', lines.join('\r\n'));

describe('readPopulations', () => {
  it('takes what a spreadsheet writes: a byte-order mark, Windows lines, columns in another order, more of them', () => {
    expect(
      read('\uFEFF# made by hand', 'Year,Authority,remark,population,source', '2023/24,841,"x, y",22600,ONS', ''),
    ).toEqual([{ authority: '841', year: '2023/24', population: 22_600, source: 'ONS' }]);
  });

  it.each([
    ['841,2023-24,22600,ONS', 'population.csv, line 3: has "2023-24" in the column year. Write a financial year'],
    ['841,2023/25,22600,ONS', 'has "2023/25" in the column year'],
    ['841,2023/24,"22,600",ONS', 'has "22,600" in the column population. Give the number of children'],
    ['841,2023/24,0,ONS', 'has a population of 0. Give a whole number of 1 or more'],
    ['841,2023/24,22.6,ONS', 'has a population of 22.6'],
  ])('refuses %s', (row, message) =>
    expect(() => read('# of the council', 'authority,year,population,source', row)).toThrow(message),
  );

  it('refuses a file that is no such table', () => {
    expect(() => read('authority;year;population;source', '841;2023/24;22600;ONS')).toThrow(
      'population.csv, line 1: has no column authority, year, population, source. The first line that does not begin with # names the columns, with commas between them: authority,year,population,source.',
    );
    expect(() => read('')).toThrow('population.csv: has no column');
  });
});

describe('financial years', () => {
  it.each([
    ['1999-04-01', '1999/00'],
    ['2021-03-31', '2020/21'],
    ['2021-04-01', '2021/22'],
  ])('writes that of %s as %s', (day, expected) => expect(financialYearOf(parseDay(day))).toBe(expected));

  it('follow on one another', () => {
    expect(['1999/00', '2020/21', '2020/22', '2020/2021', '20/21'].map(isFinancialYear)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
