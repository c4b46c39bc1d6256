import type { Instant } from '@careledger/calendar';
import type { ImportJournal } from '../import-journal';
import type { Pseudonyms } from '../pseudonyms';
import { returnIn, type Finding, type Table } from './rows';
import type { ReturnYear } from './return-year';
import type { Source } from './source';

/** A file that was read: what to tell of it, and how its rows get into the journal. */
export interface ReadFile {
  readonly name: string;
  /** Rows of the file, the header line and blank lines aside. */
  readonly read: number;
  readonly findings: readonly Finding[];
  /** Puts its rows in the place of those that the same file had at the last import. */
  readonly takeIn: (journal: ImportJournal) => void;
}

/** What a reader of files is given. */
export interface Reader {
  readonly pseudonyms: Pseudonyms;
  readonly firstVersion: number;
  readonly now: Instant;
}

/**
 * Puts the rows of one table of one year in the place of those that its last import had. A row that no longer makes sense
 * does not undo what it said when it did.
 */
export function takeInTable(
  journal: ImportJournal,
  source: Source,
  year: ReturnYear,
  table: string,
  bySubject: ReadonlyMap<string, Table>,
): void {
  const { children } = journal;
  journal.files.add(`${year} ${table}`);
  for (const subject of bySubject.keys()) if (!children.has(subject)) children.set(subject, new Map());
  for (const [subject, returns] of children) {
    const rows = bySubject.get(subject);
    if (rows === undefined && !returns.has(year)) continue;
    const inYear = returnIn(returns, year, source.tables)[table];
    if (inYear === undefined) throw new Error(`${source.name} has no table ${table}`);
    const before = new Map(inYear);
    inYear.clear();
    for (const [key, row] of rows ?? []) inYear.set(key, row.row === null ? (before.get(key) ?? row) : row);
  }
}
