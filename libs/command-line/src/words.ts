/** An answer, or a part of one. */
export type Row = Readonly<Record<string, unknown>>;

/** Where a list goes on. */
export const more = (next: unknown): string => (next === null ? '' : `\nThere are more: ${text(next)}`);

export const rowsIn = (row: Row, name: string): readonly Row[] =>
  Array.isArray(row[name]) ? (row[name] as Row[]) : [];

/** Columns as wide as what stands in them. */
export function table(columns: readonly string[], rows: readonly Row[]): string {
  const all = [columns, ...rows.map((row) => columns.map((column) => text(row[column])))];
  const widths = columns.map((_, i) => Math.max(...all.map((line) => (line[i] ?? '').length)));
  return all
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What somebody wrote, as one line that cannot move the terminal's cursor or colour what follows. */
export function text(value: unknown): string {
  return plain(value).replace(/[\u0000-\u001F\u007F-\u009F]/g, '\ufffd');
}

/** The same, with its lines as they are. */
export function lines(value: unknown): string {
  return plain(value).replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, '\ufffd');
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
