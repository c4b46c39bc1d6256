/** A value of a table; null and undefined are empty. */
export type CsvValue = string | number | boolean | null | undefined;

/** A table as RFC 4180 has it: a line of column names, fields with commas, quotes or line ends in quotes, lines ended by CR LF. */
export function csv<K extends string>(columns: readonly K[], rows: Iterable<Readonly<Record<K, CsvValue>>>): string {
  const lines = [columns.join(',')];
  for (const row of rows) lines.push(columns.map((column) => field(row[column])).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function field(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
