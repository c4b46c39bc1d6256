import { assert, constantFrom, integer, property, string } from 'fast-check';
import { DateTime } from 'luxon';
import {
  addMonths,
  ageOn,
  birthday,
  dayOf,
  firstDayOf,
  formatDay,
  lastDayOf,
  monthOf,
  parseDay,
  weekdayOf,
} from './index';

const day = integer({ min: dayOf(1, 1, 1), max: dayOf(9998, 12, 31) });
const nearDay = integer({ min: dayOf(1955, 1, 1), max: dayOf(2085, 1, 1) });
const luxonDay = (value: number) => DateTime.fromMillis(value * 86_400_000, { zone: 'utc' });

describe('parseDay and formatDay', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2020-02-29', 18_321],
  ])('%s is day %i', (text, expected) => {
    expect(parseDay(text)).toBe(expected);
    expect(formatDay(expected)).toBe(text);
  });

  it.each(['2021-02-29', '1900-02-29', '2021-13-01', '2021-00-10', '2021-04-31', '2021-04-00'])(
    'refuses %s, which the calendar does not have',
    (text) => expect(() => parseDay(text)).toThrow('not a real date: the calendar has no such day'),
  );

  it.each([
    '',
    '2021-2-09',
    '21-02-09',
    '2021/02/09',
    '2021-02-09T00:00:00Z',
    ' 2021-02-09',
    '２021-02-09',
    '+021-02-09',
  ])('refuses "%s", which is written otherwise', (text) =>
    expect(() => parseDay(text)).toThrow('not a date: write it as YYYY-MM-DD'),
  );

  it('agree with luxon, and with each other', () => {
    assert(
      property(day, (value) => {
        const text = formatDay(value);
        expect(text).toBe(luxonDay(value).toISODate());
        expect(parseDay(text)).toBe(value);
      }),
    );
  });

  it('read what the calendar has and nothing else', () => {
    const two = string({ minLength: 2, maxLength: 2, unit: constantFrom(...'0123') });
    assert(
      property(two, two, (month, dayOfMonth) => {
        const text = `2023-${month}-${dayOfMonth}`;
        const read = () => parseDay(text);
        if (DateTime.fromISO(text).isValid) expect(formatDay(read())).toBe(text);
        else expect(read).toThrow(RangeError);
      }),
    );
  });
});

describe('dayOf', () => {
  it('refuses what the calendar does not have', () => {
    for (const [year, month, dayOfMonth] of [
      [2021, 2, 29],
      [2021, 0, 1],
      [2021, 13, 1],
      [2021, 1, 0],
      [2021, 1.5, 1],
    ] as const) {
      expect(() => dayOf(year, month, dayOfMonth)).toThrow(RangeError);
    }
    expect(dayOf(2024, 2, 29)).toBe(parseDay('2024-02-29'));
  });
});

describe('weekdayOf', () => {
  it('agrees with luxon', () => {
    assert(property(day, (value) => expect(weekdayOf(value)).toBe(luxonDay(value).weekday)));
  });
});

describe('addMonths', () => {
  it.each([
    ['2021-01-31', 1, '2021-02-28'],
    ['2020-01-31', 1, '2020-02-29'],
    ['2020-02-29', 12, '2021-02-28'],
    ['2020-02-29', 48, '2024-02-29'],
    ['2021-03-31', -1, '2021-02-28'],
    ['2021-12-15', 1, '2022-01-15'],
    ['2021-08-31', 6, '2022-02-28'],
    ['2021-04-30', 1, '2021-05-30'],
  ])('%s ⊕ %i is %s', (from, count, expected) => {
    expect(formatDay(addMonths(parseDay(from), count))).toBe(expected);
  });

  it('agrees with luxon, also outside the tables', () => {
    assert(
      property(
        integer({ min: dayOf(1800, 1, 1), max: dayOf(2200, 1, 1) }),
        integer({ min: -200, max: 200 }),
        (from, count) => {
          expect(formatDay(addMonths(from, count))).toBe(luxonDay(from).plus({ months: count }).toISODate());
        },
      ),
    );
  });

  it('keeps the day of the month, or takes the last day of a shorter one', () => {
    assert(
      property(nearDay, integer({ min: -400, max: 400 }), (from, count) => {
        const to = addMonths(from, count);
        expect(monthOf(to)).toBe(monthOf(from) + count);
        const dayOfMonth = from - firstDayOf(monthOf(from));
        expect(to).toBe(Math.min(firstDayOf(monthOf(to)) + dayOfMonth, lastDayOf(monthOf(to))));
      }),
    );
  });

  it('never runs backwards: a later day moves no earlier', () => {
    assert(
      property(nearDay, integer({ min: 0, max: 40 }), integer({ min: 0, max: 60 }), (from, later, count) => {
        expect(addMonths(from, count)).toBeLessThanOrEqual(addMonths(from + later, count));
      }),
    );
  });
});

describe('birthday and ageOn', () => {
  it.each([
    ['2010-05-01', '2010-04-30', -1],
    ['2010-05-01', '2010-05-01', 0],
    ['2010-05-01', '2011-04-30', 0],
    ['2010-05-01', '2011-05-01', 1],
    ['2004-02-29', '2022-02-27', 17],
    ['2004-02-29', '2022-02-28', 18],
    ['2004-02-29', '2024-02-28', 19],
    ['2004-02-29', '2024-02-29', 20],
  ])('born on %s, on %s: %i', (birth, on, age) => {
    expect(ageOn(parseDay(birth), parseDay(on))).toBe(age);
  });

  it('change on the birthday and not before', () => {
    assert(
      property(nearDay, integer({ min: 0, max: 30 }), (birth, age) => {
        expect(ageOn(birth, birthday(birth, age))).toBe(age);
        expect(ageOn(birth, birthday(birth, age) - 1)).toBe(age - 1);
      }),
    );
  });
});
