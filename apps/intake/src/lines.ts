const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const BYTE_ORDER_MARK = Buffer.from('\ufeff', 'utf8');

/** A line without its end. Of one that is too long only the beginning is kept. */
export interface Line {
  readonly bytes: Buffer;
  readonly tooLong: boolean;
}

/** Takes a byte-order mark off the start of a text. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? bytes.subarray(BYTE_ORDER_MARK.length)
    : bytes;
}

/** Whether there is nothing but white space. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN && byte !== NEWLINE) return false;
  }
  return true;
}

/**
 * Cuts a stream of bytes into lines, ended by LF or CRLF; blank ones are left out. It never holds more than the
 * beginning of one line, however long that may be.
 */
export class LineSplitter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private first = true;

  /** @param limit the most bytes of a line, its end not counted. */
  constructor(private readonly limit: number) {}

  /** The lines that the chunk completes. */
  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      this.hold(end < 0 ? chunk.subarray(start) : chunk.subarray(start, end));
      if (end < 0) return;
      yield* this.take();
      start = end + 1;
    }
  }

  /** The last line, where nothing ended it. */
  *end(): Generator<Line> {
    yield* this.take();
  }

  private hold(piece: Buffer): void {
    // One more for the CR that may turn out to be part of the end, and one by which a line is seen to be too long.
    const room = this.limit + 2 + BYTE_ORDER_MARK.length - this.heldBytes;
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    if (kept.length === 0) return;
    this.held.push(kept);
    this.heldBytes += kept.length;
  }

  private *take(): Generator<Line> {
    if (this.held.length === 0) return;
    let bytes = this.held.length === 1 ? this.held[0]! : Buffer.concat(this.held);
    this.held = [];
    this.heldBytes = 0;
    if (this.first) bytes = withoutMark(bytes);
    this.first = false;
    if (bytes[bytes.length - 1] === CARRIAGE_RETURN) bytes = bytes.subarray(0, -1);
    if (bytes.length > this.limit) yield { bytes: bytes.subarray(0, this.limit), tooLong: true };
    else if (!isBlank(bytes)) yield { bytes, tooLong: false };
  }
}
