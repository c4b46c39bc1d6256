import { parse } from 'csv-parse/sync';

/** What is wrong with a file of reference data: which file, which line, what and what to do. */
export class ReferenceFileError extends Error {
  /** @param says the rest of a sentence that begins with the place */
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    says: string,
  ) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${says}`);
    this.name = 'ReferenceFileError';
  }
}

/** A row of a table, by column name. */
export interface Row<Column extends string> {
  readonly line: number;
  /** The text of a field; empty where the file has no such column. */
  readonly text: (column: Column) => string;
  /** An error about this row. */
  readonly wrong: (says: string) => ReferenceFileError;
}

/** A file of reference data as it was read. */
export interface ReferenceFile<Column extends string> {
  /** The lines of its head, without the #. */
  readonly head: readonly string[];
  readonly rows: readonly Row<Column>[];
}

/**
 * Reads a file of reference data: lines that begin with # say what it is, then comes a line of column names, then the rows.
 * Columns may stand in any order; others than the known ones are passed over; a byte-order mark is too.
 * @param file its name, for errors
 * @param needed columns that must be there
 * @param more columns that may be there
 * @throws ReferenceFileError where it is no such table
 */
export function readReferenceFile<Column extends string>(
  file: string,
  text: string,
  needed: readonly Column[],
  more: readonly Column[] = [],
): ReferenceFile<Column> {
  const [first, ...records] = recordsOf(file, text);
  const names = first?.record.map((name) => name.toLowerCase()) ?? [];
  const missing = needed.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new ReferenceFileError(
      file,
      first?.info.lines,
      `has no column ${missing.join(', ')}. The first line that does not begin with # names the columns, with commas between them: ${[...needed, ...more].join(',')}.`,
    );
  }
  const rows = records.map(({ record, info: { lines: line } }): Row<Column> => {
    const wrong = (says: string) => new ReferenceFileError(file, line, says);
    if (record.length !== names.length) {
      throw wrong(
        `has ${record.length} fields where there are ${names.length} columns. Put a field that has a comma in it between quotation marks.`,
      );
    }
    return { line, wrong, text: (column) => record[names.indexOf(column)] ?? '' };
  });
  return { head: headOf(text), rows };
}

function recordsOf(file: string, text: string): { record: string[]; info: { lines: number } }[] {
  try {
    return parse(text, {
      bom: true,
      comment: '#',
      comment_no_infix: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch (error) {
    const line = (error as { lines?: number }).lines;
    throw new ReferenceFileError(
      file,
      line,
      'has a quotation mark in the wrong place. Close each one, and write one that belongs to the text twice.',
    );
  }
}

/** The lines that the file begins with and that say what it is. */
export function headOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end === -1 ? lines.length : end).map((line) => line.replace(/^# ?/, ''));
}

/** Refuses two rows that say something of the same thing. */
export function mustDiffer<Column extends string>(
  rows: readonly Row<Column>[],
  what: (row: Row<Column>) => string,
): void {
  const seen = new Map<string, number>();
  for (const row of rows) {
    const before = seen.get(what(row));
    if (before !== undefined) {
      throw row.wrong(`says again what line ${before} says (${what(row)}). Leave one of them out.`);
    }
    seen.set(what(row), row.line);
  }
}

/** A field that must not be empty. */
export function textIn<Column extends string>(row: Row<Column>, column: Column, what: string): string {
  const value = row.text(column);
  if (value === '') throw row.wrong(`has nothing in the column ${column}. Give ${what}.`);
  return value;
}

/** A field that must be one of a few words; the first may be left to `otherwise`. */
export function oneOfIn<Column extends string, const Word extends string>(
  row: Row<Column>,
  column: Column,
  words: readonly Word[],
  otherwise?: Word,
): Word {
  const value = row.text(column);
  if (value === '' && otherwise !== undefined) return otherwise;
  const found = words.find((word) => word === value);
  if (found === undefined) {
    throw row.wrong(`has "${value}" in the column ${column}. Use one of: ${words.join(', ')}.`);
  }
  return found;
}

/** A field that must be a number of 0 or more. */
export function numberIn<Column extends string>(row: Row<Column>, column: Column, what: string): number {
  const value = row.text(column);
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(value)) {
    throw row.wrong(
      `has "${value}" in the column ${column}. Give ${what}: digits, with a point before decimals and nothing else.`,
    );
  }
  return Number(value);
}

/** The code of a local authority: three digits. */
export function authorityIn<Column extends string>(row: Row<Column>, column: Column): string {
  const value = row.text(column);
  if (/^\d{3}$/.test(value)) return value;
  throw row.wrong(
    `has "${value}" in the column ${column}. Give the three digits of a local-authority code, for instance 841.`,
  );
}
