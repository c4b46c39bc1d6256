import { readFileSync } from 'node:fs';
import { bankHolidaysFile, makeBankHolidays } from '../../../infra/bank-holidays';
import { addMonths, bankHolidays, dayOf, formatDay, parseDay, weekdayOf, type Day } from './index';

const datesOf = (year: number) =>
  bankHolidays.filter(({ date }) => date.startsWith(String(year))).map(({ date }) => date.slice(5));

describe('the kept list of bank holidays', () => {
  it('is what the script gives now', () => {
    const kept = readFileSync(`${__dirname}/bank-holidays.json`, 'utf8');
    const { version } = JSON.parse(kept) as { version: number };
    expect(kept).toBe(bankHolidaysFile(version, makeBankHolidays()));
  });

  it('is in order, names each day once, and only weekdays', () => {
    const dates = bankHolidays.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(dates.filter((date) => weekdayOf(parseDay(date)) > 5)).toEqual([]);
    expect(dates[0]).toBe('1990-01-01');
    expect(dates.at(-1)).toBe('2040-12-26');
  });

  // The years in which a holiday was moved or added, day by day.
  it.each([
    [1995, '01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26'],
    [1999, '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31'],
    [2000, '01-03 04-21 04-24 05-01 05-29 08-28 12-25 12-26'],
    [2002, '01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26'],
    [2011, '01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27'],
    [2012, '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26'],
    [2020, '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28'],
    [2021, '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28'],
    [2022, '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
    [2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
  ])('%i', (year, days) => {
    expect(datesOf(year).join(' ')).toBe(days);
  });

  it('has nothing but the usual eight in every other year', () => {
    const special = new Set([1995, 1999, 2002, 2011, 2012, 2020, 2022, 2023]);
    for (let year = 1990; year <= 2040; year++) {
      if (!special.has(year)) expect(datesOf(year)).toEqual(usual(year).map((day) => formatDay(day).slice(5)));
    }
  });
});

/** The eight holidays of an ordinary year, by the rules of law alone. */
function usual(year: number): Day[] {
  const newYear = nextMondayIfWeekend(dayOf(year, 1, 1));
  const easter = easterSunday(year);
  const christmas = dayOf(year, 12, 25);
  const weekday = weekdayOf(christmas);
  const christmasDays =
    weekday === 5 // the 26th is a Saturday
      ? [christmas, christmas + 3]
      : weekday >= 6 // Saturday and Sunday, or Sunday and Monday: in both cases the two after the weekend
        ? [christmas + 8 - weekday, christmas + 9 - weekday]
        : [christmas, christmas + 1];
  return [
    newYear,
    easter - 2,
    easter + 1,
    mondayOnOrAfter(dayOf(year, 5, 1)),
    lastMonday(year, 5),
    lastMonday(year, 8),
    ...christmasDays,
  ];
}

function nextMondayIfWeekend(day: Day): Day {
  return weekdayOf(day) > 5 ? mondayOnOrAfter(day) : day;
}

function mondayOnOrAfter(day: Day): Day {
  return day + ((8 - weekdayOf(day)) % 7);
}

function lastMonday(year: number, month: number): Day {
  const last = addMonths(dayOf(year, month, 1), 1) - 1;
  return last - (weekdayOf(last) - 1);
}

/** Meeus's form of the Gregorian Easter rule. */
function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const n = h + l - 7 * m;
  const month = Math.floor((n + 90) / 25);
  return dayOf(year, month, (n + 33 * month + 19) % 32);
}
