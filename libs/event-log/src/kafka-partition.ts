import { eventIn } from '@careledger/contract';
import { BinaryCopy, type Logged } from '@careledger/store';
import { PositionMoved, type ConsumeOptions } from './event-log';
import { prepareBatch, readRecords, type BatchContext } from './kafka-batch';
import type { TopicEnd } from './kafka-end';
import { lastEvent } from './kafka-head';
import { KeptRecords } from './kafka-kept';
import type { KafkaRecord } from './kafka-record';
import { RecordQueue } from './kafka-queue';
import { backOff, Signal } from './pause';
import { asKafkaError } from './kafka-errors';

const DEFAULT_BATCH = 1_000;
const ROW_BUFFER_BYTES = 1 << 20;

/** What a partition asks of the consumer that fetches for it. */
export interface Supply {
  /** Fetch from this offset on. */
  startAt(offset: number): void;
  /** The queue is full, or has room again. */
  pause(): void;
  resume(): void;
  /** What the topic still has of the partition. */
  ends(): Promise<TopicEnd>;
  /** Called when a batch had dead letters in it. */
  onDead(): void;
}

/**
 * Hands over one partition, batch by batch: first what the event store has from the position on (a ledger that is worked out
 * anew, a topic that has forgotten), then the records of the topic, of which a bounded number waits in a queue.
 */
export class KafkaPartition {
  /** Fulfilled when it was stopped and the batch under way is done. */
  readonly done: Promise<void>;
  private readonly maxBatch: number;
  private readonly copy = new BinaryCopy(ROW_BUFFER_BYTES);
  private readonly queue: RecordQueue;
  private readonly stopping = new Signal();
  private stopped = false;
  /** The next record to hand over; events before `wanted` are not handed over, though kept. */
  private next = 0;
  private wanted = 0;
  /** Milliseconds that a batch has taken lately. */
  private lately = 0;
  /** How far the event store goes, as far as is known here. */
  private stored = 0;

  /** @param after what has to end before: the last batch of when this partition was here before */
  constructor(
    readonly partition: number,
    private readonly options: ConsumeOptions,
    private readonly context: BatchContext,
    private readonly supply: Supply,
    after: Promise<void> | undefined,
  ) {
    this.maxBatch = options.maxBatch ?? DEFAULT_BATCH;
    if (!(this.maxBatch >= 1)) throw new RangeError(`maxBatch must be at least 1, not ${this.maxBatch}`);
    this.queue = new RecordQueue(supply);
    this.done = this.begin(after);
  }

  /** The offset that the topic is to be read from; undefined until that is known. */
  get expected(): number | undefined {
    return this.queue.expected;
  }

  /** Whether it can do without more for now. */
  get isFull(): boolean {
    return this.queue.isFull;
  }

  /** Milliseconds that a batch takes at present. */
  get pace(): number {
    return this.lately;
  }

  /**
   * Takes records that were fetched.
   * @param next the offset that follows them, which may skip what is not for consumers
   */
  offer(records: readonly KafkaRecord[], next: number): void {
    if (!this.stopped) this.queue.add(records, next);
  }

  /** Begins no further batch. */
  stop(): void {
    this.stopped = true;
    this.stopping.raise();
    this.queue.changed.raise();
  }

  private async begin(after: Promise<void> | undefined): Promise<void> {
    await after;
    await this.run();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const start = await this.untilDone(async () => {
        const from = await this.options.from(this.partition);
        return { from, head: await this.head() };
      });
      if (start === undefined) return;
      this.wanted = start.from;
      this.stored = start.head.next;
      this.next = Math.min(start.from, start.head.next);
      if (!(await this.isSameTopic(start.head.next))) return;
      this.startAt(start.head.next);
      await this.goOn();
    }
  }

  private startAt(offset: number): void {
    this.queue.startAt(offset);
    this.supply.startAt(offset);
  }

  /**
   * Looks whether the topic still has, in its place, the last event that was read from it; where it has not, says so, and nothing more is to be
   * read. kafkajs tells no topic's id, and a topic that was made anew under the name may by now be longer than what was read.
   * @param next where the event store ends
   * @returns false, too, where the partition was stopped meanwhile
   */
  private async isSameTopic(next: number): Promise<boolean> {
    const found = await this.untilDone(async () => ({
      last: await lastEvent(this.context.pool, this.partition),
      ends: await this.supply.ends(),
    }));
    if (found === undefined) return false;
    const { last, ends } = found;
    // What the topic has forgotten cannot be compared; that it is too short is seen as soon as it is read.
    if (last === undefined || last.offset < ends.first || ends.next < next) return true;
    this.startAt(last.offset);
    const record = await this.firstFetched(last.offset);
    if (this.stopped) return false;
    if (record?.offset === last.offset && record.value?.equals(Buffer.from(last.payload)) === true) return true;
    // Its retention may have run out just now.
    const now = await this.untilDone(() => this.supply.ends());
    if (now === undefined) return false;
    if (now.first > last.offset) return true;
    this.supply.pause();
    this.options.onFailure?.(
      new Error(
        `record ${last.offset} of partition ${this.partition} is not the one that was read from the topic before: it is another topic under the same name. ` +
          'Nothing more is read from it. See docs/kafka.md.',
      ),
      this.partition,
    );
    return false;
  }

  /** The first record that comes from an offset on; undefined where there is none before it is stopped. */
  private async firstFetched(from: number): Promise<KafkaRecord | undefined> {
    while (!this.stopped) {
      const { version } = this.queue.changed;
      const { records, next } = this.queue.peek(from, 1);
      if (next > from) return records[0];
      await this.queue.changed.after(version);
    }
    return undefined;
  }

  /** Hands over batch by batch, until it is stopped or the position turns out to be before what was handed over. */
  private async goOn(): Promise<void> {
    for (let moved = false; !moved && !this.stopped;) {
      await this.untilDone(async () => {
        try {
          await this.step();
        } catch (error) {
          if (!(error instanceof PositionMoved)) throw error;
          this.options.onFailure?.(error, this.partition);
          moved = true;
        }
      });
    }
  }

  /** Hands over one batch, or waits for records. */
  private async step(): Promise<void> {
    const { version } = this.queue.changed;
    const { records, next } = this.queue.peek(this.next, this.maxBatch);
    if (next === this.next && next === this.stored) return this.queue.changed.after(version);
    const begin = performance.now();
    const read = readRecords(records, this.context);
    const { head, known } = await this.context.look(this.partition, read.candidates);
    this.stored = head.next;
    if (this.next < head.next) return this.fromStore(head.next);
    if (next === this.next) return this.queue.changed.after(version);
    if (records[0] !== undefined && records[0].offset > this.next) await this.refuseLoss();

    const { partition } = this;
    const prepared = prepareBatch(read, known, { partition, next, head }, this.copy);
    const from = this.next;
    const keep = new KeptRecords(prepared.kept, from);
    const events = prepared.events.filter(({ offset }) => offset >= this.wanted);
    await this.options.onBatch({ partition, from, events, next, keep });
    this.next = next;
    this.stored = next;
    this.queue.dropBefore(next);
    this.lately += (performance.now() - begin - this.lately) / 4;
    if (prepared.hasDead) this.supply.onDead();
  }

  private async fromStore(end: number): Promise<void> {
    const { partition } = this;
    const { rows } = await this.context.pool.query<{
      offset: number;
      appended_at: number;
      payload: string | null;
    }>({
      name: 'read-event-store',
      text: `SELECT "offset", appended_at, payload FROM event
              WHERE partition = $1 AND "offset" >= $2 AND "offset" < $3 ORDER BY "offset" LIMIT $4`,
      values: [partition, this.next, end, this.maxBatch],
    });
    const next = rows.length < this.maxBatch ? end : rows[rows.length - 1]!.offset + 1;
    const events: Logged[] = [];
    for (const { offset, appended_at: appendedAt, payload } of rows) {
      if (payload !== null && offset >= this.wanted) {
        events.push({ partition, offset, appendedAt, event: eventIn(payload) });
      }
    }
    await this.options.onBatch({ partition, from: this.next, events, next });
    this.next = next;
    this.queue.dropBefore(next);
  }

  /** Offsets may skip where a producer's transactions leave their marks; but not because records are gone. */
  private async refuseLoss(): Promise<void> {
    const { first } = await this.supply.ends();
    if (first <= this.next) return;
    throw new Error(
      `records ${this.next} to ${first - 1} of partition ${this.partition} have left the topic before they were projected: its retention was too short. ` +
        'Send those events again by the intake, or restore the database from a backup that has them; then go on as docs/kafka.md says.',
    );
  }

  private async head() {
    try {
      return await this.context.head(this.partition);
    } catch (error) {
      throw asKafkaError(error);
    }
  }

  /** Tries again, with pauses that grow, until it works (its result) or the partition is stopped (undefined). */
  private async untilDone<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 1; !this.stopped; failures++) {
      try {
        return await attempt();
      } catch (error) {
        this.options.onFailure?.(error, this.partition);
        await this.stopping.after(0, backOff(failures));
      }
    }
    return undefined;
  }
}
