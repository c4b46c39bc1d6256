import { finished } from 'node:stream/promises';
import type { Day, Instant } from '@careledger/calendar';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** "PGCOPY\n\377\r\n\0", no flags, no header extension. */
export const HEADER = Buffer.from('5047434f50590aff0d0a00' + '00000000' + '00000000', 'hex');
const TRAILER = -1;
const TRAILER_BYTES = Buffer.from('ffff', 'hex');
const NULL_LENGTH = -1;
const TWO_TO_THE_32 = 0x1_0000_0000;

/** PostgreSQL counts days and microseconds from 2000-01-01, we from 1970-01-01. */
export const EPOCH_DAYS = 10_957;
export const EPOCH_MICROSECONDS = EPOCH_DAYS * 86_400_000_000;

/**
 * Rows in PostgreSQL's binary COPY format, written by hand into one buffer that grows and is used again.
 *
 *     copy.row(3).int2(1).int8(offset).text(payload);
 *     await writeRows(client, 'event (partition, "offset", payload)', copy);
 *
 * The columns are written in the order of the table list, each with the method of the column's own type: the server
 * refuses the whole COPY where a length does not fit, and cannot notice where it happens to.
 * See "Binary Format" on PostgreSQL's page on COPY.
 */
export class BinaryCopy {
  private buffer: Buffer;
  /** Of the same bytes: V8 compiles its setters to single instructions, Buffer's not. */
  private view: DataView;
  private end = HEADER.length;
  private count = 0;

  /** @param initialBytes what to allocate at once; a good guess saves the doubling. */
  constructor(initialBytes = 1 << 16) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(initialBytes, HEADER.length + 2));
    this.view = viewOf(this.buffer);
    HEADER.copy(this.buffer);
  }

  /** How many rows were begun since the start or the last `reset`. */
  get rows(): number {
    return this.count;
  }

  /** How many bytes the rows take up so far. */
  get bytes(): number {
    return this.end;
  }

  /** Begins a row of that many columns. */
  row(columns: number): this {
    this.reserve(2);
    this.view.setInt16(this.end, columns);
    this.end += 2;
    this.count++;
    return this;
  }

  null(): this {
    this.reserve(4);
    this.view.setInt32(this.end, NULL_LENGTH);
    this.end += 4;
    return this;
  }

  int2(value: number): this {
    if ((value << 16) >> 16 !== value) throw new RangeError(`int2: ${value} is out of range`);
    this.reserve(6);
    this.view.setInt32(this.end, 2);
    this.view.setInt16(this.end + 4, value);
    this.end += 6;
    return this;
  }

  int4(value: number): this {
    if ((value | 0) !== value) throw new RangeError(`int4: ${value} is out of range`);
    this.reserve(8);
    this.view.setInt32(this.end, 4);
    this.view.setInt32(this.end + 4, value);
    this.end += 8;
    return this;
  }

  /** @param value a safe integer; `RangeError` where it is none. */
  int8(value: number): this {
    if (!Number.isSafeInteger(value)) throw new RangeError(`int8: ${value} is not a safe integer`);
    this.reserve(12);
    this.view.setInt32(this.end, 8);
    this.view.setInt32(this.end + 4, Math.floor(value / TWO_TO_THE_32));
    this.view.setInt32(this.end + 8, value);
    this.end += 12;
    return this;
  }

  /** An int8 as its eight bytes, most significant first, such as a key that is part of a hash. */
  int8Bytes(bytes: Uint8Array): this {
    if (bytes.length !== 8) throw new RangeError(`int8: eight bytes are needed, not ${bytes.length}`);
    return this.bytea(bytes);
  }

  bytea(bytes: Uint8Array): this {
    this.reserve(4 + bytes.length);
    this.view.setInt32(this.end, bytes.length);
    this.end += 4;
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
    return this;
  }

  /** Text must not hold U+0000, which PostgreSQL cannot store; the server refuses the COPY. */
  text(value: string): this {
    this.reserve(4 + value.length * 3);
    const length = this.buffer.write(value, this.end + 4, 'utf8');
    this.view.setInt32(this.end, length);
    this.end += 4 + length;
    return this;
  }

  /** Text that is in UTF-8 already. */
  textUtf8(bytes: Uint8Array): this {
    return this.bytea(bytes);
  }

  timestamptz(instant: Instant): this {
    return this.int8(instant - EPOCH_MICROSECONDS);
  }

  date(day: Day): this {
    return this.int4(day - EPOCH_DAYS);
  }

  /**
   * Everything written so far as one COPY stream, header and trailer included. It is a view of the buffer: use it
   * before the next row or `reset`.
   */
  stream(): Buffer {
    this.reserve(2);
    this.view.setInt16(this.end, TRAILER);
    return this.buffer.subarray(0, this.end + 2);
  }

  /** The rows alone, to be sent between others'. A view, like `stream`. */
  body(): Buffer {
    return this.buffer.subarray(HEADER.length, this.end);
  }

  /** Forgets all rows and keeps the memory. */
  reset(): this {
    this.end = HEADER.length;
    this.count = 0;
    return this;
  }

  private reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

/**
 * Sends the rows and waits until the server has them (durable with the transaction around it). The buffers can be
 * used again when the promise is fulfilled.
 * @param target table and columns as SQL, e.g. `posting (number, cause)`: names from the program, never from input.
 * @param copies rows from one buffer or several, sent in their order as one COPY
 * @returns how many rows the server took.
 */
export async function writeRows(client: ClientBase, target: string, ...copies: readonly BinaryCopy[]): Promise<number> {
  const filled = copies.filter(({ rows }) => rows > 0);
  const [only] = filled;
  if (only === undefined) return 0;
  const stream = client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`));
  // A connection lost after the server's own error would otherwise raise a second one that nobody listens to.
  stream.on('error', () => undefined);
  if (filled.length === 1) stream.end(only.stream());
  else stream.end(Buffer.concat([HEADER, ...filled.map((copy) => copy.body()), TRAILER_BYTES]));
  await finished(stream);
  return stream.rowCount;
}
