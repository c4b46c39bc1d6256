import type { ConsumeOptions, Consumer, EventLog, LogBatch, LoggedEvent } from '../event-log';
import { Signal } from '../pause';

/** A consumer that keeps what it was handed, for tests to wait for and look at. */
export class Received {
  readonly batches: LogBatch[] = [];
  readonly failures: unknown[] = [];
  private readonly arrived = new Signal();
  private readonly consumer: Consumer;

  /** @param handle what to do with a batch before it is kept; where it rejects the batch is not kept. */
  constructor(log: EventLog, options: Partial<ConsumeOptions> = {}, handle?: (batch: LogBatch) => Promise<void>) {
    this.consumer = log.consume({
      from: () => Promise.resolve(0),
      onFailure: (error) => this.failures.push(error),
      ...options,
      onBatch: async (batch) => {
        await handle?.(batch);
        this.batches.push(batch);
        this.arrived.raise();
      },
    });
  }

  /** All events handed over, in the order of their arrival. */
  get events(): LoggedEvent[] {
    return this.batches.flatMap((batch) => batch.events);
  }

  /** The events of one partition. */
  of(partition: number): LoggedEvent[] {
    return this.events.filter((each) => each.partition === partition);
  }

  /** Waits for that many events in all. */
  async count(wanted: number): Promise<LoggedEvent[]> {
    for (;;) {
      const { version } = this.arrived;
      if (this.events.length >= wanted) return this.events;
      await this.arrived.after(version);
    }
  }

  stop(): Promise<void> {
    return this.consumer.stop();
  }
}

/** Everything that is in the log now, by partition. */
export async function contentOf(log: EventLog): Promise<LoggedEvent[][]> {
  const { positions } = await log.end();
  const received = new Received(log);
  await received.count(Object.values(positions).reduce((sum, next) => sum + next, 0));
  await received.stop();
  return Array.from({ length: log.partitions }, (_, partition) => received.of(partition));
}
