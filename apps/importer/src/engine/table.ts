import { Transform, type Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A row of a file: its line (the header is line 1) and its fields by column name in capitals, or why it cannot be read. */
export type TableRow =
  | { readonly line: number; readonly field: (column: string) => string }
  | { readonly line: number; readonly unreadable: string };

/** A file that is not the table it is named for: nothing of the import can be relied on. */
export class NotTheTable extends Error {}

/**
 * Streams the rows of a CSV text in UTF-8. Column names are matched without regard to case, in any order; a byte-order mark and blank
 * lines are passed over. Throws NotTheTable where a column of `required` is missing, or one is there that is not `known` (where
 * that is given).
 */
export async function* readTable(
  source: Readable,
  required: readonly string[],
  known?: readonly string[],
): AsyncGenerator<TableRow> {
  const brokenLines: number[] = [];
  const parser = parse({
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });
  // One that broke before anybody read it tells nobody.
  if (source.errored) throw source.errored;
  source.setEncoding('utf8');
  const guard = withoutBrokenLines(brokenLines);
  for (const stream of [source, guard]) stream.on('error', (error: Error) => parser.destroy(error));
  source.pipe(guard).pipe(parser);

  let columns: Map<string, number> | undefined;
  let width = 0;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (columns === undefined) {
      columns = columnsOf(record, required, known);
      width = record.length;
      continue;
    }
    for (let line = brokenLines[0]; line !== undefined && line < info.lines; line = brokenLines[0]) {
      brokenLines.shift();
      yield { line, unreadable: BROKEN };
    }
    const at = columns;
    if (record.length < width) yield { line: info.lines, unreadable: 'has fewer fields than the header line' };
    else if (record.slice(width).some((extra) => extra !== '')) {
      yield { line: info.lines, unreadable: 'has more fields than the header line' };
    } else yield { line: info.lines, field: (column) => record[at.get(column.toUpperCase()) ?? width] ?? '' };
  }
  if (columns === undefined) columnsOf([], required);
  for (const line of brokenLines) yield { line, unreadable: BROKEN };
}

const BROKEN = 'has a quotation mark that is not closed';

function columnsOf(
  header: readonly string[],
  required: readonly string[],
  known?: readonly string[],
): Map<string, number> {
  const columns = new Map(header.map((name, index) => [name.toUpperCase(), index]));
  const missing = required.filter((name) => !columns.has(name.toUpperCase()));
  const capitals = known?.map((name) => name.toUpperCase());
  const unknown = header.filter((name) => name !== '' && capitals?.includes(name.toUpperCase()) === false);
  if (unknown.length > 0) {
    throw new NotTheTable(`it has the column ${unknown.join(', ')}, which is none of ${known?.join(', ')}`);
  }
  if (missing.length === 0) return columns;
  throw new NotTheTable(`it has no column ${missing.join(', ')}; the first line must name the columns`);
}

/**
 * No field of the return spans lines. A line with a quotation mark that is not closed would swallow all that follows, so it
 * becomes a blank one (the numbering stays) and is reported by its number.
 */
function withoutBrokenLines(broken: number[]): Transform {
  let rest = '';
  let line = 0;
  const checked = (text: string): string => {
    line += 1;
    const bare = text.endsWith('\r') ? text.slice(0, -1) : text;
    if ((bare.split('"').length - 1) % 2 === 0) return line === 1 ? bare.replace(/^\uFEFF/, '') : bare;
    broken.push(line);
    return '';
  };
  return new Transform({
    decodeStrings: false,
    transform(chunk: string, _encoding, done) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      done(null, lines.map((text) => checked(text) + '\n').join(''));
    },
    flush(done) {
      done(null, rest === '' ? '' : checked(rest));
    },
  });
}
