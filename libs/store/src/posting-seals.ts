import { hash } from 'node:crypto';
import type { Day, Instant } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import { EPOCH_DAYS, EPOCH_MICROSECONDS } from './copy-binary';

/** Postings that one seal covers: seals begin at multiples of it, whatever batches the postings came in. */
export const POSTINGS_A_SEAL = 100;

/** Bytes of a posting as it is sealed: see `PostingSealer.add`. */
const ROW_BYTES = 82;
const MEANING_WORDS = 4;
const TWO_TO_THE_32 = 0x1_0000_0000;

/** What the number of a cell or an account stands for, whatever number it has in a database: sixteen bytes of a hash, in words. */
export type Meaning = Int32Array;

/** What caused postings, and whose they are. */
export interface CauseOfPosting {
  /** Offset of the event. */
  readonly cause: number;
  readonly child: number;
  readonly authority: number;
  readonly knownAt: Instant;
}

/** What a posting says, whatever numbers its database uses. */
export interface PostedAmount {
  readonly day: Day;
  readonly numerator: number;
  readonly denominator: number;
}

/** Where a posting is, and the rules that it was made by. */
export interface PlaceOfPosting {
  readonly number: number;
  readonly partition: number;
  readonly rulebook: number;
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
export function meaningOfCell(groups: Groups): Meaning {
  return meaningOf(nameOfGroups(groups));
}

/** A number that follows from a meaning: 52 bits of its hash. */
export function rankOf(meaning: Meaning): number {
  return (meaning[0] as number) * 2 ** 20 + ((meaning[1] as number) >>> 12);
}

/** What an account means. */
export function meaningOfAccount(measure: string, stream: string): Meaning {
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
  add(
    { cause, child, authority, knownAt }: CauseOfPosting,
    { day, numerator, denominator }: PostedAmount,
    { number, partition, rulebook }: PlaceOfPosting,
    cell: Meaning,
    account: Meaning,
  ): void {
    const { view } = this;
    const at = this.end;
    if (at === this.bytes.length) throw new RangeError(`a seal covers ${POSTINGS_A_SEAL} postings and no more`);
    this.int8(at, number);
    this.int8(at + 8, cause);
    this.int8(at + 16, child);
    this.int8(at + 24, knownAt - EPOCH_MICROSECONDS);
    view.setInt32(at + 32, day - EPOCH_DAYS);
    view.setInt32(at + 36, numerator);
    view.setInt32(at + 40, denominator);
    view.setInt16(at + 44, authority);
    view.setInt16(at + 46, partition);
    view.setInt16(at + 48, rulebook);
    // Word by word: to set so few bytes at once costs several times as much.
    for (let word = 0; word < MEANING_WORDS; word++) {
      view.setInt32(at + 50 + word * 4, cell[word] as number);
      view.setInt32(at + 66 + word * 4, account[word] as number);
    }
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
  add(cause: CauseOfPosting, amount: PostedAmount, place: PlaceOfPosting, cell: Meaning, account: Meaning): void {
    if (place.number !== this.next) {
      throw new Error(`posting ${place.number} of partition ${place.partition} comes where ${this.next} should`);
    }
    this.rows.add(cause, amount, place, cell, account);
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

function meaningOf(text: string): Meaning {
  const digest = sha256(Buffer.from(text));
  return Int32Array.from({ length: MEANING_WORDS }, (_, word) => digest.readInt32BE(word * 4));
}

function sha256(bytes: Uint8Array): Buffer {
  // 'binary' is half as dear as 'buffer'.
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}
