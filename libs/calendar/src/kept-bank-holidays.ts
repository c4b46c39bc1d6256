import kept from './bank-holidays.json';

/** A bank holiday in England and Wales, on the weekday on which it was or will be kept. */
export interface BankHoliday {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly name: string;
}

/**
 * The bank holidays of England and Wales from 1990 to 2040 in order of date, one-off, moved and substitute days included.
 * The kept list is made by `npm run make:bank-holidays`; a change to it changes figures, so its version belongs to the rulebook.
 */
export const bankHolidays: readonly BankHoliday[] = kept.holidays;

/** Goes up with each change of the kept list. */
export const bankHolidaysVersion: number = kept.version;
