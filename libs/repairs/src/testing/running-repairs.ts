import { AccessModule, protect } from '@careledger/access';
import type { CaseEvent } from '@careledger/contract';
import { JournalLog } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import type { Rulebook } from '@careledger/measures';
import { createPool } from '@careledger/store';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { RepairsModule } from '../repairs.module';

export interface Answer<B = Record<string, unknown>> {
  readonly status: number;
  readonly body: B;
}

export const CHILD = 'child-ada-0001';

/** A referral of one child. */
export function referral(id: string, { subject = CHILD, receivedOn = '2020-06-01' } = {}): CaseEvent {
  return {
    specversion: '1.0',
    id,
    source: '/test/case-system',
    type: 'csc.referral.received',
    subject,
    authority: '841',
    recordedtime: '2020-06-01T09:00:00Z',
    data: { id, receivedOn },
  };
}

class AllOfIt {}

/** The calls of operators as the program answers them, on a journal of one partition; who is parked is said by the test. */
export class RunningRepairs {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly address: string,
    readonly log: JournalLog,
    readonly pool: Pool,
  ) {}

  /** @param options.rulebooks those that the program knows, where these are not all that there are */
  static async start(
    databaseUrl: string,
    { partitions = 1, rulebooks }: { readonly partitions?: number; readonly rulebooks?: readonly Rulebook[] } = {},
  ): Promise<RunningRepairs> {
    const pool = createPool(databaseUrl, 4);
    const log = await JournalLog.open({ pool, partitions });
    const adapter = new FastifyAdapter({ forceCloseConnections: true });
    const access = AccessModule.forRoot({ access: { mode: 'none' }, pool });
    const module = { module: AllOfIt, imports: [access, RepairsModule.forRoot({ log, pool, rulebooks })] };
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: ['error'] });
    await protect(app);
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    return new RunningRepairs(app, await app.getUrl(), log, pool);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.log.close();
    await this.pool.end();
  }

  async append(...events: CaseEvent[]): Promise<void> {
    const submissions = events.map((event) => ({ event, payload: JSON.stringify(event) }));
    await this.log.append(submissions, { historical: false });
  }

  /** The projector has come to the end, and this child's events wait from an offset on; undefined: it is not parked. */
  async projected(since: number | undefined, subject = CHILD): Promise<void> {
    await this.pool.query('DELETE FROM parked_child WHERE subject = $1', [subject]);
    if (since !== undefined) {
      await this.pool.query(`INSERT INTO parked_child VALUES (0, 841, $1, $2, 'RangeError: of the test')`, [
        subject,
        since,
      ]);
    }
    await this.pool.query(
      `INSERT INTO projector_position SELECT 'ledger', partition, next_offset, 0 FROM log_partition
       ON CONFLICT (consumer, partition) DO UPDATE SET next_offset = excluded.next_offset`,
    );
  }

  /** What the log has, in its order. */
  async logged(): Promise<{ readonly id: string; readonly type: string; readonly data: Record<string, unknown> }[]> {
    const { rows } = await this.pool.query<{ payload: string }>('SELECT payload FROM event ORDER BY "offset"');
    return rows.map(
      ({ payload }) => JSON.parse(payload) as { id: string; type: string; data: Record<string, unknown> },
    );
  }

  get(path: string): Promise<Answer> {
    return this.ask(path, {});
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  private async ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.address}${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}
