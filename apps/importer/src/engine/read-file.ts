import type { Instant } from '@careledger/calendar';
import type { Pseudonyms } from '../pseudonyms';
import type { ReturnYear } from './return-year';
import { returnIn, type ChildReturns, type Finding, type Table } from './rows';
import type { Source } from './source';
import { TableRows, type Reading } from './table-rows';

/** A row of a file, as it was read. */
export interface GatheredRow {
  readonly file: string;
  readonly table: string;
  readonly line: number;
  readonly reading: Reading<unknown>;
}

/** The rows that a file has of one child, by table; a table without any is not there. */
export type TablesOfChild = ReadonlyMap<string, Table>;

/** A file that was read: what to tell of it, and how the rows that it has of a child get into the child's returns. */
export interface ReadFile {
  readonly name: string;
  /** Rows of the file, the header line and blank lines aside. */
  readonly read: number;
  /** On rows that are no child's; of others it is told when they are taken in. */
  readonly findings: readonly Finding[];
  /** The years of which it says something. */
  readonly years: Iterable<ReturnYear>;
  /** The tables of which it is all that there is of its year; none for a list. */
  readonly tables: readonly string[];
  /** Puts the rows that it has of a child in the place of those that the same file had at the last import. */
  readonly takeIn: (returns: ChildReturns, rows: TablesOfChild) => void;
}

/** What a reader of files is given. */
export interface Reader {
  readonly pseudonyms: Pseudonyms;
  readonly firstVersion: number;
  readonly now: Instant;
  /** Puts a row with those of its child: a file is not held in memory. */
  readonly gather: (subject: string, row: GatheredRow) => void;
}

/** A row that is no child's, or cannot be read at all. */
export function noRow(file: string, line: number, reason: string): Finding {
  return { origin: { file, line }, outcome: 'left-out', reason };
}

/** Takes the rows of one child into its returns, file by file. What makes no sense beside another row becomes a finding. */
export function takeInChild(
  source: Source,
  files: readonly ReadFile[],
  returns: ChildReturns,
  rows: Iterable<GatheredRow>,
  findings: Finding[],
): void {
  const gathered = new Map<string, Map<string, TableRows>>();
  for (const { file, table, line, reading } of rows) {
    const tables = gathered.get(file) ?? new Map<string, TableRows>();
    gathered.set(file, tables);
    const ofTable = tables.get(table) ?? new TableRows(file, source.naturalKeys[table] ?? table, findings);
    tables.set(table, ofTable);
    ofTable.take(line, reading);
  }
  for (const file of files) {
    const tables = [...(gathered.get(file.name) ?? [])];
    file.takeIn(returns, new Map(tables.map(([table, ofTable]) => [table, ofTable.rows])));
  }
}

/**
 * Puts the rows that tables of one year have of a child in the place of those that their last import had. A row that no longer makes sense
 * does not undo what it said when it did.
 */
export function takeInTables(
  returns: ChildReturns,
  source: Source,
  year: ReturnYear,
  tables: readonly string[],
  rows: TablesOfChild,
): void {
  for (const table of tables) {
    const now = rows.get(table);
    if (now === undefined && !returns.has(year)) continue;
    const inYear = returnIn(returns, year, source.tables)[table];
    if (inYear === undefined) throw new Error(`${source.name} has no table ${table}`);
    const before = new Map(inYear);
    inYear.clear();
    for (const [key, row] of now ?? []) inYear.set(key, row.row === null ? (before.get(key) ?? row) : row);
  }
}
