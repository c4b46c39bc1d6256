import { financialYearStart, formatMonth, monthOf, type Day } from '@careledger/calendar';
import type { Row } from './reference-file';

/** A financial year as it is written: `2020/21`. */
export type FinancialYear = string;

/** The financial year of a day as it is written: `2020/21`. */
export function financialYearOf(day: Day): FinancialYear {
  const year = Number(formatMonth(monthOf(financialYearStart(day))).slice(0, 4));
  return `${year}/${twoDigits(year + 1)}`;
}

/** Whether a text is a financial year: the second part follows on the first. */
export function isFinancialYear(text: string): boolean {
  const [, first, second] = /^((?:19|20)\d\d)\/(\d\d)$/.exec(text) ?? [];
  return first !== undefined && twoDigits(Number(first) + 1) === second;
}

/** A field that must be a financial year. */
export function yearIn<Column extends string>(row: Row<Column>, column: Column): FinancialYear {
  const value = row.text(column);
  if (isFinancialYear(value)) return value;
  throw row.wrong(
    `has "${value}" in the column ${column}. Write a financial year as its two calendar years, for instance 2020/21 (1 April 2020 to 31 March 2021).`,
  );
}

function twoDigits(year: number): string {
  return String(year % 100).padStart(2, '0');
}
