import { hash } from 'node:crypto';
import type { Day, Instant } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import { EPOCH_DAYS, EPOCH_MICROSECONDS } from './copy-binary';

/** Postings that one seal covers: seals begin at multiples of it, whatever batches the postings came in. */
export const POSTINGS_A_SEAL = 100;

/** Bytes of a posting as it is sealed: see `PostingSealer.add`. */
const ROW_BYTES = 82;
const MEANING_BYTES = 16;
const TWO_TO_THE_32 = 0x1_0000_0000;

/** A posting as it is sealed: what the row says, and what its cell and account mean. */
export interface SealedPosting {
  readonly number: number;
  /** Offset of the event that made it. */
  readonly cause: number;
  readonly child: number;
  readonly authority: number;
  readonly knownAt: Instant;
  readonly day: Day;
  readonly numerator: number;
  readonly denominator: number;
  readonly partition: number;
  readonly rulebook: number;
  /** `meaningOfCell`. */
  readonly cell: Uint8Array;
  /** `meaningOfAccount`. */
  readonly account: Uint8Array;
}

/** A hundred postings, sealed. */
export interface PostingSeal {
  readonly first: number;
  readonly last: number;
  /** sha256 of the postings. */
  readonly digest: Buffer;
  readonly chain: Buffer;
}

/**
 * How far a partition's chain of postings goes: a function of the postings alone, so that a ledger that is worked out anew in other
 * batches, in another database, has the same.
 */
export interface PostingChain {
  /** The number that the next posting gets. */
  readonly next: number;
  /** Chain value of the last seal; empty where there is none yet. */
  readonly sealed: Buffer;
  /** The postings since then, as they are going to be sealed. */
  readonly open: Buffer;
}

/** The chain of a partition without postings. */
export const NO_POSTINGS: PostingChain = { next: 0, sealed: Buffer.alloc(0), open: Buffer.alloc(0) };

/** What a cell means: the number of its row is a database's own affair, its groups are not. */
export function meaningOfCell(groups: Groups): Buffer {
  return meaningOf(nameOfGroups(groups));
}

/** What an account means. */
export function meaningOfAccount(measure: string, stream: string): Buffer {
  return meaningOf(`${measure}/${stream}`);
}

/** One name for the same groups, in whatever order a database gives them back. */
export function nameOfGroups(groups: Groups): string {
  return JSON.stringify(Object.fromEntries(Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** The chain value after a seal, or after an open end that is taken for one. */
export function sealLink(before: Uint8Array, first: number, last: number, digest: Uint8Array): Buffer {
  const text = Buffer.alloc(before.length + 16 + digest.length);
  text.set(before);
  text.writeBigInt64BE(BigInt(first), before.length);
  text.writeBigInt64BE(BigInt(last), before.length + 8);
  text.set(digest, before.length + 16);
  return sha256(text);
}

/** The chain value over all postings before `next`: what the position keeps, and what is anchored. */
export function headOf({ next, sealed, open }: PostingChain): Buffer {
  if (open.length === 0) return sealed;
  return sealLink(sealed, next - open.length / ROW_BYTES, next - 1, sha256(open));
}

/** Postings as they are sealed, one after the other: at most `POSTINGS_A_SEAL`. */
export class SealedRows {
  private readonly bytes = Buffer.allocUnsafeSlow(POSTINGS_A_SEAL * ROW_BYTES);
  private readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  private end = 0;

  /** How many there are. */
  get count(): number {
    return this.end / ROW_BYTES;
  }

  /**
   * Adds a posting. Its bytes are those that PostgreSQL sends for the columns number, cause, child, known_at, day, numerator, denominator,
   * authority, partition and rulebook, and 16 each for what cell and account mean.
   * @throws RangeError where there are as many as a seal covers
   */
  add(posting: SealedPosting): void {
    const { view } = this;
    const at = this.end;
    if (at === this.bytes.length) throw new RangeError(`a seal covers ${POSTINGS_A_SEAL} postings and no more`);
    this.int8(at, posting.number);
    this.int8(at + 8, posting.cause);
    this.int8(at + 16, posting.child);
    this.int8(at + 24, posting.knownAt - EPOCH_MICROSECONDS);
    view.setInt32(at + 32, posting.day - EPOCH_DAYS);
    view.setInt32(at + 36, posting.numerator);
    view.setInt32(at + 40, posting.denominator);
    view.setInt16(at + 44, posting.authority);
    view.setInt16(at + 46, posting.partition);
    view.setInt16(at + 48, posting.rulebook);
    this.bytes.set(posting.cell, at + 50);
    this.bytes.set(posting.account, at + 50 + MEANING_BYTES);
    this.end = at + ROW_BYTES;
  }

  /** Adds postings that were taken by `copy`. */
  restore(rows: Uint8Array): void {
    this.bytes.set(rows, this.end);
    this.end += rows.length;
  }

  /** All of them, as `restore` takes them. */
  copy(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.end));
  }

  /** sha256 of them. */
  digest(): Buffer {
    return sha256(this.bytes.subarray(0, this.end));
  }

  clear(): void {
    this.end = 0;
  }

  private int8(at: number, value: number): void {
    this.view.setInt32(at, Math.floor(value / TWO_TO_THE_32));
    this.view.setInt32(at + 4, value);
  }
}

/** Seals postings that follow on a chain, in the order of their numbers. */
export class PostingSealer {
  private readonly rows = new SealedRows();
  private next: number;
  private sealed: Buffer;
  private made: PostingSeal[] = [];

  constructor({ next, sealed, open }: PostingChain) {
    this.rows.restore(open);
    this.next = next;
    this.sealed = sealed;
  }

  /** How far the chain goes now. */
  get chain(): PostingChain {
    return { next: this.next, sealed: this.sealed, open: this.rows.copy() };
  }

  /** @throws Error where the posting has not the number that comes next */
  add(posting: SealedPosting): void {
    if (posting.number !== this.next) {
      throw new Error(`posting ${posting.number} of partition ${posting.partition} comes where ${this.next} should`);
    }
    this.rows.add(posting);
    this.next++;
    if (this.rows.count === POSTINGS_A_SEAL) this.seal();
  }

  /** The seals that were made since the last call. */
  take(): PostingSeal[] {
    const { made } = this;
    this.made = [];
    return made;
  }

  private seal(): void {
    const digest = this.rows.digest();
    const first = this.next - POSTINGS_A_SEAL;
    const last = this.next - 1;
    this.sealed = sealLink(this.sealed, first, last, digest);
    this.made.push({ first, last, digest, chain: this.sealed });
    this.rows.clear();
  }
}

function meaningOf(text: string): Buffer {
  return sha256(Buffer.from(text)).subarray(0, MEANING_BYTES);
}

function sha256(bytes: Uint8Array): Buffer {
  // 'binary' is half as dear as 'buffer'.
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}
