import type { CaseEvent } from '@careledger/contract';
import { eventIn } from '@careledger/contract';
import { JournalLog, type Logged } from '@careledger/event-log';
import { createPool, emptyLedger, LedgerDirectory, ledgerRules } from '@careledger/store';
import { benchmarkHistory } from '@careledger-fixtures/index';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { LedgerCommits } from '../ledger-commits';
import { LedgerProjection } from '../ledger-projection';

/** A log with some made-up children in a database of its own, projected by hand. */
export class MadeLog {
  private constructor(
    private readonly database: TestDatabase,
    readonly pool: Pool,
    readonly log: JournalLog,
  ) {}

  static async open(partitions: number): Promise<MadeLog> {
    const database = await freshDatabase();
    const pool = createPool(database.url, 6);
    const log = await JournalLog.open({ pool, partitions });
    await ledgerRules(pool); // as every start of a projector does: notes the rules that an empty ledger is begun under
    return new MadeLog(database, pool, log);
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.pool.end();
    await this.database.drop();
  }

  /** Takes that many made-up events into the log, the same at each call. */
  async load(events: number): Promise<void> {
    const made: CaseEvent[] = [...benchmarkHistory(events)];
    await this.log.append(
      made.map((event) => ({ event, payload: JSON.stringify(event) })),
      { historical: true },
    );
  }

  /**
   * Projects what the log has and the ledger has not, as a projector that was just started does.
   * @param batch the most events of a batch
   * @param batches the most batches of a partition; all where nothing is said
   */
  async project(batch: number, batches = Infinity): Promise<void> {
    await ledgerRules(this.pool);
    const directory = await LedgerDirectory.open(this.pool);
    for (let partition = 0; partition < this.log.partitions; partition++) {
      const projection = new LedgerProjection(this.pool, directory, partition, new LedgerCommits(this.pool));
      const events = await this.events(partition, await projection.nextOffset());
      for (let from = 0; from < Math.min(events.length, batch * batches); from += batch) {
        const some = events.slice(from, from + batch);
        await projection.apply({ partition, events: some, next: (some.at(-1) as Logged).offset + 1 });
      }
    }
  }

  /** Works everything out anew, as `--work-out-anew` does. */
  async projectAnew(batch: number): Promise<void> {
    await emptyLedger(this.pool);
    await this.project(batch);
  }

  private async events(partition: number, from: number): Promise<Logged[]> {
    const { rows } = await this.pool.query<{ offset: number; appendedAt: number; payload: string }>(
      `SELECT "offset", appended_at AS "appendedAt", payload FROM event
        WHERE partition = $1 AND "offset" >= $2 AND payload IS NOT NULL ORDER BY "offset"`,
      [partition, from],
    );
    return rows.map(({ payload, ...place }) => ({ partition, ...place, event: eventIn(payload) }));
  }
}
