import type { KafkaRecord } from './kafka-record';
import { Signal } from './pause';

/** What waits of one partition: beyond `FULL_BYTES` nothing more is fetched until there is room for half. */
const FULL_BYTES = 4 << 20;
const ROOM_BYTES = FULL_BYTES / 2;

/** Records of a partition that were fetched and not yet dealt with, in order. */
export class RecordQueue {
  /** Raised when records were added, or it is time to look. */
  readonly changed = new Signal();
  private records: KafkaRecord[] = [];
  private bytes = 0;
  private next: number | undefined;
  private full = false;

  constructor(private readonly tap: { pause(): void; resume(): void }) {}

  /** The offset of the record to be added next; undefined until that is known. */
  get expected(): number | undefined {
    return this.next;
  }

  get isFull(): boolean {
    return this.full;
  }

  startAt(offset: number): void {
    this.records = [];
    this.bytes = 0;
    this.full = false;
    this.next = offset;
  }

  /** Adds records that follow on what is there, and passes over offsets up to `next`. */
  add(records: readonly KafkaRecord[], next: number): void {
    for (const record of records) {
      this.records.push(record);
      this.bytes += sizeOf(record);
    }
    this.next = next;
    this.changed.raise();
    if (!this.full && this.bytes >= FULL_BYTES) {
      this.full = true;
      this.tap.pause();
    }
  }

  /**
   * The first records, at most so many, and the offset that follows them.
   * @param from the offset that follows what was dealt with: what is said to follow where there is nothing
   */
  peek(from: number, most: number): { readonly records: readonly KafkaRecord[]; readonly next: number } {
    const records = this.records.slice(0, most);
    const isAll = records.length === this.records.length;
    const next = isAll ? (this.next ?? from) : records[records.length - 1]!.offset + 1;
    return { records, next: Math.max(from, next) };
  }

  /** Forgets what has been dealt with. */
  dropBefore(offset: number): void {
    let count = 0;
    for (let record = this.records[0]; record !== undefined && record.offset < offset; record = this.records[++count]) {
      this.bytes -= sizeOf(record);
    }
    if (count > 0) this.records = this.records.slice(count);
    if (this.full && this.bytes <= ROOM_BYTES) {
      this.full = false;
      this.tap.resume();
    }
  }
}

const sizeOf = ({ key, value }: KafkaRecord): number => 100 + (key?.length ?? 0) + (value?.length ?? 0);
