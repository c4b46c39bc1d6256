import type { Readable } from 'node:stream';
import { formatInstant, londonDay, parseInstant, formatDay, type Instant } from '@careledger/calendar';
import { definitionOf, TYPE_PREFIX, validateEvent, type EntityKind, type EventType } from '@careledger/contract';
import { canonical } from '../engine/case-events';
import { noRow, type ReadFile, type Reader, type TablesOfChild } from '../engine/read-file';
import type { ReturnYear } from '../engine/return-year';
import { returnIn, type ChildReturns, type Finding, type Kept, type Table } from '../engine/rows';
import { readTable } from '../engine/table';
import { leftOut, type Reading } from '../engine/table-rows';
import { valueOf } from './cells';
import { columnsOf, idIsNeeded, type Column } from './columns';
import { LISTS, type ListData, type ListRow, type ListRows } from './source';

/** A list, wherever it comes from. */
export interface ListText {
  /** In findings, and where no other name is given the list's own: what is imported under it next takes its place. */
  readonly name: string;
  readonly list: string;
  readonly type: EventType;
  readonly authority: string;
  readonly open: () => Readable;
}

/** Reads a list. A row that makes no sense becomes a finding and costs nothing else. */
export async function readList(file: ListText, { pseudonyms, firstVersion, now, gather }: Reader): Promise<ReadFile> {
  const columns = columnsOf(file.type);
  const [subjectColumn, ...fields] = columns as [Column, ...Column[]];
  const required = columns.filter((column) => column.required).map(({ name }) => name);
  const names = columns.map(({ name }) => name);
  const findings: Finding[] = [];
  const years = new Set<ReturnYear>();
  let read = 0;
  for await (const line of readTable(file.open(), required, names)) {
    read += 1;
    if ('unreadable' in line) {
      findings.push(noRow(file.name, line.line, line.unreadable));
      continue;
    }
    const number = line.field(subjectColumn.name);
    if (number === '') {
      findings.push(noRow(file.name, line.line, `${subjectColumn.name} is empty`));
      continue;
    }
    const subject = subjectColumn.name === 'carer' ? pseudonyms.carerOf(number) : pseudonyms.subjectOf(number);
    const data: Record<string, string | number | boolean> = {};
    for (const column of fields) {
      const text = line.field(column.name);
      if (text !== '')
        data[column.name] = column.name === 'worker' ? pseudonyms.workerOf(text.toUpperCase()) : valueOf(text, column);
    }
    const reading = readRow(file, fields, subject, data, firstVersion, now);
    if (reading.row !== null) years.add(yearOf(reading.row.data, fields, now));
    gather(subject, { file: file.name, table: 'rows', line: line.line, reading });
  }
  const takeIn: ReadFile['takeIn'] = (returns, rows) => takeInList(returns, file, fields, rows, now);
  return { name: file.name, read, findings, years, tables: [], takeIn };
}

function readRow(
  { type, authority }: ListText,
  fields: readonly Column[],
  subject: string,
  data: ListData,
  firstVersion: number,
  now: Instant,
): Reading<ListRow> {
  if (idIsNeeded(type) && data['id'] === undefined) {
    return leftOut(null, 'id is empty: it must name what was begun by another event');
  }
  const entity = definitionOf(type).entity as EntityKind | 'child';
  const id = data['id'] === undefined ? naturalKey(fields, data) : String(data['id']);
  const whole = entity === 'child' ? data : { ...data, id };
  const checked = validateEvent(
    {
      specversion: '1.0',
      id: 'row',
      source: 'list',
      type: `${TYPE_PREFIX}${type}`,
      subject,
      authority,
      recordedtime: formatInstant(LISTS.recordedAt(yearOf(whole, fields, now), firstVersion, firstVersion, now)),
      data: whole,
    },
    { now },
  );
  const key = `${type} ${entity === 'child' ? '' : id}`;
  if ('refusal' in checked) {
    const { field, rule } = checked.refusal;
    return leftOut(key, `${field.replace(/^data\./, '')} ${rule}`);
  }
  return { key, row: { type, entity, entityId: entity === 'child' ? '' : id, data: whole }, remarks: [] };
}

/** What names a row that has no id of its own: its first date, and its kind or purpose where it has one. */
function naturalKey(fields: readonly Column[], data: ListData): string {
  const dated = fields.find(({ schema }) => schema?.format !== undefined);
  const parts = [dated?.name ?? '', 'kind', 'purpose'].flatMap((name) =>
    data[name] === undefined ? [] : [data[name]],
  );
  return [LISTS.name, ...parts]
    .join(':')
    .replace(/[^A-Za-z0-9_.:-]/g, '-')
    .slice(0, 64);
}

/** The financial year of a row's first date; the running one where that is later, or there is none. */
function yearOf(data: ListData, fields: readonly Column[], now: Instant): ReturnYear {
  const running = financialYear(formatDay(londonDay(now)));
  const dated = fields.find(({ name, schema }) => schema?.format !== undefined && data[name] !== undefined);
  const text = String(data[dated?.name ?? ''] ?? '');
  if (text === '') return running;
  try {
    const day = dated?.schema?.format === 'date-time' ? formatDay(londonDay(parseInstant(text))) : text;
    return Math.max(Math.min(financialYear(day), running), EARLIEST_YEAR) || running;
  } catch {
    return running;
  }
}

/** The contract takes nothing earlier. */
const EARLIEST_YEAR = 1989;

function financialYear(day: string): ReturnYear {
  const year = Number(day.slice(0, 4));
  return day.slice(5) >= '04-01' ? year : year - 1;
}

/** Puts the list's rows in the place of those that it had. A row that says what it said stays in the year in which it was filed. */
function takeInList(
  untyped: ChildReturns,
  { list, type }: ListText,
  fields: readonly Column[],
  tables: TablesOfChild,
  now: Instant,
): void {
  const returns = untyped as ChildReturns<ListRows>;
  const had = takenOut(returns, `${list}\t${type} `);
  for (const [key, kept] of (tables.get('rows') as Table<ListRow> | undefined) ?? []) {
    if (key === '') continue;
    const name = `${list}\t${key}`;
    const before = had.get(name);
    const stands = kept.row === null ? before?.kept : kept;
    if (stands === undefined || stands.row === null) continue;
    const same = before !== undefined && canonical(before.kept.row) === canonical(stands.row);
    const year = same ? before.year : yearOf(stands.row.data, fields, now);
    returnIn(returns, year, LISTS.tables).rows.set(name, stands);
  }
}

function takenOut(
  returns: ChildReturns<ListRows>,
  prefix: string,
): Map<string, { year: ReturnYear; kept: Kept<ListRow> }> {
  const had = new Map<string, { year: ReturnYear; kept: Kept<ListRow> }>();
  for (const [year, { rows }] of returns) {
    for (const [name, kept] of rows) {
      if (!name.startsWith(prefix)) continue;
      had.set(name, { year, kept });
      rows.delete(name);
    }
  }
  return had;
}
