import { formatDay, parseMonth, type Month } from '@careledger/calendar';
import writeXlsxFile, { type Cell, type Row, type SheetData } from 'write-excel-file/node';
import type { Field } from './tables';
import { formatMonth } from '@careledger/calendar';
import { notesOf } from './notes';
import type { Report } from './report';
import { textOf } from './said';
import { TIDY_COLUMNS, tidyRows } from './tidy-rows';

const HEAD = { fontWeight: 'bold', wrap: true, alignVertical: 'top' } as const;
const WRAPPED = { wrap: true, alignVertical: 'top' } as const;

interface Sheet {
  readonly sheet: string;
  readonly data: SheetData;
  readonly columns: readonly { readonly width: number }[];
  readonly stickyRowsCount: number;
  readonly stickyColumnsCount?: number;
}

/**
 * A report as an Excel workbook: notes, sentences, a scorecard with a row a column of the report, the groups, and every number in
 * tidy rows. Numbers are numbers and days are days; no cell is merged; a suppressed number is the text c.
 */
export async function reportXlsx(report: Report): Promise<Buffer> {
  const sheets = [notes(report), sentences(report), scorecard(report), groups(report), figures(report)];
  return writeXlsxFile([...sheets] as Parameters<typeof writeXlsxFile>[0]).toBuffer();
}

function notes(report: Report): Sheet {
  const { title, quarterTitle, facts } = report;
  const rows: Row[] = [
    [head(title)],
    [head(`${facts.authorityName}, ${quarterTitle}`)],
    [],
    ...notesOf(report).map(([what, text]): Row => [head(what), wrapped(text)]),
    [],
    [head('Measure'), head('What it counts'), head('Which way is better, and what nobody should take it for')],
    ...report.sections.flatMap(({ pages }) =>
      pages.flatMap(({ measures }) =>
        measures.map((measure): Row => [
          wrapped(`${measure.title} (${measure.id})`),
          wrapped(`${measure.asks} ${measure.definition}`),
          wrapped(measure.limits.join(' ')),
        ]),
      ),
    ),
  ];
  return { sheet: 'Notes', data: rows, columns: widths(34, 90, 70), stickyRowsCount: 0 };
}

function sentences(report: Report): Sheet {
  const rows = report.sections.flatMap(({ title: section, pages }) =>
    pages.flatMap(({ title: page, analysis }) =>
      analysis.flatMap(({ measure, sentences: all, commentary }): Row[] => [
        ...all.map((one): Row => [section, page, measure.title, 'composed', wrapped(textOf(one))]),
        ...(commentary === undefined
          ? []
          : [[section, page, measure.title, `written by ${commentary.author}`, wrapped(commentary.text)]]),
      ]),
    ),
  );
  return {
    sheet: 'Sentences',
    data: [heads('Section', 'Page', 'Measure', 'By', 'Sentence'), ...rows],
    columns: widths(30, 34, 40, 18, 110),
    stickyRowsCount: 1,
  };
}

/** A row for each column of the report's tables: months, quarters and years beside one another. */
function scorecard(report: Report): Sheet {
  const columns = report.sections.flatMap(({ title: section, pages }) =>
    pages.flatMap(({ title: page, table }) =>
      table.columns.map((column, place) => ({ section, page, table, column, place })),
    ),
  );
  const blocks = new Map<string, Map<string, Month>>();
  for (const { table } of columns) {
    for (const { title, rows } of table.blocks) {
      const known = blocks.get(title) ?? new Map<string, Month>();
      for (const { label, to } of rows) known.set(label, parseMonth(formatDay(to).slice(0, 7)));
      blocks.set(title, known);
    }
  }
  const periods = [...blocks].flatMap(([block, labels]) =>
    [...labels]
      .sort((a, b) => a[1] - b[1])
      .map(([label, month]) => ({ block, label, month, isMonth: block.startsWith('Months') })),
  );
  const rows = columns.map(({ section, page, table, column, place }): Row => {
    const { of, code, head: what, target, form } = column;
    const fields = periods.map(({ block, label }): Cell | null => {
      const row = table.blocks.find(({ title }) => title === block)?.rows.find((one) => one.label === label);
      return fieldCell(row?.fields[place], form.decimals);
    });
    return [section, page, code ?? '', of.id, what, numberCell(target?.target, 1), ...fields];
  });
  const top: Row = [
    ...heads('Section', 'Page', 'Code', 'Measure', 'What it shows', 'Target'),
    ...periods.map(({ label, month, isMonth }): Cell =>
      isMonth
        ? { value: new Date(`${formatMonth(month)}-01T00:00:00Z`), format: 'mmm yy', fontWeight: 'bold' }
        : head(label),
    ),
  ];
  return {
    sheet: 'Scorecard',
    data: [top, ...rows],
    columns: [...widths(26, 30, 13, 30, 56, 8), ...periods.map(() => ({ width: 11 }))],
    stickyRowsCount: 1,
    stickyColumnsCount: 5,
  };
}

function groups(report: Report): Sheet {
  const rows = report.sections.flatMap(({ pages }) =>
    pages.flatMap((page) =>
      page.groups.flatMap(({ measure, by, title, rows: all, form }) =>
        all.map(({ key, label, field }): Row => [title, measure.id, by, key, label, fieldCell(field, form.decimals)]),
      ),
    ),
  );
  return {
    sheet: 'Groups',
    data: [heads('What', 'Measure', 'Breakdown', 'Group', 'Group in words', 'Figure'), ...rows],
    columns: widths(60, 30, 16, 12, 60, 10),
    stickyRowsCount: 1,
  };
}

function figures(report: Report): Sheet {
  const rows = tidyRows(report).map((row): Row =>
    TIDY_COLUMNS.map((column): Cell | null => {
      const value = row[column];
      if (value === null || value === '') return null;
      if (value instanceof Date) return { value, format: 'yyyy-mm-dd' };
      return typeof value === 'number' ? { value, type: Number } : { value, type: String };
    }),
  );
  return {
    sheet: 'Figures',
    data: [heads(...TIDY_COLUMNS), ...rows],
    columns: TIDY_COLUMNS.map((column) => ({
      width: ['section', 'page', 'title', 'measure'].includes(column) ? 30 : 13,
    })),
    stickyRowsCount: 1,
  };
}

function fieldCell(field: Field | undefined, decimals: 0 | 1): Cell | null {
  switch (field?.shown) {
    case 'figure':
    case 'published':
      return numberCell(field.value, decimals);
    case 'suppressed':
      return { value: 'c', type: String, align: 'right' };
    case 'none':
      return { value: '–', type: String, align: 'right' };
    case 'empty':
    case undefined:
      return null;
  }
}

function numberCell(value: number | undefined, decimals: 0 | 1): Cell | null {
  return value === undefined ? null : { value, type: Number, format: decimals === 0 ? '#,##0' : '0.0' };
}

const head = (value: string): Cell => ({ value, type: String, ...HEAD });
const heads = (...values: readonly string[]): Cell[] => values.map(head);
const wrapped = (value: string): Cell => ({ value, type: String, ...WRAPPED });
const widths = (...all: readonly number[]): { width: number }[] => all.map((width) => ({ width }));
