import type { Day, Instant } from '@careledger/calendar';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { EPOCH_DAYS, EPOCH_MICROSECONDS, HEADER } from './copy-binary';

const TWO_TO_THE_32 = 0x1_0000_0000;

/** One row of a binary COPY: its columns are read in their order, each with the method of its own type. */
export class ReadRow {
  private buffer: Buffer = Buffer.alloc(0);
  private at = 0;

  /** Points at a row that is whole in these bytes. */
  set(buffer: Buffer, at: number): void {
    this.buffer = buffer;
    this.at = at;
  }

  int2(): number {
    this.at += 6;
    return this.buffer.readInt16BE(this.at - 2);
  }

  int4(): number {
    this.at += 8;
    return this.buffer.readInt32BE(this.at - 4);
  }

  /** @throws RangeError beyond 2^53 */
  int8(): number {
    this.at += 12;
    const value = this.buffer.readInt32BE(this.at - 8) * TWO_TO_THE_32 + this.buffer.readUInt32BE(this.at - 4);
    if (!Number.isSafeInteger(value)) throw new RangeError('a bigint is beyond what a number holds exactly');
    return value;
  }

  timestamptz(): Instant {
    return this.int8() + EPOCH_MICROSECONDS;
  }

  date(): Day {
    return this.int4() + EPOCH_DAYS;
  }

  /** The bytes of a column of any type, to be used before the next row; null where it is null. */
  bytes(): Buffer | null {
    const length = this.buffer.readInt32BE(this.at);
    this.at += 4;
    if (length < 0) return null;
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
}

/**
 * Reads the rows of a query as PostgreSQL's binary COPY, which is several times quicker than by `client.query`, and keeps none.
 * @param query without parameters: text of the program, never from input
 * @param visit given each row; the same object each time
 */
export async function readRows(client: ClientBase, query: string, visit: (row: ReadRow) => void): Promise<void> {
  const stream = client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`));
  const row = new ReadRow();
  let rest: Buffer = Buffer.alloc(0);
  let toSkip = HEADER.length;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    if (toSkip > 0) {
      if (bytes.length < toSkip) {
        rest = bytes;
        continue;
      }
      at = toSkip;
      toSkip = 0;
    }
    for (let end = endOfRow(bytes, at); end > 0; end = endOfRow(bytes, at)) {
      row.set(bytes, at + 2);
      visit(row);
      at = end;
    }
    rest = bytes.subarray(at);
  }
}

/** Where the row ends that begins here; 0 where it is not whole, or is the end of all. */
function endOfRow(bytes: Buffer, begin: number): number {
  if (begin + 2 > bytes.length) return 0;
  const columns = bytes.readInt16BE(begin);
  if (columns < 0) return 0;
  let at = begin + 2;
  for (let column = 0; column < columns; column++) {
    if (at + 4 > bytes.length) return 0;
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return at > bytes.length ? 0 : at;
}
