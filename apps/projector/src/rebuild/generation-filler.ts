import { eventIn } from '@careledger/contract';
import type { LogBatch } from '@careledger/event-log';
import { LedgerDirectory, withClient, type LedgerPosition, type Logged } from '@careledger/store';
import type { Pool } from 'pg';
import { LedgerCommits } from '../ledger-commits';
import { LedgerProjection } from '../ledger-projection';
import { ErasedOfPartition } from './carried-over';

/** Events of a batch: many share the cost of a commit. */
const BATCH_EVENTS = 10_000;

/**
 * Fills a generation from the event store, by the code that projects the live one. It reads events and names the live tables
 * no differently; its connections see the tables of their generation first.
 */
export class GenerationFiller {
  private readonly projections = new Map<number, LedgerProjection>();
  private readonly done = new Map<number, number>();
  private readonly carried = new Map<number, ErasedOfPartition>();

  private constructor(
    private readonly pool: Pool,
    private readonly directory: LedgerDirectory,
    private readonly commits: LedgerCommits,
    /** The schema of the live tables. */
    private readonly live: string,
    /** Told after each batch. */
    private readonly onBatch: (events: number) => void,
  ) {}

  /**
   * @param pool connections that see the generation's tables first
   * @param live the schema of the live tables
   */
  static async open(
    pool: Pool,
    directory: LedgerDirectory,
    live: string,
    onBatch: (events: number) => void,
  ): Promise<GenerationFiller> {
    const commits = new LedgerCommits(pool, { erases: false });
    return Promise.resolve(new GenerationFiller(pool, directory, commits, live, onBatch));
  }

  /** What was taken over from the live ledger, by partition. */
  get takenOver(): ReadonlyMap<number, ErasedOfPartition> {
    return this.carried;
  }

  /**
   * Projects every partition up to its position, side by side.
   * @throws Error where it is past one: somebody has emptied the live ledger; ErasedMeanwhile
   */
  async fillUpTo(positions: ReadonlyMap<number, Pick<LedgerPosition, 'nextOffset'>>): Promise<void> {
    await Promise.all([...positions].map(([partition, { nextOffset }]) => this.fillPartition(partition, nextOffset)));
  }

  private async fillPartition(partition: number, end: number): Promise<void> {
    let projection = this.projections.get(partition);
    if (projection === undefined) {
      projection = new LedgerProjection(this.pool, this.directory, partition, this.commits);
      this.projections.set(partition, projection);
      this.done.set(partition, await projection.nextOffset());
      this.carried.set(partition, new ErasedOfPartition(partition, this.live));
    }
    const carried = this.carried.get(partition) as ErasedOfPartition;
    let next = this.done.get(partition) ?? 0;
    if (next > end)
      throw new Error(`partition ${partition} of the ledger was emptied meanwhile; begin the rebuild again`);
    while (next < end) {
      const batch = await this.read(partition, next, end, carried);
      await projection.apply(batch, carried);
      this.onBatch(batch.next - next);
      next = batch.next;
      this.done.set(partition, next);
    }
    await withClient(this.pool, (client) => carried.addChildren(client, end));
  }

  /** Reads the events that come next, and in the same snapshot whose are erased. */
  private async read(partition: number, from: number, end: number, carried: ErasedOfPartition): Promise<LogBatch> {
    const rows = await withClient(this.pool, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const found = await client.query<{ offset: number; appended_at: number; payload: string | null }>({
        name: 'read-events-to-rebuild',
        text: `SELECT "offset", appended_at, payload FROM event
                WHERE partition = $1 AND "offset" >= $2 AND "offset" < $3 ORDER BY "offset" LIMIT $4`,
        values: [partition, from, end, BATCH_EVENTS],
      });
      await carried.look(client, from);
      await client.query('COMMIT');
      return found.rows;
    });
    const events: Logged[] = [];
    for (const { offset, appended_at: appendedAt, payload } of rows) {
      if (payload !== null) events.push({ partition, offset, appendedAt, event: eventIn(payload) });
    }
    // With Kafka offsets skip where the topic has what is no event.
    const next = rows.length < BATCH_EVENTS ? end : rows[rows.length - 1]!.offset + 1;
    return { partition, from, events, next };
  }
}
