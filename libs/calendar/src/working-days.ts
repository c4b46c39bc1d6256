// Working days, as statutory time limits count them: Monday to Friday, without the bank holidays of England and Wales.
// Working days are numbered. With k(d) the number of working days before d, the first working day on or after d has the
// number k(d); both rules below then are one subtraction or one addition. Bank holidays are known for 1990 to 2040 and
// the table covers a little more; outside it only weekends are free, and arithmetic gives the same numbering.
import { bankHolidays } from './kept-bank-holidays';
import { dayOf, mondayBased, parseDay } from './day';
import type { Day } from './units';

const TABLE_START = dayOf(1985, 1, 1);
const TABLE_END = dayOf(2046, 1, 1);
const free = new Set(bankHolidays.map((holiday) => parseDay(holiday.date)));

/** k(d) for each day d of the table. */
const WORKING_DAYS_BEFORE = new Int32Array(TABLE_END - TABLE_START);
/** The working day with each number that the table's days have. */
const WORKING_DAY = new Int32Array(TABLE_END - TABLE_START);
const FIRST_NUMBER = weekdaysBefore(TABLE_START);

let number = FIRST_NUMBER;
for (let day = TABLE_START; day < TABLE_END; day++) {
  WORKING_DAYS_BEFORE[day - TABLE_START] = number;
  if (mondayBased(day) < 5 && !free.has(day)) WORKING_DAY[number++ - FIRST_NUMBER] = day;
}
const END_NUMBER = number;
/** Bank holidays that took a weekday: by so much the numbering after the table runs behind that of the weekdays. */
const HOLIDAYS_TAKEN = weekdaysBefore(TABLE_END) - END_NUMBER;

/** Whether a day is Monday to Friday and no bank holiday in England and Wales (known for 1990 to 2040). */
export function isWorkingDay(day: Day): boolean {
  return workingDaysBefore(day + 1) > workingDaysBefore(day);
}

/**
 * wd(a, b): day zero is the first working day on or after `from`, the end is the first working day on or after `to`; the
 * result is the number of working days after day zero up to and including the end, 0 where `to` is not after `from`.
 */
export function workingDays(from: Day, to: Day): number {
  return to <= from ? 0 : workingDaysBefore(to) - workingDaysBefore(from);
}

/**
 * deadline(a, n): the `count`-th working day (`count` ≥ 0) after day zero, the first working day on or after `from`.
 * `workingDays(from, d) <= count` just when `d <= deadline(from, count)`.
 */
export function deadline(from: Day, count: number): Day {
  const wanted = workingDaysBefore(from) + count;
  if (wanted < FIRST_NUMBER) return weekdayWithNumber(wanted);
  if (wanted >= END_NUMBER) return weekdayWithNumber(wanted + HOLIDAYS_TAKEN);
  return WORKING_DAY[wanted - FIRST_NUMBER] as Day;
}

function workingDaysBefore(day: Day): number {
  return (
    WORKING_DAYS_BEFORE[day - TABLE_START] ??
    (day < TABLE_START ? weekdaysBefore(day) : weekdaysBefore(day) - HOLIDAYS_TAKEN)
  );
}

/** How many weekdays lie before `day`, counted from Monday 1970-01-05. */
function weekdaysBefore(day: Day): number {
  const weekday = mondayBased(day);
  return ((day - 4 - weekday) / 7) * 5 + (weekday < 5 ? weekday : 5);
}

/** The weekday before which `count` weekdays lie, counted from Monday 1970-01-05. */
function weekdayWithNumber(count: number): Day {
  const week = Math.floor(count / 5);
  return 4 + week * 7 + (count - week * 5);
}
