import { parseDate, parseInt8, parseTimestamptz } from './column-types';

const microseconds = (iso: string): number => Date.parse(iso) * 1000;

describe('parseTimestamptz', () => {
  it.each([
    ['1970-01-01 00:00:00+00', 0],
    ['1970-01-01 00:00:00.000001+00', 1],
    ['1969-12-31 23:59:59.999999+00', -1],
    ['2020-02-29 23:59:59.5+00', microseconds('2020-02-29T23:59:59.500Z')],
    ['2020-04-01 09:30:00.123456+00', microseconds('2020-04-01T09:30:00.123Z') + 456],
    ['2255-01-01 00:00:00.000007+00', microseconds('2255-01-01T00:00:00Z') + 7],
    ['1752-09-14 12:00:00+00', microseconds('1752-09-14T12:00:00Z')],
  ])('%s', (text, instant) => {
    expect(parseTimestamptz(text)).toBe(instant);
  });

  it.each([
    'infinity',
    '-infinity',
    '2020-04-01 09:30:00+01',
    '0044-03-15 00:00:00+00 BC',
    '2300-01-01 00:00:00+00',
    '1600-01-01 00:00:00+00',
  ])('refuses %s', (text) => {
    expect(() => parseTimestamptz(text)).toThrow(RangeError);
  });
});

describe('parseDate', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2020-02-29', 18321],
    ['0001-01-01', -719162],
    ['0099-03-01', -683309],
    ['10000-01-01', 2932897],
  ])('%s', (text, day) => {
    expect(parseDate(text)).toBe(day);
  });

  it.each(['infinity', '-infinity', '0044-03-15 BC'])('refuses %s', (text) => {
    expect(() => parseDate(text)).toThrow(RangeError);
  });
});

describe('parseInt8', () => {
  it('is exact or an error', () => {
    expect(parseInt8('-9007199254740991')).toBe(-9007199254740991);
    expect(() => parseInt8('9007199254740992')).toThrow(/beyond what a number holds/);
  });
});
