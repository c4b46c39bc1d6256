import type { Notification, Pool, PoolClient } from 'pg';
import { backOff, Signal } from './pause';

const CHANNEL = 'case_events';

/** The statement that wakes consumers when the transaction around it commits. */
export function notify(partitions: readonly number[]): string {
  return `NOTIFY ${CHANNEL}, '${partitions.join(',')}'`;
}

/**
 * Listens for appended events on one connection of the pool and raises the signal of their partition. A lost connection
 * is replaced; after that every signal is raised once, for what may have been missed.
 */
export class WakeUps {
  private readonly signals: readonly Signal[];
  private readonly stopping = new Signal();
  private client: PoolClient | undefined;
  private listening: Promise<void> | undefined;

  constructor(
    private readonly pool: Pool,
    partitions: number,
  ) {
    this.signals = Array.from({ length: partitions }, () => new Signal());
  }

  /** The signal of a partition. Listening begins when the first one is asked for. */
  of(partition: number): Signal {
    this.listening ??= this.listen();
    return this.signals[partition]!;
  }

  async stop(): Promise<void> {
    this.stopping.raise();
    await this.listening;
  }

  private async listen(): Promise<void> {
    let failures = 0;
    while (this.stopping.version === 0) {
      const lost = new Signal();
      try {
        const client = await this.pool.connect();
        this.client = client;
        client.on('error', () => lost.raise());
        client.on('end', () => lost.raise());
        client.on('notification', (message: Notification) => this.wake(message.payload ?? ''));
        await client.query(`LISTEN ${CHANNEL}`);
        for (const signal of this.signals) signal.raise();
        failures = 0;
        if (this.stopping.version === 0) await Promise.race([lost.after(0), this.stopping.after(0)]);
      } catch {
        failures++; // consumers poll meanwhile, and whoever reads reports what is wrong with the database
      }
      this.client?.release(true);
      this.client = undefined;
      if (this.stopping.version === 0) await this.stopping.after(0, backOff(Math.max(failures, 1)));
    }
  }

  private wake(partitions: string): void {
    for (const partition of partitions.split(',')) this.signals[Number(partition)]?.raise();
  }
}
