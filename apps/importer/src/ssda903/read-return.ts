import { READ_ROW, REQUIRED_COLUMNS, type Reading } from './read-row';
import type { ReturnYear } from './return-year';
import type { FileKind, Finding, Kept, Origin, Rows } from './rows';
import { readTable } from './table';

/** One file of a return. */
export interface ReturnFile {
  readonly path: string;
  readonly name: string;
  readonly kind: FileKind;
  readonly year: ReturnYear;
}

/** What a file says, by subject and natural key. */
export interface FileRows<K extends FileKind = FileKind> {
  readonly file: ReturnFile & { readonly kind: K };
  /** Rows of the file, the header line and blank lines aside. */
  readonly read: number;
  readonly bySubject: Map<string, Map<string, Kept<Rows[K]>>>;
  readonly findings: Finding[];
}

/** The keyed hashes under which a child and a home leave the authority. */
export interface Pseudonyms {
  readonly subjectOf: (child: string) => string;
  readonly homeOf: (provider: string, urn: string, postcode: string) => string;
}

/** Reads one file. A row that makes no sense becomes a finding and costs nothing else. */
export async function readReturnFile<K extends FileKind>(
  file: ReturnFile & { readonly kind: K },
  pseudonyms: Pseudonyms,
): Promise<FileRows<K>> {
  const bySubject: FileRows<K>['bySubject'] = new Map();
  const findings: Finding[] = [];
  const context = { year: file.year, homeOf: pseudonyms.homeOf };
  let read = 0;
  for await (const line of readTable(file.path, REQUIRED_COLUMNS[file.kind])) {
    read += 1;
    const origin: Origin = { file: file.name, line: line.line };
    const leaveOut = (reason: string): void => void findings.push({ origin, outcome: 'left-out', reason });
    if ('unreadable' in line) {
      leaveOut(line.unreadable);
      continue;
    }
    const child = line.field('CHILD');
    if (child === '') {
      leaveOut('CHILD is empty');
      continue;
    }
    const subject = pseudonyms.subjectOf(child);
    const rows = bySubject.get(subject) ?? new Map<string, Kept<Rows[K]>>();
    bySubject.set(subject, rows);
    const reading: Reading<Rows[K]> = READ_ROW[file.kind](line.field, context);
    if (reading.leftOut !== undefined) leaveOut(reading.leftOut);
    if (reading.key === null) {
      // The file names the child all the same: that says something too.
      if (!rows.has('')) rows.set('', { row: null, origin });
      continue;
    }
    const before = rows.get(reading.key);
    if (before !== undefined && before.row !== null) {
      if (reading.row !== null)
        leaveOut(`repeats the child and ${NATURAL_KEY[file.kind]} of line ${before.origin.line}`);
      continue;
    }
    rows.set(reading.key, { row: reading.row, origin });
    for (const reason of reading.remarks) findings.push({ origin, outcome: 'remark', reason });
  }
  return { file, read, bySubject, findings };
}

const NATURAL_KEY: Readonly<Record<FileKind, string>> = {
  header: 'row',
  episodes: 'DECOM',
  reviews: 'REVIEW',
  uasc: 'row',
};
