import { speaksOn, type DayText, type ReturnYear } from '../engine/return-year';

/** What a reader of rows may ask beside the row. */
export interface ReadingContext {
  readonly year: ReturnYear;
  /** A keyed hash that tells one home from another. */
  readonly homeOf: (provider: string, urn: string, postcode: string) => string;
  /** The pseudonym of a worker. */
  readonly workerOf: (number: string) => string;
}

/** A row's text by column; '' where the column is not there. */
export type Fields = (column: string) => string;

/** Nothing that a return tells of is earlier. */
export const EARLIEST: DayText = '1990-01-01';

/** What happened cannot lie after the day from which the return speaks. */
export function windowFault(column: string, day: DayText, year: ReturnYear): string | null {
  if (day < EARLIEST) return `${column} lies before 1990`;
  return day > speaksOn(year) ? `${column} lies after the year of the return` : null;
}

export function code(field: Fields, column: string): string {
  return field(column).toUpperCase();
}

export function optionalCode(
  field: Fields,
  column: string,
  codes: ReadonlySet<string>,
  remarks: string[],
): string | undefined {
  const text = code(field, column);
  if (text === '' || codes.has(text)) return text === '' ? undefined : text;
  remarks.push(`${column} is no code of the return: the row is taken without it`);
  return undefined;
}
