import type { Today } from '@careledger/config';
import { Problem } from '@careledger/http-problems';
import type { ServerResponse } from 'node:http';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Pool } from 'pg';
import type { PopulationBook, RulesInForce } from '@careledger/figures';
import { AuthorityFeed } from './authority-feed';
import { LedgerListener } from './ledger-listener';
import { MonthFigures } from './month-figures';

const HEARTBEAT_MS = 15_000;
const LOOK_AT_CLOCK_MS = 1_000;
const MOST_STREAMS = 500;

/** All live streams of this process. While there is none, nothing is done. */
export class LiveFigures implements OnModuleDestroy {
  private readonly feeds = new Map<string, AuthorityFeed>();
  private readonly listener: LedgerListener;
  private readonly figures: MonthFigures;
  private waiting = 0;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    pool: Pool,
    private readonly populations: PopulationBook,
    private readonly today: Today,
    private readonly rules: RulesInForce,
  ) {
    this.figures = new MonthFigures(pool);
    this.listener = new LedgerListener(
      pool,
      (traceparent) => this.wakeAll(traceparent),
      () => this.forgetAll(),
    );
  }

  /** How many read along. */
  get count(): number {
    return [...this.feeds.values()].reduce((count, { streams }) => count + streams.size, 0);
  }

  /**
   * Lets a reader follow the figures of an authority.
   * @param begin called once they are at hand: begins the answer; gives none where the reader has gone meanwhile
   * @throws Problem 503 where there are too many readers; the database's error where it is away
   */
  async follow(authority: string, begin: () => ServerResponse | undefined): Promise<void> {
    if (this.count + this.waiting >= MOST_STREAMS) {
      const detail = `There are ${MOST_STREAMS} live streams already. Try again later.`;
      throw new Problem({ status: 503, detail }, { 'retry-after': '30' });
    }
    this.waiting++;
    try {
      // Listening comes first: what is posted while the figures are read is then heard of.
      await this.listener.start();
      const feed = this.feedOf(authority);
      await feed.open();
      const out = begin();
      if (out !== undefined) feed.admit(out, () => this.rest());
    } finally {
      this.waiting--;
      this.rest();
    }
  }

  onModuleDestroy(): void {
    for (const feed of this.feeds.values()) feed.close();
    this.feeds.clear();
    this.rest();
  }

  private feedOf(authority: string): AuthorityFeed {
    const known = this.feeds.get(authority);
    if (known !== undefined) return known;
    this.startTimers();
    const feed = new AuthorityFeed(authority, this.figures, this.populations, this.today, this.rules);
    this.feeds.set(authority, feed);
    return feed;
  }

  private wakeAll(traceparent?: string): void {
    for (const feed of this.feeds.values()) feed.wake(traceparent);
  }

  /** Another generation of the ledger is live: what was added up of the one before counts no more. */
  private forgetAll(): void {
    for (const feed of this.feeds.values()) feed.forget();
  }

  private startTimers(): void {
    if (this.timers.length > 0) return;
    this.timers = [
      setInterval(() => {
        for (const { streams } of this.feeds.values()) for (const stream of streams) stream.beat();
      }, HEARTBEAT_MS),
      setInterval(() => {
        for (const feed of this.feeds.values()) if (feed.isYesterdays) feed.wake();
      }, LOOK_AT_CLOCK_MS),
    ];
  }

  /** Lets go of what nobody needs any more. */
  private rest(): void {
    if (this.waiting > 0) return;
    for (const [authority, feed] of this.feeds) {
      if (feed.streams.size > 0) continue;
      feed.close();
      this.feeds.delete(authority);
    }
    if (this.feeds.size > 0) return;
    this.listener.stop();
    this.timers.forEach((timer) => clearInterval(timer));
    this.timers = [];
  }
}
