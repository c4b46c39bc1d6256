import type { Kept } from '@careledger/event-log';
import { derivedTransaction, Gathering, lockPositions, writeEffects, type BatchEffects } from '@careledger/store';
import type { Pool } from 'pg';

/** What a batch changes, and what the log keeps of it. */
interface Commitment {
  readonly effects: BatchEffects;
  readonly keep: Kept | undefined;
}

/** Postings from which on a batch is worth a transaction of its own: written beside those of other partitions. */
const LARGE_BATCH = 2_000;

/**
 * Commits the batches of one projector. Small ones of several partitions that are ready together share a transaction: what it
 * costs to go through one is then paid once, and under load the figures follow the events sooner.
 */
export class LedgerCommits {
  private readonly small: Gathering<Commitment, void>;

  constructor(private readonly pool: Pool) {
    this.small = new Gathering<Commitment, void>(async (batches) => {
      await this.commit(batches);
      return [];
    });
  }

  /**
   * Writes effects, what the log keeps, and the position: all of it or nothing.
   * @throws Error where another process has projected the partition meanwhile
   */
  async write(effects: BatchEffects, keep: Kept | undefined): Promise<void> {
    const batch = { effects, keep };
    await (effects.postings.rows < LARGE_BATCH ? this.small.do(batch) : this.commit([batch]));
  }

  private async commit(batches: readonly Commitment[]): Promise<void> {
    const all = batches.map(({ effects }) => effects);
    await derivedTransaction(this.pool, async (client) => {
      const partitions = all.map(({ partition }) => partition);
      const positions = await lockPositions(client, partitions);
      for (const { partition, before, chainBefore } of all) {
        const found = positions.get(partition);
        if (found?.nextOffset !== before.nextOffset || found.nextPosting !== before.nextPosting) {
          throw new Error(
            `partition ${partition} was projected from offset ${before.nextOffset} to ${found?.nextOffset} by another process; going on from there`,
          );
        }
        if (found.postingChain?.equals(chainBefore) !== true) {
          throw new Error(`the chain of the postings of partition ${partition} is not that which was left there`);
        }
      }
      await writeEffects(client, all);
      const kept = batches.flatMap(({ keep }) => keep ?? []);
      await kept[0]?.write(client, kept);
    });
  }
}
