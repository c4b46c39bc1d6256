import { parseDay } from '@careledger/calendar';
import { figureOf, ofOneKey, overKeys } from './figure';
import { financialYearOf, PopulationBook } from './population-book';

describe('figureOf', () => {
  it.each([
    ['count', 455, 0, { numerator: 455, denominator: null, value: 455 }],
    ['percent', 455, 534, { numerator: 455, denominator: 534, value: 85.2059925093633 }],
    ['percent', 0, 0, { numerator: 0, denominator: 0, value: null }],
    ['mean', 7, 2, { numerator: 7, denominator: 2, value: 3.5 }],
    ['mean', 0, 0, { numerator: 0, denominator: 0, value: null }],
  ] as const)('writes a %s of %d and %d', (shape, numerator, denominator, expected) => {
    expect(figureOf(shape, { numerator, denominator })).toEqual(expected);
  });
});

describe('a mean over keys', () => {
  it('counts the keys of which something counts', () => {
    const keys = new Map([
      ['w-1', { numerator: 3, denominator: 0 }],
      ['w-2', { numerator: 0, denominator: 0 }],
      ['w-3', { numerator: 1, denominator: 0 }],
    ]);
    expect(overKeys({ numerator: 4, denominator: 0 }, keys)).toEqual({ numerator: 4, denominator: 2 });
    expect(ofOneKey({ numerator: 3, denominator: 0 })).toEqual({ numerator: 3, denominator: 1 });
  });
});

describe('PopulationBook', () => {
  it('knows the populations that were published, by financial year', () => {
    const book = new PopulationBook();
    expect(book.of('841', parseDay('2020-03-31'))).toBeUndefined();
    expect(book.of('841', parseDay('2020-04-01'))).toBe(22_455);
    expect(book.of('841', parseDay('2021-03-31'))).toBe(22_455);
    expect(book.rate(22_455, '841', parseDay('2020-12-31'))).toBe(10_000);
    expect(book.rate(1, '999', parseDay('2020-12-31'))).toBeNull();
  });

  it('of a fixture knows nothing but the fixture', () => {
    const book = new PopulationBook({ authority: '500', population: 25_000 });
    expect(book.rate(50, '500', parseDay('1999-12-31'))).toBe(20);
    expect(book.of('841', parseDay('2020-12-31'))).toBeUndefined();
  });

  it.each([
    ['1999-04-01', '1999/00'],
    ['2021-03-31', '2020/21'],
  ])('writes the financial year of %s as %s', (day, expected) => expect(financialYearOf(parseDay(day))).toBe(expected));
});
