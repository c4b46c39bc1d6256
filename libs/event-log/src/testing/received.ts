import { transaction, write } from '@careledger/store';
import type { Pool } from 'pg';
import type { ConsumeOptions, Consumer, EventLog, LogBatch, Logged, Positions } from '../event-log';
import { Signal } from '../pause';

/** A consumer that keeps what it was handed, for tests to wait for and look at. */
export class Received {
  readonly batches: LogBatch[] = [];
  readonly failures: unknown[] = [];
  private readonly arrived = new Signal();
  private readonly consumer: Consumer;

  /**
   * @param store where it stands for the projector: the database in which the log keeps what it keeps of a batch
   * @param handle what to do with a batch before it is kept; where it rejects the batch is not kept.
   */
  constructor(
    log: EventLog,
    { store, ...options }: Partial<ConsumeOptions> & { readonly store?: Pool | undefined } = {},
    handle?: (batch: LogBatch) => Promise<void>,
  ) {
    this.consumer = log.consume({
      from: () => Promise.resolve(0),
      onFailure: (error) => this.failures.push(error),
      ...options,
      onBatch: async (batch) => {
        await handle?.(batch);
        const { keep } = batch;
        if (store !== undefined && keep !== undefined) {
          await transaction(store, (client) => write(client, keep.writing([keep]), false));
        }
        this.batches.push(batch);
        this.arrived.raise();
      },
    });
  }

  /** All events handed over, in the order of their arrival. */
  get events(): Logged[] {
    return this.batches.flatMap((batch) => batch.events);
  }

  /** The events of one partition. */
  of(partition: number): Logged[] {
    return this.events.filter((each) => each.partition === partition);
  }

  /** Waits for that many events in all. */
  async count(wanted: number): Promise<Logged[]> {
    for (;;) {
      const { version } = this.arrived;
      if (this.events.length >= wanted) return this.events;
      await this.arrived.after(version);
    }
  }

  /** Waits until everything before these positions has come. */
  async upTo(positions: Positions): Promise<void> {
    for (;;) {
      const { version } = this.arrived;
      const isThere = ([partition, end]: [string, number]): boolean =>
        end === 0 || this.batches.some((batch) => batch.partition === Number(partition) && batch.next >= end);
      if (Object.entries(positions).every(isThere)) return;
      await this.arrived.after(version);
    }
  }

  stop(): Promise<void> {
    return this.consumer.stop();
  }
}

/** Everything that is in the log now, by partition. */
export async function contentOf(log: EventLog, store?: Pool): Promise<Logged[][]> {
  const { positions } = await log.end();
  const received = new Received(log, { store });
  await received.upTo(positions);
  await received.stop();
  return Array.from({ length: log.partitions }, (_, partition) => received.of(partition));
}
