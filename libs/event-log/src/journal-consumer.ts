import type { Instant } from '@careledger/calendar';
import type { Pool } from 'pg';
import { eventIn } from '@careledger/contract';
import { PositionMoved, type ConsumeOptions, type Consumer, type LogBatch, type Logged } from './event-log';
import type { WakeUps } from './journal-wake-ups';
import { asLogError } from './unavailable';
import { backOff, Signal } from './pause';

/** How long to rest on notifications alone before looking anyway. */
const POLL_MS = 1_000;
const DEFAULT_BATCH = 1_000;

interface Row {
  readonly offset: number;
  readonly appended_at: Instant;
  readonly payload: string | null;
}

/** Consumes each of the partitions on its own, until stopped. */
export function consumeJournal(
  pool: Pool,
  wakeUps: WakeUps,
  partitions: readonly number[],
  options: ConsumeOptions,
): Consumer {
  const running = partitions.map((partition) => new PartitionConsumer(pool, wakeUps.of(partition), partition, options));
  const done = Promise.all(running.map((each) => each.run()));
  return {
    stop: async () => {
      for (const each of running) each.stop();
      await done;
    },
  };
}

/**
 * Reads ahead while a batch is handled, so that the database and the handler work at the same time, and at most one
 * batch ahead, so that memory is bounded.
 */
class PartitionConsumer {
  private readonly maxBatch: number;
  private ahead: Row[] = [];
  private stopped = false;
  /** The position turned out to be before what was handed over: all is read again from there. */
  private moved = false;
  /** Raised when rows were read, taken away, or it is time to stop. */
  private readonly changed = new Signal();
  private readonly stopping = new Signal();

  constructor(
    private readonly pool: Pool,
    private readonly appended: Signal,
    private readonly partition: number,
    private readonly options: ConsumeOptions,
  ) {
    this.maxBatch = options.maxBatch ?? DEFAULT_BATCH;
    if (!(this.maxBatch >= 1)) throw new RangeError(`maxBatch must be at least 1, not ${this.maxBatch}`);
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      const start = await this.untilDone(() => this.options.from(this.partition));
      if (start === undefined) return;
      this.ahead = [];
      this.moved = false;
      await Promise.all([this.readFrom(start), this.handleFrom(start)]);
    }
  }

  stop(): void {
    this.stopped = true;
    this.stopping.raise();
    this.changed.raise();
    this.appended.raise();
  }

  private async readFrom(start: number): Promise<void> {
    let next = start;
    while (!this.stopped && !this.moved) {
      const { version } = this.changed;
      if (this.ahead.length >= this.maxBatch) {
        await this.changed.after(version);
        continue;
      }
      const seen = this.appended.version;
      const rows = await this.untilDone(() => this.read(next));
      if (rows === undefined) return;
      if (rows.length === 0) {
        await this.appended.after(seen, POLL_MS);
        continue;
      }
      next = rows[rows.length - 1]!.offset + 1;
      this.ahead = this.ahead.length === 0 ? rows : this.ahead.concat(rows);
      this.changed.raise();
    }
  }

  private async handleFrom(start: number): Promise<void> {
    let from = start;
    while (!this.stopped && !this.moved) {
      const { version } = this.changed;
      if (this.ahead.length === 0) {
        await this.changed.after(version);
        continue;
      }
      const rows = this.ahead.slice(0, this.maxBatch);
      this.ahead = this.ahead.slice(this.maxBatch);
      this.changed.raise();
      const events: Logged[] = [];
      for (const { offset, appended_at: appendedAt, payload } of rows) {
        if (payload === null) continue;
        events.push({ partition: this.partition, offset, appendedAt, event: eventIn(payload) });
      }
      const batch = { partition: this.partition, from, events, next: rows[rows.length - 1]!.offset + 1 };
      await this.untilDone(() => this.handOver(batch));
      from = batch.next;
    }
  }

  private async handOver(batch: LogBatch): Promise<void> {
    try {
      await this.options.onBatch(batch);
    } catch (error) {
      if (!(error instanceof PositionMoved)) throw error;
      this.options.onFailure?.(error, this.partition);
      this.moved = true;
      this.changed.raise();
      this.appended.raise();
    }
  }

  private async read(from: number): Promise<Row[]> {
    try {
      const { rows } = await this.pool.query<Row>({
        name: 'read-journal',
        text: `SELECT "offset", appended_at, payload FROM event
                WHERE partition = $1 AND "offset" >= $2 ORDER BY "offset" LIMIT $3`,
        values: [this.partition, from, this.maxBatch],
      });
      return rows;
    } catch (error) {
      throw asLogError(error);
    }
  }

  /** Tries again, with pauses that grow, until it works (its result) or the consumer is stopped (undefined). */
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
