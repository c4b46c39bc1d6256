import { assert, integer, property } from 'fast-check';
import { bankHolidays, dayOf, deadline, formatDay, isWorkingDay, parseDay, weekdayOf, workingDays } from './index';
import type { Day } from './index';

const holidays = new Set(bankHolidays.map(({ date }) => parseDay(date)));
const plainlyWorking = (day: Day) => weekdayOf(day) <= 5 && !holidays.has(day);

/** wd(a, b) as the definition has it, counted day by day. */
function countedWorkingDays(from: Day, to: Day): number {
  if (to <= from) return 0;
  let dayZero = from;
  while (!plainlyWorking(dayZero)) dayZero++;
  let end = to;
  while (!plainlyWorking(end)) end++;
  let count = 0;
  for (let day = dayZero + 1; day <= end; day++) if (plainlyWorking(day)) count++;
  return count;
}

/** deadline(a, n) as the definition has it, counted day by day. */
function countedDeadline(from: Day, count: number): Day {
  let day = from;
  while (!plainlyWorking(day)) day++;
  for (let passed = 0; passed < count;) if (plainlyWorking(++day)) passed++;
  return day;
}

// The dates of the contract, and days about the ends of the table and far beyond.
const day = integer({ min: dayOf(1980, 1, 1), max: dayOf(2060, 1, 1) });
const anyDay = integer({ min: dayOf(1700, 1, 1), max: dayOf(2300, 1, 1) });
const few = integer({ min: 0, max: 120 });

describe('isWorkingDay', () => {
  it.each([
    ['2021-12-24', true],
    ['2021-12-25', false],
    ['2021-12-27', false],
    ['2021-12-28', false],
    ['2021-12-29', true],
    ['2020-05-04', true],
    ['2020-05-08', false],
    ['2041-12-25', true], // a Wednesday of which no list says anything yet
  ])('%s: %s', (date, expected) => {
    expect(isWorkingDay(parseDay(date))).toBe(expected);
  });
});

describe('workingDays', () => {
  it.each([
    // from, to, result, why
    ['2020-04-01', '2020-04-01', 0, 'the same day'],
    ['2020-04-02', '2020-04-01', 0, 'the end before the beginning'],
    ['2020-04-01', '2020-04-02', 1, 'the next day'],
    ['2020-04-03', '2020-04-06', 1, 'a weekend between'],
    ['2020-04-04', '2020-04-06', 0, 'from a Saturday: day zero is the Monday'],
    ['2020-04-04', '2020-04-07', 1, 'from a Saturday to the Tuesday'],
    ['2020-04-03', '2020-04-04', 1, 'to a Saturday: the end is the Monday'],
    ['2020-04-09', '2020-04-14', 1, 'Easter between'],
    ['2020-04-01', '2020-06-09', 45, 'Easter, VE Day and the spring holiday between'],
    ['2020-04-01', '2020-06-10', 46, 'and a day more'],
    ['2021-12-25', '2021-12-29', 0, 'from Christmas Day on a Saturday'],
  ])('%s to %s: %i (%s)', (from, to, expected) => {
    expect(workingDays(parseDay(from), parseDay(to))).toBe(expected);
  });

  it('is what counting day by day gives', () => {
    assert(
      property(day, integer({ min: -10, max: 400 }), (from, length) => {
        expect(workingDays(from, from + length)).toBe(countedWorkingDays(from, from + length));
      }),
    );
  });
});

describe('deadline', () => {
  it.each([
    ['2020-04-01', 45, '2020-06-09'],
    ['2020-04-04', 0, '2020-04-06'],
    ['2020-04-04', 1, '2020-04-07'],
    ['2020-04-09', 1, '2020-04-14'],
    ['2021-12-23', 2, '2021-12-29'],
    ['2022-05-27', 10, '2022-06-14'],
  ])('%s, %i: %s', (from, count, expected) => {
    expect(formatDay(deadline(parseDay(from), count))).toBe(expected);
  });

  it('is what counting day by day gives', () => {
    assert(property(day, few, (from, count) => expect(deadline(from, count)).toBe(countedDeadline(from, count))));
  });

  it('is right about the ends of the table', () => {
    for (const edge of [dayOf(1985, 1, 1), dayOf(2046, 1, 1)]) {
      for (let from = edge - 30; from <= edge + 30; from++) {
        for (let count = 0; count < 30; count++) expect(deadline(from, count)).toBe(countedDeadline(from, count));
        expect(workingDays(from, edge + 30)).toBe(countedWorkingDays(from, edge + 30));
      }
    }
  });
});

describe('workingDays and deadline together', () => {
  it('wd(a, b) <= n just when b <= deadline(a, n)', () => {
    assert(
      property(anyDay, integer({ min: -10, max: 200 }), few, (from, length, count) => {
        const to = from + length;
        expect(workingDays(from, to) <= count).toBe(to <= deadline(from, count));
      }),
    );
  });

  it('holds on the deadline itself and fails the day after', () => {
    assert(
      property(anyDay, few, (from, count) => {
        const due = deadline(from, count);
        expect(isWorkingDay(due)).toBe(true);
        expect(workingDays(from, due)).toBe(count);
        expect(workingDays(from, due + 1)).toBe(count + 1);
      }),
    );
  });
});
