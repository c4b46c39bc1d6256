import type { Readable } from 'node:stream';
import type { ReadFile } from '../engine/read-file';
import { takeInTable } from '../engine/read-file';
import type { ReturnYear } from '../engine/return-year';
import type { Finding, Table } from '../engine/rows';
import { readTable } from '../engine/table';
import { TableRows } from '../engine/table-rows';
import { asWrittenDate, xmlElements, type XmlElement } from '../engine/xml-elements';
import type { Pseudonyms } from '../pseudonyms';
import { NATURAL_KEY, READ_ROW, REQUIRED_COLUMNS } from './read-row';
import type { Fields, ReadingContext } from './row-fields';
import { FILE_KINDS, type EpisodeRow, type FileKind } from './rows';
import { SSDA903 } from './source';

/** A file of the return, wherever it comes from. */
export interface ReturnText {
  readonly name: string;
  readonly year: ReturnYear;
  readonly open: () => Readable;
}

/** What was read, with the episodes by child where the file has any. */
export interface ReadReturn extends ReadFile {
  readonly episodes: Iterable<Table<EpisodeRow>>;
}

/** Reads one table in its CSV form. A row that makes no sense becomes a finding and costs nothing else. */
export async function readReturnCsv(file: ReturnText, kind: FileKind, pseudonyms: Pseudonyms): Promise<ReadReturn> {
  const gathering = new Gathering(file, pseudonyms);
  let read = 0;
  for await (const line of readTable(file.open(), REQUIRED_COLUMNS[kind])) {
    read += 1;
    if ('unreadable' in line) gathering.rows[kind].leaveOut(line.line, line.unreadable);
    else gathering.take(kind, line.line, line.field);
  }
  return gathering.asRead(read, [kind]);
}

/** Reads a whole return in its XML form: a CHILD element a child, with the tables' rows as elements in it. */
export async function readReturnXml(file: ReturnText, pseudonyms: Pseudonyms): Promise<ReadReturn> {
  const gathering = new Gathering(file, pseudonyms);
  let read = 0;
  for await (const child of xmlElements(file.open(), 'EXPSSDA903', ['CHILD'])) {
    const groups = groupsIn(child);
    const header = groups.find(({ fields }) => fields.has('DOB'));
    const number = header?.fields.get('CHILDID') ?? header?.fields.get('CHILD') ?? '';
    for (const { line, fields } of groups) {
      const field: Fields = (column) => (column === 'CHILD' ? number : (fields.get(XML_NAMES[column] ?? column) ?? ''));
      for (const kind of FILE_KINDS) {
        if (!IS_ROW_OF[kind](field)) continue;
        read += 1;
        gathering.take(kind, line, field);
      }
    }
    if (header === undefined) {
      read += 1;
      gathering.rows.header.leaveOut(child.line, 'DOB is missing');
    }
  }
  return gathering.asRead(read, FILE_KINDS);
}

/** By what an element's fields are known as a row of a table: the XML form names elements otherwise than the files. */
const IS_ROW_OF: Readonly<Record<FileKind, (field: Fields) => boolean>> = {
  header: (field) => field('DOB') !== '',
  episodes: (field) => field('DECOM') !== '',
  reviews: (field) => field('REVIEW') !== '',
  uasc: (field) => field('UASC') === '1' || field('DUC') !== '',
  missing: (field) => field('MIS_START') !== '',
  oc2: (field) => OUTCOMES.some((column) => field(column) !== ''),
  oc3: (field) => field('IN_TOUCH') !== '',
  ad1: (field) => field('DATE_MATCH') !== '',
  sw: (field) => field('SW_DECOM') !== '',
};
const OUTCOMES = ['SDQ_SCORE', 'SDQ_REASON', 'CONVICTED', 'IMMUNISATIONS', 'TEETH_CHECK', 'HEALTH_ASSESSMENT'];

/** Columns whose element has another name. */
const XML_NAMES: Readonly<Record<string, string>> = { PLACE: 'PL' };

interface Group {
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
}

/** The elements of a child that hold fields, with those fields: outermost first. */
function groupsIn(element: XmlElement): Group[] {
  const leaves = element.children.filter(({ children }) => children.length === 0);
  const inner = element.children.filter(({ children }) => children.length > 0).flatMap(groupsIn);
  if (leaves.length === 0) return inner;
  const fields = new Map(leaves.map(({ name, text }) => [name, asWrittenDate(text)]));
  return [{ line: element.line, fields }, ...inner];
}

/** The rows of a file as they are gathered, table by table. */
class Gathering {
  readonly rows: { readonly [K in FileKind]: TableRows };
  private readonly findings: Finding[] = [];
  private readonly context: ReadingContext;

  constructor(
    private readonly file: ReturnText,
    private readonly pseudonyms: Pseudonyms,
  ) {
    this.context = { year: file.year, homeOf: pseudonyms.homeOf, workerOf: pseudonyms.workerOf };
    this.rows = Object.fromEntries(
      FILE_KINDS.map((kind) => [kind, new TableRows(file.name, NATURAL_KEY[kind], this.findings)]),
    ) as Record<FileKind, TableRows>;
  }

  take(kind: FileKind, line: number, field: Fields): void {
    const child = field('CHILD');
    if (child === '') this.rows[kind].leaveOut(line, 'CHILD is empty');
    else this.rows[kind].take(this.pseudonyms.subjectOf(child), line, READ_ROW[kind](field, this.context));
  }

  asRead(read: number, kinds: readonly FileKind[]): ReadReturn {
    const { rows, findings, file } = this;
    return {
      name: file.name,
      read,
      findings,
      episodes: rows.episodes.bySubject.values() as Iterable<Table<EpisodeRow>>,
      takeIn: (journal) => {
        for (const kind of kinds) takeInTable(journal, SSDA903, file.year, kind, rows[kind].bySubject);
      },
    };
  }
}
