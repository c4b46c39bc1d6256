import { stringify } from 'csv-stringify/sync';
import type { FastifyReply } from 'fastify';
import type { Cell, Table } from './table';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * A table as CSV that spreadsheets read: UTF-8 with a mark, a head of names, numbers not rounded. Text that a spreadsheet would
 * take for a formula is put in quotes.
 */
export function csvText({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const heads = columns.map(({ head, name }) => name ?? head);
  return BYTE_ORDER_MARK + stringify([heads, ...rows.map((row) => row.map(valueOf))], { escape_formulas: true });
}

function valueOf(cell: Cell): string | number | null {
  return cell !== null && typeof cell === 'object' ? cell.value : cell;
}

/** Says that an answer is a CSV file of that name. */
export function asCsvFile(reply: FastifyReply, name: string): void {
  const file = `${name.replace(/[^A-Za-z0-9_.-]+/g, '-')}.csv`;
  reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${file}"`);
}
