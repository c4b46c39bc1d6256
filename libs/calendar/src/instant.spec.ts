import { assert, integer, maxSafeInteger, property } from 'fast-check';
import { DateTime } from 'luxon';
import { formatInstant, parseInstant } from './index';

describe('parseInstant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['2021-03-28T01:30:00+01:00', 1_616_891_400_000_000],
    ['2021-03-28T00:30:00.000001Z', 1_616_891_400_000_001],
    ['2021-03-27T19:30:00-05:00', 1_616_891_400_000_000],
    ['2021-03-28T06:00:00+05:30', 1_616_891_400_000_000],
    ['2021-03-28t00:30:00z', 1_616_891_400_000_000],
    ['2021-03-28T00:30:00-00:00', 1_616_891_400_000_000],
    ['2021-03-28T00:30:00.1Z', 1_616_891_400_100_000],
    ['2021-03-28T00:30:00.123456Z', 1_616_891_400_123_456],
    ['2021-03-28T00:30:00.123456000Z', 1_616_891_400_123_456],
    ['2021-01-01T00:00:00+23:59', 1_609_372_860_000_000],
  ])('%s', (text, expected) => {
    expect(Object.is(parseInstant(text), expected)).toBe(true);
  });

  it.each([
    ['', 'not an instant: write it as RFC 3339 with an offset, for instance 2021-03-01T09:30:00Z'],
    ['yesterday', 'not an instant'],
    ['2021-03-01', 'not an instant'],
    ['2021-03-01 09:30:00Z', 'not an instant'],
    ['2021-03-01T09:30Z', 'not an instant'],
    ['2021-03-01T09:30:00.Z', 'not an instant'],
    ['2021-03-01T09:30:00+0100', 'not an instant'],
    ['2021-03-01T09:30:00+01', 'not an instant'],
    ['2021-03-01T09:30:00Zulu', 'not an instant'],
    ['2021-03-01T09:30:00 +01:00', 'not an instant'],
    ['2021-03-01T09:30:00,5Z', 'not an instant'],
    ['2021-03-01T-9:30:00Z', 'not an instant'],
    ['2021-03-01T09:30:00', 'no offset: an instant ends with Z or an offset such as +01:00'],
    ['2021-03-01T09:30:00.5', 'no offset'],
    ['2021-02-29T09:30:00Z', 'not a real date: the calendar has no such day'],
    ['2021-03-01T24:00:00Z', 'not a time of day'],
    ['2021-03-01T09:60:00Z', 'not a time of day'],
    ['2021-03-01T09:30:61Z', 'not a time of day'],
    ['2016-12-31T23:59:60Z', 'leap seconds are not known here'],
    ['2021-03-01T09:30:00.1234567Z', 'too exact: an instant is taken to the microsecond (6 digits)'],
    ['2021-03-01T09:30:00+24:00', 'not an offset'],
    ['2021-03-01T09:30:00+01:60', 'not an offset'],
    ['9999-12-31T00:00:00Z', 'too far away'],
  ])('refuses "%s": %s', (text, message) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
    expect(() => parseInstant(text)).toThrow(message);
  });

  it('agrees with luxon to the millisecond, whatever the offset', () => {
    assert(
      property(integer({ min: -2e12, max: 4e12 }), integer({ min: -14 * 60, max: 14 * 60 }), (milliseconds, offset) => {
        const zone = `UTC${offset < 0 ? '-' : '+'}${Math.floor(Math.abs(offset) / 60)}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
        const text = DateTime.fromMillis(milliseconds, { zone }).toISO() as string;
        expect(parseInstant(text)).toBe(milliseconds * 1000);
      }),
    );
  });
});

describe('formatInstant', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59.999999Z'],
    [1_616_891_400_000_000, '2021-03-28T00:30:00Z'],
    [1_616_891_400_120_000, '2021-03-28T00:30:00.12Z'],
    [1_616_891_400_000_001, '2021-03-28T00:30:00.000001Z'],
  ])('%i', (instant, expected) => {
    expect(formatInstant(instant)).toBe(expected);
  });

  it('is undone by parseInstant, to the microsecond', () => {
    assert(property(maxSafeInteger(), (instant) => expect(parseInstant(formatInstant(instant))).toBe(instant)));
  });

  it('keeps the last microsecond of a day in that day, as far as instants go', () => {
    assert(
      property(integer({ min: -104_000, max: 104_000 }), (day) => {
        const midnight = day * 86_400_000_000;
        expect(formatInstant(midnight)).toMatch(/T00:00:00Z$/);
        expect(formatInstant(midnight - 1)).toMatch(/T23:59:59\.999999Z$/);
      }),
    );
  });

  it('refuses what is no whole number of microseconds', () => {
    for (const wrong of [0.5, NaN, Infinity, 2 ** 53]) expect(() => formatInstant(wrong)).toThrow(RangeError);
  });
});
