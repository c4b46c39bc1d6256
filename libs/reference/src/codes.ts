import { yearIn, type FinancialYear } from './financial-year';
import { mustDiffer, readReferenceFile, textIn } from './reference-file';

/** A list of statutory codes, and the return years for which it is established what is valid. */
export interface CodeList {
  readonly list: string;
  /** The return that it belongs to. */
  readonly collection: string;
  readonly title: string;
  /** The fields of events that take its codes. */
  readonly fields: string;
  readonly from: FinancialYear;
  readonly to: FinancialYear;
  readonly source: string;
}

/** A code of a list. */
export interface Code {
  readonly list: string;
  readonly code: string;
  /** Empty where no source at hand says what it means. */
  readonly meaning: string;
  /** The return years in which it is valid, within those that the list establishes; null: in none of them. */
  readonly valid: { readonly first: FinancialYear; readonly last: FinancialYear } | null;
  readonly note: string;
}

/** What is known of a code in a return year. */
export type Validity = 'valid' | 'not valid' | 'not established' | 'unknown code';

/** @throws ReferenceFileError naming line and remedy */
export function readCodeLists(file: string, text: string): CodeList[] {
  const columns = ['list', 'collection', 'title', 'fields', 'from', 'to', 'source'] as const;
  const { rows } = readReferenceFile(file, text, columns);
  mustDiffer(rows, (row) => row.text('list'));
  return rows.map((row) => ({
    list: textIn(row, 'list', 'a name'),
    collection: textIn(row, 'collection', 'the return'),
    title: textIn(row, 'title', 'a title'),
    fields: textIn(row, 'fields', 'the fields of events'),
    from: yearIn(row, 'from'),
    to: yearIn(row, 'to'),
    source: textIn(row, 'source', 'where the list is from'),
  }));
}

/** @throws ReferenceFileError naming line and remedy */
export function readCodes(file: string, text: string, lists: readonly CodeList[]): Code[] {
  const { rows } = readReferenceFile(file, text, ['list', 'code', 'meaning', 'first', 'last', 'note']);
  mustDiffer(rows, (row) => `${row.text('list')}, ${row.text('code')}`);
  return rows.map((row) => {
    const list = lists.find((each) => each.list === row.text('list'));
    if (list === undefined) throw row.wrong(`has "${row.text('list')}" in the column list, which is no list.`);
    const isNever = row.text('first') === '' && row.text('last') === '';
    const valid = isNever ? null : { first: yearIn(row, 'first'), last: yearIn(row, 'last') };
    if (valid !== null && !(list.from <= valid.first && valid.first <= valid.last && valid.last <= list.to)) {
      throw row.wrong(`must lie within the years that its list establishes, ${list.from} to ${list.to}.`);
    }
    return {
      list: list.list,
      code: textIn(row, 'code', 'the code'),
      meaning: row.text('meaning'),
      valid,
      note: row.text('note'),
    };
  });
}

/** The lists of statutory codes by return year. */
export class CodeBook {
  constructor(
    readonly lists: readonly CodeList[],
    readonly codes: readonly Code[],
  ) {}

  /** The codes of a list. */
  of(list: string): readonly Code[] {
    return this.codes.filter((code) => code.list === list);
  }

  /** Whether a code is valid in the return of a financial year, as far as that is known. */
  validity(list: string, code: string, year: FinancialYear): Validity {
    const established = this.lists.find((each) => each.list === list);
    const known = this.codes.find((each) => each.list === list && each.code === code);
    if (established === undefined || known === undefined) return 'unknown code';
    if (year < established.from || year > established.to) return 'not established';
    return known.valid !== null && known.valid.first <= year && year <= known.valid.last ? 'valid' : 'not valid';
  }
}
