import { createPool, LEDGER_CONSUMER } from '@careledger/store';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { Pool } from 'pg';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_AGAIN_MS = 100;
/** Longer than that an answer is waited for in vain: broker or database are away. */
const PATIENCE_MS = 1_000;

/** What a partition was seen to do. */
interface Seen {
  position: number;
  end: number;
  /** Since when it has had something to do and has not moved; undefined where it has nothing to do. */
  since: number | undefined;
}

/**
 * Watches how long nothing moves: the longest time in which the figures stood still in a partition although the log had more
 * for it. Looks ten times a second; what cannot be looked at has not moved.
 */
export class Standstill {
  /** In milliseconds. */
  longest = 0;
  private readonly partitions = new Map<number, Seen>();
  private readonly pool: Pool;
  private readonly admin: Admin;
  private readonly watching: Promise<unknown>;
  private ended = false;

  constructor(
    databaseUrl: string,
    brokers: readonly string[],
    private readonly topic: string,
  ) {
    this.pool = createPool(databaseUrl, 1, { applicationName: 'faults, watching' });
    this.admin = new Kafka({
      clientId: 'faults-watching',
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
      connectionTimeout: PATIENCE_MS,
      retry: { retries: 0 },
    }).admin();
    this.watching = Promise.all([this.watch(() => this.lookAtPositions()), this.watch(() => this.lookAtEnds())]);
  }

  /** Looks no longer; may be called again. */
  async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    await this.watching;
    await Promise.all([this.pool.end(), this.admin.disconnect().catch(() => undefined)]);
  }

  private async watch(look: () => Promise<void>): Promise<void> {
    for (; !this.ended; await wait(LOOK_AGAIN_MS)) {
      await Promise.race([look().catch(() => undefined), wait(PATIENCE_MS)]);
      this.measure();
    }
  }

  private measure(): void {
    const now = performance.now();
    for (const seen of this.partitions.values()) {
      if (seen.end <= seen.position) seen.since = undefined;
      else seen.since ??= now;
      if (seen.since !== undefined) this.longest = Math.max(this.longest, now - seen.since);
    }
  }

  private async lookAtPositions(): Promise<void> {
    const { rows } = await this.pool.query<{ partition: number; next_offset: number }>(
      'SELECT partition, next_offset FROM projector_position WHERE consumer = $1',
      [LEDGER_CONSUMER],
    );
    for (const { partition, next_offset: position } of rows) {
      const seen = this.seen(partition);
      if (position === seen.position) continue;
      seen.position = position;
      seen.since = undefined;
    }
  }

  private async lookAtEnds(): Promise<void> {
    await this.admin.connect();
    for (const { partition, high } of await this.admin.fetchTopicOffsets(this.topic)) {
      this.seen(partition).end = Number(high);
    }
  }

  private seen(partition: number): Seen {
    let seen = this.partitions.get(partition);
    if (seen === undefined) this.partitions.set(partition, (seen = { position: 0, end: 0, since: undefined }));
    return seen;
  }
}
