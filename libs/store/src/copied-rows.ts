import { once } from 'node:events';
import type { Day, Instant } from '@careledger/calendar';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** "PGCOPY\n\377\r\n\0", flags, length of the header's extension, which is empty. */
const HEADER_BYTES = 19;
const NULL_LENGTH = -1;
const TWO_TO_THE_32 = 0x1_0000_0000;

/** PostgreSQL counts days and microseconds from 2000-01-01, we from 1970-01-01. */
const EPOCH_DAYS = 10_957;
const EPOCH_MICROSECONDS = EPOCH_DAYS * 86_400_000_000;

/** One row of a result, whose columns are read from left to right, each once, by the method of the column's type. */
export interface CopiedRow {
  int2(): number;
  int4(): number;
  /** @throws RangeError beyond 2^53, where a number would not be exact */
  int8(): number;
  /** All 64 bits, for keys. */
  bits(): bigint;
  date(): Day;
  timestamptz(): Instant;
  bool(): boolean;
  /** The bytes of a text or bytea, undefined where it is null: a part of what the driver received, which they keep in memory. */
  bytes(): Buffer | undefined;
}

/**
 * Reads the rows of a query in PostgreSQL's binary COPY format, as they come: a fraction of what it costs as text, and
 * no more is held than the driver has just received.
 * @param query without parameters; its columns are NOT NULL but for those that are read as bytes
 * @returns how many rows there were
 */
export async function readRows(client: ClientBase, query: string, take: (row: CopiedRow) => void): Promise<number> {
  const stream = client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`));
  const reader = new RowReader(take);
  let fault: Error | undefined;
  stream.on('data', (chunk: Buffer) => {
    if (fault !== undefined) return;
    try {
      reader.add(chunk);
    } catch (error) {
      // The stream must come to its end all the same, or the connection would be of no use to anybody.
      fault = error instanceof Error ? error : new Error('a row could not be taken');
    }
  });
  await once(stream, 'end');
  if (fault !== undefined) throw fault;
  return reader.rows;
}

class RowReader implements CopiedRow {
  private buffer: Buffer = Buffer.alloc(0);
  /** Of the same bytes: V8 compiles its getters to single instructions, Buffer's not. */
  private view: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;
  private isBegun = false;
  rows = 0;

  constructor(private readonly take: (row: CopiedRow) => void) {}

  add(chunk: Buffer): void {
    this.buffer = this.at === this.buffer.length ? chunk : Buffer.concat([this.buffer.subarray(this.at), chunk]);
    this.view = new DataView(this.buffer.buffer, this.buffer.byteOffset, this.buffer.length);
    this.at = 0;
    if (!this.isBegun) {
      if (this.buffer.length < HEADER_BYTES) return;
      this.at = HEADER_BYTES;
      this.isBegun = true;
    }
    for (let end = this.endOfRow(); end !== undefined; end = this.endOfRow()) {
      this.at += 2;
      this.rows++;
      this.take(this);
      this.at = end;
    }
  }

  /** Where the row ends that begins here; undefined where it is not here as a whole, or there is none. */
  private endOfRow(): number | undefined {
    const { view } = this;
    let end = this.at + 2;
    if (end > view.byteLength) return undefined;
    const columns = view.getInt16(this.at);
    // The trailer says −1.
    if (columns < 0) return undefined;
    for (let column = 0; column < columns; column++) {
      if (end + 4 > view.byteLength) return undefined;
      end += 4 + Math.max(0, view.getInt32(end));
    }
    return end > view.byteLength ? undefined : end;
  }

  /** Passes over the length of a column that has so many bytes. Returns where its value begins. */
  private value(bytes: number): number {
    const at = this.at + 4;
    this.at = at + bytes;
    return at;
  }

  int2(): number {
    return this.view.getInt16(this.value(2));
  }

  int4(): number {
    return this.view.getInt32(this.value(4));
  }

  int8(): number {
    const at = this.value(8);
    const number = this.view.getInt32(at) * TWO_TO_THE_32 + this.view.getUint32(at + 4);
    if (!Number.isSafeInteger(number)) throw new RangeError('a bigint is beyond what a number holds exactly');
    return number;
  }

  bits(): bigint {
    return this.view.getBigInt64(this.value(8));
  }

  date(): Day {
    return this.int4() + EPOCH_DAYS;
  }

  timestamptz(): Instant {
    return this.int8() + EPOCH_MICROSECONDS;
  }

  bool(): boolean {
    return this.view.getUint8(this.value(1)) !== 0;
  }

  bytes(): Buffer | undefined {
    const length = this.view.getInt32(this.at);
    if (length === NULL_LENGTH) {
      this.at += 4;
      return undefined;
    }
    const at = this.value(length);
    return this.buffer.subarray(at, at + length);
  }
}
