import { parseMonth, type Month } from '@careledger/calendar';
import { yearIn, type FinancialYear } from './financial-year';
import { authorityIn, mustDiffer, numberIn, oneOfIn, readReferenceFile, textIn } from './reference-file';

/** A figure of an earlier year that an authority has published itself. */
export interface PublishedYear {
  readonly authority: string;
  readonly measure: string;
  readonly figure: 'value' | 'numerator' | 'rate';
  readonly year: FinancialYear;
  /** The last month that the figure covers. */
  readonly to: Month;
  readonly value: number;
  readonly code: string;
  readonly note: string;
  readonly source: string;
}

/** @throws ReferenceFileError naming line and remedy */
export function readAnnualTrend(file: string, text: string): PublishedYear[] {
  const { rows } = readReferenceFile(
    file,
    text,
    ['authority', 'measure', 'figure', 'year', 'to', 'value', 'source'],
    ['code', 'note'],
  );
  mustDiffer(rows, (row) =>
    (['authority', 'measure', 'figure', 'year', 'to'] as const).map((column) => row.text(column)).join(', '),
  );
  return rows.map((row) => {
    let to: Month;
    try {
      to = parseMonth(row.text('to'));
    } catch {
      throw row.wrong(`has "${row.text('to')}" in the column to. Write a month as YYYY-MM, for instance 2020-12.`);
    }
    return {
      authority: authorityIn(row, 'authority'),
      measure: textIn(row, 'measure', 'the id of a measure'),
      figure: oneOfIn(row, 'figure', ['value', 'numerator', 'rate']),
      year: yearIn(row, 'year'),
      to,
      value: numberIn(row, 'value', 'what was published'),
      code: row.text('code'),
      note: row.text('note'),
      source: textIn(row, 'source', 'where it was published'),
    };
  });
}

/** A measure whose figure means something at the end of a financial year alone. */
export interface AnnualOnly {
  readonly measure: string;
  readonly why: string;
  readonly source: string;
}

/** @throws ReferenceFileError naming line and remedy */
export function readAnnualOnly(file: string, text: string): AnnualOnly[] {
  const { rows } = readReferenceFile(file, text, ['measure', 'why', 'source']);
  mustDiffer(rows, (row) => row.text('measure'));
  return rows.map((row) => ({
    measure: textIn(row, 'measure', 'the id of a measure'),
    why: textIn(row, 'why', 'the reason'),
    source: textIn(row, 'source', 'who reports it once a year'),
  }));
}
