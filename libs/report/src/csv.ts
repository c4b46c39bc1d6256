import { stringify } from 'csv-stringify/sync';
import type { Report } from './report';
import { TIDY_COLUMNS, tidyRows } from './tidy-rows';

const BYTE_ORDER_MARK = '\ufeff';

/** A report as tidy CSV: UTF-8 with a mark, days as YYYY-MM-DD, numbers not rounded. */
export function reportCsv(report: Report): string {
  const rows = tidyRows(report).map((row) =>
    TIDY_COLUMNS.map((column) => {
      const value = row[column];
      return value instanceof Date ? value.toISOString().slice(0, 10) : value;
    }),
  );
  // Groups are keys of events: text that a spreadsheet would take for a formula is put in quotes.
  return BYTE_ORDER_MARK + stringify([[...TIDY_COLUMNS], ...rows], { escape_formulas: true });
}
