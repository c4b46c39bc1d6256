import { yearIn, type FinancialYear } from './financial-year';
import { mustDiffer, numberIn, oneOfIn, readReferenceFile, textIn, type Row } from './reference-file';
import type { ComparedFigure } from './targets';

/** What others have published for a financial year. */
export interface Comparator {
  readonly measure: string;
  readonly figure: ComparedFigure;
  /** `England`, `North East`, `Statistical neighbours of 841`, or the three digits of an authority. */
  readonly area: string;
  readonly year: FinancialYear;
  /** Null: suppressed by the publisher because the number is small. */
  readonly value: number | null;
  /** Null: suppressed, or not published. */
  readonly numerator: number | null;
  readonly source: string;
}

const SUPPRESSED = 'c';

/** @throws ReferenceFileError naming line and remedy */
export function readComparators(file: string, text: string): Comparator[] {
  const { rows } = readReferenceFile(file, text, ['measure', 'figure', 'area', 'year', 'value', 'numerator', 'source']);
  mustDiffer(rows, (row) =>
    (['measure', 'figure', 'area', 'year', 'source'] as const).map((column) => row.text(column)).join(', '),
  );
  const published = (row: Row<'value' | 'numerator'>, column: 'value' | 'numerator'): number | null =>
    row.text(column) === SUPPRESSED ? null : numberIn(row, column, 'what was published, or c where it is suppressed');
  return rows.map((row) => ({
    measure: textIn(row, 'measure', 'the id of a measure'),
    figure: oneOfIn(row, 'figure', ['value', 'rate']),
    area: textIn(row, 'area', 'the area'),
    year: yearIn(row, 'year'),
    value: published(row, 'value'),
    numerator: row.text('numerator') === '' ? null : published(row, 'numerator'),
    source: textIn(row, 'source', 'where it was published'),
  }));
}

/** What others have published, by measure. */
export class ComparatorBook {
  constructor(readonly comparators: readonly Comparator[]) {}

  /** All of a measure, in the order of the file. */
  of(measure: string): readonly Comparator[] {
    return this.comparators.filter((one) => one.measure === measure);
  }

  /**
   * One published figure, or undefined. Where two sources publish the same, the one that stands first in the file: the
   * publisher itself comes before who quotes it.
   */
  find(measure: string, area: string, year: FinancialYear, figure: ComparedFigure = 'value'): Comparator | undefined {
    return this.comparators.find(
      (one) => one.measure === measure && one.area === area && one.year === year && one.figure === figure,
    );
  }
}
