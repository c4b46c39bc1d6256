import { GENERATION_TOLD, LEDGER_CHANNEL, traceOf } from '@careledger/store';
import type { Pool, PoolClient } from 'pg';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Hears of new postings on one connection while anybody wants to know. A lost connection is replaced; after that everybody
 * is woken once, for what may have been missed.
 */
export class LedgerListener {
  private client: PoolClient | undefined;
  /** There while anybody listens. */
  private session: { readonly ready: Promise<void> } | undefined;
  private failures = 0;
  private retry: NodeJS.Timeout | undefined;

  /**
   * @param wake called when there may be new postings, with the span that made them where one is named
   * @param forget called when all postings may be others than they were
   */
  constructor(
    private readonly pool: Pool,
    private readonly wake: (traceparent?: string) => void,
    private readonly forget: () => void,
  ) {}

  /** Begins to listen; fulfilled once nothing that is posted from now on can be missed. */
  async start(): Promise<void> {
    this.session ??= { ready: this.connect() };
    const { session } = this;
    try {
      await session.ready;
    } catch (error) {
      if (this.session === session) this.session = undefined;
      throw error;
    }
  }

  stop(): void {
    this.session = undefined;
    clearTimeout(this.retry);
    this.letGo();
  }

  private async connect(): Promise<void> {
    const client = await this.pool.connect();
    // Nobody listens any more, or another connection came first.
    if (this.session === undefined || this.client !== undefined) return client.release();
    this.client = client;
    const lost = (): void => this.reconnect(client);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload = '' }) => {
      if (payload.startsWith(GENERATION_TOLD)) this.forget();
      else this.wake(traceOf(payload));
    });
    try {
      await client.query(`LISTEN ${LEDGER_CHANNEL}`);
      this.failures = 0;
    } catch (error) {
      if (this.client === client) this.letGo();
      throw error;
    }
  }

  private reconnect(client: PoolClient): void {
    if (this.client !== client) return;
    this.letGo();
    this.connectLater();
  }

  private connectLater(): void {
    if (this.session === undefined) return;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++);
    this.retry = setTimeout(() => {
      this.connect().then(
        () => this.wake(),
        () => this.connectLater(),
      );
    }, pause);
  }

  /** The connection goes out of the pool: another would get its notifications. */
  private letGo(): void {
    const { client } = this;
    this.client = undefined;
    client?.removeAllListeners('notification');
    client?.release(true);
  }
}
