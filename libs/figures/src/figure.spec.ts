import { parseDay } from '@careledger/calendar';
import { figureOf, ofOneKey, overKeys, sharesOfWhole } from './figure';
import { PopulationBook } from './population-book';

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

describe('a breakdown of the numerator alone', () => {
  it('gives each key its share of the whole, and leaves out the keys that have none', () => {
    const keys = new Map([
      ['F2', { numerator: 0, denominator: 6 }],
      ['G4', { numerator: 2, denominator: 2 }],
      ['G5', { numerator: 1, denominator: 1 }],
    ]);
    expect([...sharesOfWhole({ numerator: 3, denominator: 9 }, keys)]).toEqual([
      ['G4', { numerator: 2, denominator: 9 }],
      ['G5', { numerator: 1, denominator: 9 }],
    ]);
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
    ['s47-started, year to date', 21, '2020-04-30', 9.4],
    ['s47-started, year to date', 267, '2020-12-31', 118.9],
    ['cla', 280, '2020-04-30', 124.7],
    ['cp-plans', 88, '2020-12-31', 39.2],
  ])('gives the rate that Darlington printed: %s %d at %s', (_, numerator, day, printed) => {
    const rate = new PopulationBook().rate(numerator, '841', parseDay(day));
    expect(Math.round((rate ?? 0) * 10) / 10).toBe(printed);
  });

  it('takes each period’s own year', () => {
    const book = new PopulationBook();
    expect(
      ['2019-03-31', '2019-04-01', '2020-03-31', '2022-04-01'].map((day) => book.of('840', parseDay(day))),
    ).toEqual([98_800, 99_300, 99_300, 100_100]);
  });

  it('knows the authority’s own file and nothing else where there is one, under a fixture too', () => {
    const own = { populations: [{ authority: '840', year: '2025/26', population: 100_300, source: 'ONS' }] };
    const made = { name: 'tiny', title: 'Tinytown', notice: 'made up', authority: '500', population: 25_000 };
    for (const fixture of [null, made]) {
      const book = PopulationBook.installed(own, fixture);
      expect(book.of('840', parseDay('2025-04-01'))).toBe(100_300);
      expect(book.of('841', parseDay('2020-04-01'))).toBeUndefined();
      expect(book.of('500', parseDay('2020-04-01'))).toBeUndefined();
    }
    expect(PopulationBook.installed({}, made).of('500', parseDay('2020-04-01'))).toBe(25_000);
    expect(PopulationBook.installed({}, null).of('841', parseDay('2020-04-01'))).toBe(22_455);
  });
});
