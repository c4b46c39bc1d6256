import { bareNumber, givenInWords, type Field, type GroupTable, type ReportTable } from '@careledger/report';
import { csvText, html, type Cell, type Column, type Markup, type Table } from '../frame';

type Plain = Pick<Table, 'columns' | 'rows'>;

/** What stands in a field of a report's tables. */
export function fieldText(field: Field, decimals: 0 | 1): string {
  switch (field.shown) {
    case 'figure':
      return bareNumber(field.value, { decimals });
    case 'published':
      return `${bareNumber(field.value, { decimals })}*`;
    case 'none':
      return '–';
    case 'suppressed':
      return 'c';
    case 'empty':
      return '';
  }
}

/**
 * The table of a page of the report, for its CSV. A number has the decimals that are shown and no more: of what is published, more of
 * them could tell what it was worked out from. Exact numbers are in the tidy CSV, under its own rules.
 */
export function performanceTable({ columns, blocks }: ReportTable): Plain {
  const fields = blocks.flatMap(({ rows }) => rows.flatMap((row) => row.fields));
  const hasPublished = fields.some(({ shown }) => shown === 'published');
  const headOf = ({ code, head }: ReportTable['columns'][number]): string =>
    code === undefined ? head : `${code} ${head}`;
  const heads: Column[] = [
    { head: 'rows' },
    { head: 'period' },
    ...columns.map((column) => ({ head: headOf(column) })),
    ...(hasPublished ? [{ head: 'as published at the time' }] : []),
  ];
  const targets = columns.map(({ target }): Cell => target?.target ?? null);
  const rows = blocks.flatMap((block) =>
    block.rows.map((row): Cell[] => {
      const published = columns.filter((_, place) => row.fields[place]?.shown === 'published').map(headOf);
      return [
        block.title,
        row.label,
        ...row.fields.map((field, place) => fieldValue(field, columns[place]?.form.decimals ?? 1)),
        ...(hasPublished ? [published.join('; ')] : []),
      ];
    }),
  );
  const target = ['Target', null, ...targets, ...(hasPublished ? [null] : [])];
  return { columns: heads, rows: targets.some((one) => one !== null) ? [target, ...rows] : rows };
}

/** The groups of a measure, for their CSV. */
export function groupsTable({ rows, form }: GroupTable): Plain {
  return {
    columns: [{ head: 'group' }, { head: headOfGroups(form) }],
    rows: rows.map(({ label, field }) => [label, fieldValue(field, form.decimals)]),
  };
}

/** What the groups' column counts in. */
export const headOfGroups = ({ unit }: GroupTable['form']): string => (unit === '%' ? '% of all' : 'Number');

/** As it is shown, but that a spreadsheet takes a number for one. */
function fieldValue(field: Field, decimals: 0 | 1): string | null {
  if (field.shown === 'empty' || field.shown === 'none') return null;
  return fieldText(field, decimals).replace(/[,*]/g, '');
}

/** A target as the tables show it. */
export function targetText({ target, form }: ReportTable['columns'][number]): string {
  if (target === undefined) return '';
  const value = givenInWords(target.target, { unit: form.unit === '%' ? '%' : '' });
  return `${value}${target.compare === 'march' ? ' by March' : ''}`;
}

/** The link to a table as CSV. The file is in the link itself: a report stands alone, wherever it has been saved or sent to. */
export function csvLink(name: string, caption: string, table: Plain): Markup {
  const data = Buffer.from(csvText(table)).toString('base64');
  return html`<p class="small screen">
    <a href="data:text/csv;charset=utf-8;base64,${data}" download="${name}.csv"
      >Download as CSV<span class="unseen">: ${caption}</span></a
    >
  </p>`;
}
