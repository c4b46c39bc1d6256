import type { Instant } from '@careledger/calendar';

const FIRST_ITEMS = 1 << 12;
const FIRST_BYTES = 1 << 20;
const ERASED = -1;

/**
 * What the event store has of many children, by child. Kept in columns of numbers and in one buffer of text: an object for
 * each of a hundred thousand events would be most of what the garbage collector has to look after.
 */
export class ItemStore {
  private offsets = new Float64Array(FIRST_ITEMS);
  private instants = new Float64Array(FIRST_ITEMS);
  private begins = new Float64Array(FIRST_ITEMS);
  private lengths = new Int32Array(FIRST_ITEMS);
  private count = 0;
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  private end = 0;
  private readonly items = new Map<bigint, number[]>();
  private erased = false;

  /** Whether the text of any of them is erased. */
  get hasErased(): boolean {
    return this.erased;
  }

  /** @param payload undefined where it is erased; it is copied */
  add(key: bigint, offset: number, appendedAt: Instant, payload: Buffer | undefined): void {
    if (this.count === this.offsets.length) this.widen();
    const item = this.count++;
    this.offsets[item] = offset;
    this.instants[item] = appendedAt;
    this.begins[item] = this.end;
    this.lengths[item] = payload === undefined ? ERASED : payload.length;
    if (payload === undefined) this.erased = true;
    else this.keep(payload);
    const others = this.items.get(key);
    if (others === undefined) this.items.set(key, [item]);
    else others.push(item);
  }

  /** The items of each key, in the order in which they were added. */
  byKey(): Iterable<readonly [key: bigint, items: readonly number[]]> {
    return this.items;
  }

  place(item: number): { readonly offset: number; readonly appendedAt: Instant } {
    return { offset: this.offsets[item] as number, appendedAt: this.instants[item] as Instant };
  }

  /** The text of an item, undefined where it is erased. */
  text(item: number): string | undefined {
    const length = this.lengths[item] as number;
    if (length === ERASED) return undefined;
    const begin = this.begins[item] as number;
    return this.bytes.toString('utf8', begin, begin + length);
  }

  private keep(payload: Buffer): void {
    if (this.end + payload.length > this.bytes.length) {
      const wider = Buffer.allocUnsafeSlow(2 * (this.end + payload.length));
      this.bytes.copy(wider, 0, 0, this.end);
      this.bytes = wider;
    }
    payload.copy(this.bytes, this.end);
    this.end += payload.length;
  }

  private widen(): void {
    const wider = <T extends Float64Array | Int32Array>(column: T, to: T): T => {
      to.set(column);
      return to;
    };
    const room = 2 * this.offsets.length;
    this.offsets = wider(this.offsets, new Float64Array(room));
    this.instants = wider(this.instants, new Float64Array(room));
    this.begins = wider(this.begins, new Float64Array(room));
    this.lengths = wider(this.lengths, new Int32Array(room));
  }
}
