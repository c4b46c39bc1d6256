import type { Readable } from 'node:stream';
import { noRow, takeInTables, type ReadFile, type Reader } from '../engine/read-file';
import type { DayText, ReturnYear } from '../engine/return-year';
import type { Finding } from '../engine/rows';
import { readTable } from '../engine/table';
import { asWrittenDate, xmlElements, type XmlElement } from '../engine/xml-elements';
import { READ_ROW, REQUIRED_COLUMNS } from './read-row';
import type { Fields, ReadingContext } from './row-fields';
import { FILE_KINDS, type FileKind } from './rows';
import { SSDA903 } from './source';

/** A file of the return, wherever it comes from. */
export interface ReturnText {
  readonly name: string;
  readonly year: ReturnYear;
  readonly open: () => Readable;
}

/** What was read, with the days on which episodes end, and how many on each. */
export interface ReadReturn extends ReadFile {
  readonly ends: ReadonlyMap<DayText, number>;
}

/** What reading a return needs: its year is known beforehand. */
export type ReturnReader = Pick<Reader, 'pseudonyms' | 'gather'>;

/** Reads one table in its CSV form. A row that makes no sense becomes a finding and costs nothing else. */
export async function readReturnCsv(file: ReturnText, kind: FileKind, reader: ReturnReader): Promise<ReadReturn> {
  const gathering = new Gathering(file, reader);
  let read = 0;
  for await (const line of readTable(file.open(), REQUIRED_COLUMNS[kind])) {
    read += 1;
    if ('unreadable' in line) gathering.leaveOut(line.line, line.unreadable);
    else gathering.take(kind, line.line, line.field);
  }
  return gathering.asRead(read, [kind]);
}

/** Reads a whole return in its XML form: a CHILD element a child, with the tables' rows as elements in it. */
export async function readReturnXml(file: ReturnText, reader: ReturnReader): Promise<ReadReturn> {
  const gathering = new Gathering(file, reader);
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
      gathering.leaveOut(child.line, 'DOB is missing');
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
  private readonly findings: Finding[] = [];
  private readonly ends = new Map<DayText, number>();
  private readonly context: ReadingContext;

  constructor(
    private readonly file: ReturnText,
    private readonly reader: ReturnReader,
  ) {
    const { homeOf, workerOf } = reader.pseudonyms;
    this.context = { year: file.year, homeOf, workerOf };
  }

  take(table: FileKind, line: number, field: Fields): void {
    const child = field('CHILD');
    if (child === '') {
      this.leaveOut(line, 'CHILD is empty');
      return;
    }
    const reading = READ_ROW[table](field, this.context);
    const { row } = reading;
    if (table === 'episodes' && row !== null && 'to' in row && row.to !== undefined) {
      this.ends.set(row.to, (this.ends.get(row.to) ?? 0) + 1);
    }
    this.reader.gather(this.reader.pseudonyms.subjectOf(child), { file: this.file.name, table, line, reading });
  }

  leaveOut(line: number, reason: string): void {
    this.findings.push(noRow(this.file.name, line, reason));
  }

  asRead(read: number, tables: readonly FileKind[]): ReadReturn {
    const { findings, ends } = this;
    const { name, year } = this.file;
    const takeIn: ReadFile['takeIn'] = (returns, rows) => takeInTables(returns, SSDA903, year, tables, rows);
    return { name, read, findings, ends, years: [year], tables, takeIn };
  }
}
