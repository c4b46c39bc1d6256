import { failureText } from '@careledger/logging';
import { createPool } from '@careledger/store';
import type { Logger } from '@nestjs/common';
import type { Pool } from 'pg';

/** How the connections of a pool are used at the moment. */
export interface PoolUse {
  readonly pool: string;
  readonly total: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
}

/** The connections of a process to its database, by what they are for. */
export class Pools {
  private readonly pools: { readonly name: string; readonly pool: Pool }[] = [];

  private ending = false;

  /** @param logger told of connections that break while nobody uses them */
  constructor(
    private readonly url: string,
    private readonly logger?: Pick<Logger, 'warn'>,
  ) {}

  /** A pool of at most `size` connections. @param name what it is for: it shows in metrics and in pg_stat_activity */
  open(name: string, size: number): Pool {
    const pool = createPool(this.url, size, {
      applicationName: `careledger ${name}`,
      onIdleError: (error) => {
        // A pool has ended when it has said goodbye: the server may still stop before it hears that, and say so.
        if (this.ending) return;
        this.logger?.warn({ message: `An idle connection broke: ${failureText(error)}`, pool: name });
      },
    });
    this.pools.push({ name, pool });
    return pool;
  }

  use(): PoolUse[] {
    return this.pools.map(({ name, pool: { totalCount, idleCount, waitingCount } }) => {
      return { pool: name, total: totalCount, idle: idleCount, waiting: waitingCount };
    });
  }

  async end(): Promise<void> {
    this.ending = true;
    await Promise.all(this.pools.splice(0).map(({ pool }) => pool.end()));
  }
}
