import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What the intake alone may say of a record: that it is part of a historical load, so that its recorded time is when it
 * became known; that it is a control event.
 */
export type Mark = 'historical' | 'control';

/** The record header that carries a mark: HMAC-SHA256, in hexadecimal digits. */
export const markHeader = (mark: Mark): string => `careledger-${mark}`;

/**
 * Makes and checks marks. A topic is open to emitters, so a header by itself proves nothing: it counts with the code that
 * only who knows the secret can make, over what it is a mark for, the record's key and its value.
 */
export class Marks {
  constructor(private readonly secret: Buffer) {}

  make(mark: Mark, key: string | Buffer, value: string | Buffer): string {
    return this.code(mark, key, value).toString('hex');
  }

  /** Whether the headers carry the mark, and rightly. */
  carries(
    mark: Mark,
    headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>,
    key: Buffer,
    value: Buffer,
  ): boolean {
    const header = headers[markHeader(mark)];
    if (header === undefined || Array.isArray(header)) return false;
    const given = Buffer.from(header.toString(), 'hex');
    const right = this.code(mark, key, value);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  private code(mark: Mark, key: string | Buffer, value: string | Buffer): Buffer {
    // The length stands between them, or a part of the key could pass for a part of the value.
    const before = `careledger ${mark} ${Buffer.byteLength(key)} `;
    return createHmac('sha256', this.secret).update(before).update(key).update(value).digest();
  }
}
