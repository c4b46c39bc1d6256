import { createWriteStream, openSync, readSync, closeSync } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { Transform, type TransformCallback } from 'node:stream';
import type { ClientBase } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Begins each stream in PostgreSQL's binary COPY format: signature, no flags, no extension. */
const HEADER = Buffer.from('5047434f50590aff0d0a00' + '00000000' + '00000000', 'hex');
/** Ends it: a row with -1 columns. */
const TRAILER = Buffer.from('ffff', 'hex');

/** Rows of a table in a file, in PostgreSQL's binary COPY format without header and trailer, cut into parts. */
export interface CopiedRows {
  readonly path: string;
  readonly rows: number;
  /** Where each part begins, and at the end where the last one ends. */
  readonly cuts: readonly number[];
}

/** Writes the rows of a query to a file, cut into parts of so many rows. */
export async function exportRows(
  client: ClientBase,
  query: string,
  rowsInPart: number,
  path: string,
): Promise<CopiedRows> {
  const cutter = new RowCutter(rowsInPart);
  await pipeline(
    client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`)),
    cutter,
    createWriteStream(path, { highWaterMark: 1 << 20 }),
  );
  return { path, rows: cutter.rows, cuts: [...cutter.cuts] };
}

/** Lets whole rows through, without header and trailer, and notes where parts begin. */
class RowCutter extends Transform {
  rows = 0;
  readonly cuts: number[] = [0];
  private rest: Buffer = Buffer.alloc(0);
  private isPastHeader = false;
  private bytes = 0;

  constructor(private readonly rowsInPart: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    let buffer = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    if (!this.isPastHeader && buffer.length >= HEADER.length) {
      buffer = buffer.subarray(HEADER.length);
      this.isPastHeader = true;
    }
    const end = this.isPastHeader ? this.passRows(buffer) : 0;
    // A copy: the driver may use the chunk's memory again.
    this.rest = Buffer.from(buffer.subarray(end));
    done(null, Buffer.from(buffer.subarray(0, end)));
  }

  override _flush(done: TransformCallback): void {
    if (this.bytes > (this.cuts.at(-1) as number)) this.cuts.push(this.bytes);
    const isWhole = this.rest.equals(TRAILER);
    done(isWhole ? null : new Error('what PostgreSQL exported has no end'));
  }

  /** @returns where the last whole row ends */
  private passRows(buffer: Buffer): number {
    let end = 0;
    for (;;) {
      const next = endOfRow(buffer, end);
      if (next === undefined) return end;
      this.bytes += next - end;
      end = next;
      if (++this.rows % this.rowsInPart === 0) this.cuts.push(this.bytes);
    }
  }
}

/** Where the row that begins there ends; undefined where it is not all there, or is the trailer. */
function endOfRow(buffer: Buffer, start: number): number | undefined {
  if (start + 2 > buffer.length) return undefined;
  const columns = buffer.readInt16BE(start);
  if (columns < 0) return undefined;
  let at = start + 2;
  for (let column = 0; column < columns; column++) {
    if (at + 4 > buffer.length) return undefined;
    const length = buffer.readInt32BE(at);
    at += 4 + Math.max(0, length);
  }
  return at <= buffer.length ? at : undefined;
}

/** Copied rows that are written back part by part. */
export class RowReader {
  private readonly file: number;
  private readonly buffer: Buffer;

  constructor(private readonly copied: CopiedRows) {
    this.file = openSync(copied.path, 'r');
    const { cuts } = copied;
    const largest = cuts.reduce((most, cut, part) => Math.max(most, cut - (cuts[part - 1] ?? 0)), 0);
    this.buffer = Buffer.allocUnsafeSlow(HEADER.length + largest + TRAILER.length);
    HEADER.copy(this.buffer);
  }

  /** Copies a part into a table; nothing where there are fewer parts. @returns how many rows the server took */
  async copyPart(client: ClientBase, part: number, table: string): Promise<number> {
    const from = this.copied.cuts[part];
    const to = this.copied.cuts[part + 1];
    if (from === undefined || to === undefined) return 0;
    readSync(this.file, this.buffer, HEADER.length, to - from, from);
    const end = HEADER.length + to - from;
    TRAILER.copy(this.buffer, end);
    const stream = client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT binary)`));
    stream.on('error', () => undefined); // the first one rejects below; a lost connection would raise a second
    stream.end(this.buffer.subarray(0, end + TRAILER.length));
    await finished(stream);
    return stream.rowCount;
  }

  close(): void {
    closeSync(this.file);
  }
}
