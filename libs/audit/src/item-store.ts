import type { Instant } from '@careledger/calendar';

const FIRST_ITEMS = 1 << 12;
const FIRST_BYTES = 1 << 20;

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

  /** @param payload its text in UTF-8, which is copied */
  add(key: bigint, offset: number, appendedAt: Instant, payload: Buffer): void {
    if (this.count === this.offsets.length) this.widen();
    const item = this.count++;
    this.offsets[item] = offset;
    this.instants[item] = appendedAt;
    this.begins[item] = this.end;
    this.lengths[item] = payload.length;
    this.keep(payload);
    const others = this.items.get(key);
    if (others === undefined) this.items.set(key, [item]);
    else others.push(item);
  }

  /** The items of each key, in the order in which they were added. */
  byKey(): Iterable<readonly number[]> {
    return this.items.values();
  }

  place(item: number): { readonly offset: number; readonly appendedAt: Instant } {
    return { offset: this.offsets[item] as number, appendedAt: this.instants[item] as Instant };
  }

  text(item: number): string {
    const begin = this.begins[item] as number;
    return this.bytes.toString('utf8', begin, begin + (this.lengths[item] as number));
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
