import type { Instant } from '@careledger/calendar';
import { BinaryCopy, withClient } from '@careledger/store';
import type { Pool, PoolClient } from 'pg';
import {
  type AppendOptions,
  type AppendOutcome,
  type ConsumeOptions,
  type Consumer,
  type EventLog,
  type LogEnd,
  LogUnavailable,
  type Positions,
  type Submission,
} from './event-log';
import { type Candidate, prepare } from './candidates';
import { claimEngine, fixPartitions } from './deployment';
import { FreshReading } from './fresh-reading';
import { groupCommit } from './group-commit';
import { appendInTransaction, type Clock, lockPartitions, run } from './journal-append';
import { consumeJournal } from './journal-consumer';
import { consumeInGroup } from './journal-group';
import { WakeUps } from './journal-wake-ups';
import { asLogError } from './unavailable';

const DEFAULT_PARTITIONS = 2;
/** A larger buffer of rows is let go of again. */
const KEPT_BUFFER_BYTES = 16 << 20;
const ROW_BUFFER_BYTES = 1 << 20;

export interface JournalOptions {
  /** From the store's `createPool`: its parsers give instants in microseconds and bigints as numbers. It stays open. */
  readonly pool: Pool;
  /** How many partitions: fixed when the log is created (2 where nothing is said), refused where it differs later. */
  readonly partitions?: number;
  /** For tests: the log's clock in place of the database's. */
  readonly clock?: () => Instant;
}

/** The event log in PostgreSQL: tables `log_partition` and `event`. */
export class JournalLog implements EventLog {
  private readonly groups = groupCommit((candidates) => this.write(candidates));
  private readonly consumers = new Set<Consumer>();
  private readonly wakeUps: WakeUps;
  private readonly heads = new FreshReading(() => this.onClient(readPositions));
  private rows = new BinaryCopy(ROW_BUFFER_BYTES);
  private closed = false;

  private constructor(
    private readonly pool: Pool,
    readonly partitions: number,
    private readonly clock: Clock,
  ) {
    this.wakeUps = new WakeUps(pool, partitions);
  }

  /** Opens the log, and creates its partitions the first time. */
  static async open(options: JournalOptions): Promise<JournalLog> {
    try {
      await claimEngine(options.pool, 'journal');
      const partitions = await fixPartitions(options.pool, options.partitions, DEFAULT_PARTITIONS);
      return new JournalLog(options.pool, partitions, options.clock ?? null);
    } catch (error) {
      throw asLogError(error);
    }
  }

  async append(events: readonly Submission[], options: AppendOptions): Promise<readonly AppendOutcome[]> {
    if (this.closed) throw new LogUnavailable('it has been closed');
    if (events.length === 0) return [];
    return this.groups.do(prepare(events, options, this.partitions));
  }

  consume(options: ConsumeOptions): Consumer {
    if (this.closed) throw new LogUnavailable('it has been closed');
    const all = Array.from({ length: this.partitions }, (_, partition) => partition);
    const unknown = options.partitions?.find((partition) => !all.includes(partition));
    if (unknown !== undefined)
      throw new RangeError(`The log has partitions 0 to ${this.partitions - 1}, none of ${unknown}`);
    const { group, partitions = all } = options;
    const running =
      group === undefined
        ? consumeJournal(this.pool, this.wakeUps, partitions, options)
        : consumeInGroup(this.pool, this.wakeUps, partitions, { ...options, group });
    const consumer = {
      stop: async (): Promise<void> => {
        await running.stop();
        this.consumers.delete(consumer);
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  async end(): Promise<LogEnd> {
    return this.onClient(async (client) => {
      const { heads, now } = await lockPartitions(client, 'all', this.clock);
      const positions: Record<number, number> = {};
      let at = Infinity;
      for (const [partition, head] of heads) {
        positions[partition] = head.offset;
        at = Math.min(at, Math.max(head.instant, now));
      }
      // What was said must hold even if the clock goes back.
      await run(
        client,
        `UPDATE log_partition SET last_instant = greatest(last_instant, 'epoch'::timestamptz + ${at} * interval '1 microsecond');
         COMMIT`,
      );
      return { positions, at };
    });
  }

  positions(): Promise<Positions> {
    return this.heads.next();
  }

  async now(): Promise<Instant> {
    if (this.clock) return this.clock();
    return this.onClient(async (client) => {
      const { rows } = await client.query<{ now: Instant }>('SELECT clock_timestamp() AS now');
      return rows[0]!.now;
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    await this.groups.settled();
    await this.wakeUps.stop();
  }

  private async write(candidates: readonly Candidate[]): Promise<AppendOutcome[]> {
    try {
      return await this.onClient((client) => appendInTransaction(client, candidates, this.rows, this.clock));
    } finally {
      if (this.rows.bytes > KEPT_BUFFER_BYTES) this.rows = new BinaryCopy(ROW_BUFFER_BYTES);
    }
  }

  private async onClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      return await withClient(this.pool, work);
    } catch (error) {
      throw asLogError(error);
    }
  }
}

async function readPositions(client: PoolClient): Promise<Positions> {
  const { rows } = await client.query<{ partition: number; next_offset: number }>(
    'SELECT partition, next_offset FROM log_partition',
  );
  return Object.fromEntries(rows.map(({ partition, next_offset: next }) => [partition, next]));
}
