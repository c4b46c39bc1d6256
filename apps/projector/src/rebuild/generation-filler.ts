import { eventIn } from '@careledger/contract';
import type { LogBatch } from '@careledger/event-log';
import { LedgerDirectory, type LedgerPosition, type Logged } from '@careledger/store';
import type { Pool } from 'pg';
import { LedgerCommits } from '../ledger-commits';
import { LedgerProjection } from '../ledger-projection';

/** Events of a batch: many share the cost of a commit. */
const BATCH_EVENTS = 10_000;

/**
 * Fills a generation from the event store, by the code that projects the live one. It reads events and names the live tables
 * no differently; its connections see the tables of their generation first.
 */
export class GenerationFiller {
  private readonly projections = new Map<number, LedgerProjection>();
  private readonly done = new Map<number, number>();

  private constructor(
    private readonly pool: Pool,
    private readonly directory: LedgerDirectory,
    private readonly commits: LedgerCommits,
    /** Told after each batch. */
    private readonly onBatch: (events: number) => void,
  ) {}

  /** @param pool connections that see the generation's tables first */
  static async open(
    pool: Pool,
    directory: LedgerDirectory,
    onBatch: (events: number) => void,
  ): Promise<GenerationFiller> {
    return Promise.resolve(new GenerationFiller(pool, directory, new LedgerCommits(pool, { erases: false }), onBatch));
  }

  /**
   * Projects every partition up to its position, side by side.
   * @throws Error where it is past one: somebody has emptied the live ledger
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
    }
    let next = this.done.get(partition) ?? 0;
    if (next > end)
      throw new Error(`partition ${partition} of the ledger was emptied meanwhile; begin the rebuild again`);
    while (next < end) {
      const batch = await this.read(partition, next, end);
      await projection.apply(batch);
      this.onBatch(batch.next - next);
      next = batch.next;
      this.done.set(partition, next);
    }
  }

  private async read(partition: number, from: number, end: number): Promise<LogBatch> {
    const { rows } = await this.pool.query<{ offset: number; appended_at: number; payload: string | null }>({
      name: 'read-events-to-rebuild',
      text: `SELECT "offset", appended_at, payload FROM event
              WHERE partition = $1 AND "offset" >= $2 AND "offset" < $3 ORDER BY "offset" LIMIT $4`,
      values: [partition, from, end, BATCH_EVENTS],
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
