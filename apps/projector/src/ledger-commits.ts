import type { Kept } from '@careledger/event-log';
import {
  eraseChild,
  eraseLate,
  Gathering,
  ledgerTransaction,
  letGoOfErased,
  lockingPositions,
  together,
  writingEffects,
  type ErasureOrder,
  type LateEvent,
  type LockedPosition,
} from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import type { ChainedEffects } from './batch-draft';
import { Gate } from './gate';

/** What a batch erases of what is kept. */
interface Erasing {
  readonly erasures: readonly ErasureOrder[];
  readonly late: readonly LateEvent[];
}

/** What a batch changes, what the log keeps of it, and what of all that is kept is erased. */
interface Commitment {
  readonly effects: ChainedEffects;
  readonly keep: Kept | undefined;
  readonly erasing: Erasing;
}

/** Batches of more events take long to work out: they are not waited for. */
const FEW_EVENTS = 200;
/** A transaction waits for batches that are nearly ready for so long: while it is under way, they would have to wait for it. */
const PATIENCE_MS = 4;

/** Postings from which on a batch is worth a transaction of its own: written beside those of other partitions. */
const LARGE_BATCH = 2_000;

/**
 * Commits the batches of one projector. Small ones of several partitions that are ready together share a transaction: what it
 * costs to go through one is then paid once, and under load the figures follow the events sooner.
 */
export class LedgerCommits {
  private readonly small: Gathering<Commitment, void>;
  private readonly drafting = new Gate();

  /** @param options.erases whether it erases what the tables hold: a ledger that is worked out beside the live one must not */
  constructor(
    private readonly pool: Pool,
    private readonly options: { readonly erases: boolean } = { erases: true },
  ) {
    this.small = new Gathering<Commitment, void>(
      async (batches) => {
        await this.commit(batches, { bulk: false });
        return [];
      },
      { ready: () => this.drafting.open(PATIENCE_MS) },
    );
  }

  /**
   * Works out a batch that is going to be written. Where it is small, small ones that are ready wait for it: they then share
   * its transaction, and it has not to wait for theirs. No partition has more than one batch on its way, so that nobody waits for long.
   */
  async draft<T>(events: number, work: () => Promise<T>): Promise<T> {
    return events > FEW_EVENTS ? work() : this.drafting.during(work);
  }

  /**
   * Writes effects, what the log keeps, and the position, and erases what is to be erased: all of it or nothing.
   * @throws Error where another process has projected the partition meanwhile
   */
  async write(effects: ChainedEffects, keep: Kept | undefined, erasing: Erasing): Promise<void> {
    const batch = { effects, keep, erasing };
    await (effects.postings.rows < LARGE_BATCH ? this.small.do(batch) : this.commit([batch], { bulk: true }));
    if (erasing.erasures.length > 0 && this.options.erases) await letGoOfErased(this.pool);
  }

  private async commit(batches: readonly Commitment[], how: { readonly bulk: boolean }): Promise<void> {
    const all = batches.map(({ effects }) => effects);
    const kept = batches.flatMap(({ keep }) => keep ?? []);
    const writing = together(
      lockingPositions(
        all.map(({ partition }) => partition),
        (positions) => all.forEach((effects) => mustBeWhereItWas(effects, positions)),
      ),
      writingEffects(all),
      kept[0]?.writing(kept) ?? { steps: [] },
      // After the log has kept the batches: what it has of these children may have come with them.
      { steps: [], finish: (client) => this.erase(client, batches) },
    );
    await ledgerTransaction(this.pool, writing, how);
  }

  private async erase(client: ClientBase, batches: readonly Commitment[]): Promise<void> {
    if (!this.options.erases) return;
    for (const { effects, erasing } of batches) {
      for (const order of erasing.erasures) await eraseChild(client, order);
      await eraseLate(client, effects.partition, erasing.late);
    }
  }
}

/** @throws Error where a position is not where its batch was worked out from */
function mustBeWhereItWas({ partition, before }: ChainedEffects, positions: ReadonlyMap<number, LockedPosition>): void {
  const found = positions.get(partition);
  if (found?.nextOffset !== before.nextOffset || found.nextPosting !== before.nextPosting) {
    throw new Error(
      `partition ${partition} was projected from offset ${before.nextOffset} to ${found?.nextOffset} by another process; going on from there`,
    );
  }
  if (found.postingChain?.equals(before.head) !== true) {
    throw new Error(`the chain of the postings of partition ${partition} is not that which was left there`);
  }
}
