import { assert, integer, property } from 'fast-check';
import { DateTime } from 'luxon';
import { dayOf, formatDay, formatInstant, lastInstantOf, londonDay, parseDay, parseInstant } from './index';

const byLuxon = (milliseconds: number) => DateTime.fromMillis(milliseconds, { zone: 'Europe/London' }).toISODate();

describe('londonDay', () => {
  it.each([
    ['2021-01-15T23:59:59.999999Z', '2021-01-15'],
    ['2021-07-15T22:59:59.999999Z', '2021-07-15'],
    ['2021-07-15T23:00:00Z', '2021-07-16'],
    ['2021-03-27T23:30:00Z', '2021-03-27'], // the clocks go forward in the night that follows
    ['2021-03-28T23:30:00Z', '2021-03-29'],
    ['2021-10-30T23:30:00Z', '2021-10-31'], // the clocks go back in the night that follows
    ['2021-10-31T23:30:00Z', '2021-10-31'],
    ['2021-07-16T00:30:00+01:00', '2021-07-16'],
    ['2021-07-15T19:30:00-05:00', '2021-07-16'],
    ['1970-01-01T23:30:00Z', '1970-01-02'], // summer time all the year
    ['1965-01-01T23:30:00Z', '1965-01-01'], // before the table
    ['2085-07-01T23:30:00Z', '2085-07-02'], // after it
  ])('%s is %s', (instant, expected) => {
    expect(formatDay(londonDay(parseInstant(instant)))).toBe(expected);
  });

  it('agrees with luxon at any instant', () => {
    assert(
      property(integer({ min: -3e11, max: 4e12 }), (milliseconds) => {
        expect(formatDay(londonDay(milliseconds * 1000))).toBe(byLuxon(milliseconds));
      }),
    );
  });

  it('agrees with luxon in the last hour of every day from 1990 to 2042', () => {
    const wrong: number[] = [];
    for (let day = dayOf(1990, 1, 1); day <= dayOf(2042, 12, 31); day++) {
      const milliseconds = day * 86_400_000 + 23 * 3_600_000 + 1_800_000;
      const local = DateTime.fromMillis(milliseconds, { zone: 'Europe/London' });
      if (londonDay(milliseconds * 1000) !== day + (local.offset === 60 ? 1 : 0)) wrong.push(day);
    }
    expect(wrong).toEqual([]);
  });
});

it.each([
  ['2021-01-15', '2021-01-15T23:59:59.999999Z'],
  ['2020-06-30', '2020-06-30T22:59:59.999999Z'],
  ['2021-03-28', '2021-03-28T22:59:59.999999Z'],
  ['2020-10-25', '2020-10-25T23:59:59.999999Z'],
])('the last instant of %s in London is %s', (day, instant) => {
  expect(formatInstant(lastInstantOf(parseDay(day)))).toBe(instant);
});
