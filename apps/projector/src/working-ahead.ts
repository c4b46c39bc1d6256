import { setTimeout as wait } from 'node:timers/promises';
import type { LedgerProjection } from './ledger-projection';

/** After each slice it rests so many times as long as that took: the figures come first. */
const REST = 4;
/** It rests no shorter than this, and looks so often whether there is a partition to work for. */
const SHORTEST_REST_MS = 20;
const WITHOUT_PARTITIONS_MS = 500;
/** Where all is ready it looks again whose books have gone out of memory. */
const LOOK_AGAIN_MS = 30_000;

/** Who is told how it goes. */
export interface TellsOfWorkingAhead {
  /** For how many children of a partition the change is ready. */
  readonly onReady: ((partition: number, children: number) => void) | undefined;
  readonly onFailure: ((error: unknown) => void) | undefined;
}

/** Has the partitions of a projector worked ahead for the next rulebook, one after the other, a slice at a time. */
export class WorkingAhead {
  private readonly stopping = new AbortController();
  private readonly done: Promise<void>;

  /**
   * @param projections those that there are, asked for each time
   * @param tells who is told how it goes; what goes wrong is tried again by itself
   */
  constructor(
    private readonly projections: () => ReadonlyMap<number, LedgerProjection>,
    private readonly tells: TellsOfWorkingAhead,
  ) {
    this.done = this.work();
  }

  /** Stops, once the slice under way is done. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let hasMore = false;
      const begin = performance.now();
      for (const [partition, projection] of this.projections()) {
        if (signal.aborted) return;
        try {
          const { ready, more } = await projection.prepare();
          this.tells.onReady?.(partition, ready);
          hasMore ||= more;
        } catch (error) {
          this.tells.onFailure?.(error);
        }
      }
      const rest = Math.max(SHORTEST_REST_MS, REST * (performance.now() - begin));
      const idle = this.projections().size === 0 ? WITHOUT_PARTITIONS_MS : LOOK_AGAIN_MS;
      await wait(hasMore ? rest : idle, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
