export { addMonths, ageOn, birthday, dayOf, formatDay, parseDay, weekdayOf } from './day';
export {
  addMonthsTo,
  financialYearEnd,
  financialYearStart,
  firstDayOf,
  formatMonth,
  lastDayOf,
  monthOf,
  monthsBetween,
  parseMonth,
  quarterEnd,
  quarterStart,
} from './month';
export { deadline, isWorkingDay, workingDays } from './working-days';
export { bankHolidays, bankHolidaysVersion } from './kept-bank-holidays';
export type { BankHoliday } from './kept-bank-holidays';
export { dayInWords, financialYearInWords, monthInShort, monthInWords, quarterInWords, quarterOf } from './in-words';
export { formatInstant, parseInstant } from './instant';
export { lastInstantOf, londonDay } from './london';
export type { Day, Instant, Month } from './units';
