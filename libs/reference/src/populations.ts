import { yearIn, type FinancialYear } from './financial-year';
import { authorityIn, mustDiffer, numberIn, readReferenceFile, textIn } from './reference-file';

/** Children aged 0 to 17 of an authority in a financial year. */
export interface Population {
  readonly authority: string;
  readonly year: FinancialYear;
  readonly population: number;
  readonly source: string;
}

/** @throws ReferenceFileError naming line and remedy */
export function readPopulations(file: string, text: string): Population[] {
  const { rows } = readReferenceFile(file, text, ['authority', 'year', 'population', 'source']);
  mustDiffer(rows, (row) => `authority ${row.text('authority')}, ${row.text('year')}`);
  return rows.map((row) => {
    const population = numberIn(row, 'population', 'the number of children aged 0 to 17');
    if (population < 1 || !Number.isInteger(population)) {
      throw row.wrong(`has a population of ${population}. Give a whole number of 1 or more: rates are divided by it.`);
    }
    return {
      authority: authorityIn(row, 'authority'),
      year: yearIn(row, 'year'),
      population,
      source: textIn(row, 'source', 'where the number is from'),
    };
  });
}
