import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PART = 1 << 20;
const READ_AT_ONCE = 1 << 16;

/**
 * Text set aside on the disk while an import runs. The file has no name in its folder, so that nobody else can open it and
 * nothing of it is left when the process ends, however that ends.
 */
export class NamelessFile {
  private readonly file: number;
  private written = 0;
  private part = '';

  constructor(folder: string) {
    const path = join(folder, `.${randomBytes(8).toString('hex')}.part`);
    this.file = openSync(path, 'wx+', 0o600);
    rmSync(path);
  }

  /** Adds a line; it must not hold a line break. */
  addLine(line: string): void {
    this.part += `${line}\n`;
    if (this.part.length >= PART) this.flush();
  }

  /** Where the next line will begin. */
  end(): number {
    this.flush();
    return this.written;
  }

  /** The lines from one place to another, as `end` gave them. */
  *lines(from: number, to: number): Generator<string> {
    let rest = Buffer.alloc(0);
    for (const bytes of this.bytes(from, to, READ_AT_ONCE)) {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const whole = all.lastIndexOf(10) + 1;
      rest = Buffer.from(all.subarray(whole));
      if (whole > 0) yield* all.toString('utf8', 0, whole - 1).split('\n');
    }
  }

  /** All that was written, in parts; each is overwritten by the next one. */
  *parts(): Generator<Buffer> {
    yield* this.bytes(0, this.end(), PART);
  }

  close(): void {
    closeSync(this.file);
  }

  private *bytes(from: number, to: number, atOnce: number): Generator<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.min(atOnce, to - from));
    for (let at = from; at < to;) {
      const count = readSync(this.file, buffer, 0, Math.min(buffer.length, to - at), at);
      if (count === 0) throw new Error('What was set aside on the disk is not there any more.');
      yield buffer.subarray(0, count);
      at += count;
    }
  }

  private flush(): void {
    const bytes = Buffer.from(this.part);
    for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at, bytes.length - at, this.written + at);
    this.written += bytes.length;
    this.part = '';
  }
}
