import { setTimeout as wait } from 'node:timers/promises';
import { AccessModule, protect } from '@careledger/access';
import { parseDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import type { CaseEvent } from '@careledger/contract';
import { JournalLog, openLog, type EventLog, type KafkaSettings } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { ServiceLogger } from '@careledger/logging';
import { NEWEST } from '@careledger/measures';
import { RepairsModule } from '@careledger/repairs';
import { createPool } from '@careledger/store';
import { InsightModule } from '@careledger-app/insight';
import { runProjector, type RunningProjector } from '@careledger-app/projector';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { MadeTokens } from '../../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';

class AllOfIt {}

/** As a browser says of a form of the page that it shows. */
export const OWN = { 'sec-fetch-site': 'same-origin' };

/** What a form of a page sends, and what comes of it. */
export interface Sent {
  readonly status: number;
  readonly location: string | null;
  readonly page: string;
}

/** The read side as a process of its own has it, with a projector beside, on one log. */
export class RunningRepairs {
  private constructor(
    readonly pool: Pool,
    readonly log: EventLog,
    readonly tokens: MadeTokens,
    private readonly database: TestDatabase,
    private readonly projector: RunningProjector,
    private readonly app: NestFastifyApplication,
    readonly address: string,
  ) {}

  static async start(kafka: KafkaSettings | undefined, partitions: number): Promise<RunningRepairs> {
    const database = await freshDatabase();
    const pool = createPool(database.url, 8);
    await pool.query(`INSERT INTO deployment VALUES ('rulebook', $1)`, [NEWEST.version]);
    const log =
      kafka === undefined ? await JournalLog.open({ pool, partitions }) : await openLog({ kafka }, pool, 'test');
    const projector = await runProjector({
      url: database.url,
      kafka,
      anchors: undefined,
      logger: new ServiceLogger('test', 'text', ['fatal']),
      onDone: () => undefined,
    });
    const tokens = await MadeTokens.make();
    const today = Today.of({ today: parseDay('2020-12-31') });
    const module = {
      module: AllOfIt,
      imports: [
        AccessModule.forRoot({ access: tokens.access, pool, withRoutes: true }),
        InsightModule.forRoot({ pool, log, today, fixture: null }),
        RepairsModule.forRoot({ pool, log }),
      ],
    };
    const adapter = new FastifyAdapter({ forceCloseConnections: true });
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false });
    await protect(app);
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    return new RunningRepairs(pool, log, tokens, database, projector, app, await app.getUrl());
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.projector.stop();
    await this.log.close();
    await this.pool.end();
    await this.database.drop();
    this.tokens.remove();
  }

  async append(...events: CaseEvent[]): Promise<void> {
    const submissions = events.map((event) => ({ event, payload: JSON.stringify(event) }));
    await this.log.append(submissions, { historical: false });
  }

  /** What the log has, in the order of the partition of a child. */
  async logged(): Promise<{ readonly id: string; readonly type: string; readonly data: Record<string, unknown> }[]> {
    const { rows } = await this.pool.query<{ payload: string }>(
      'SELECT payload FROM event ORDER BY partition, "offset"',
    );
    return rows.map(
      ({ payload }) => JSON.parse(payload) as { id: string; type: string; data: Record<string, unknown> },
    );
  }

  async get(path: string, token: string): Promise<{ readonly status: number; readonly page: string }> {
    const headers = { cookie: `careledger-token=${token}`, accept: 'text/html' };
    const answer = await fetch(`${this.address}${path}`, { headers, redirect: 'manual' });
    return { status: answer.status, page: await answer.text() };
  }

  /** Sends a form as a browser with the cookie does. */
  async send(
    path: string,
    token: string,
    fields: Record<string, string>,
    headers: Record<string, string> = OWN,
  ): Promise<Sent> {
    const answer = await fetch(`${this.address}${path}`, {
      method: 'POST',
      headers: { cookie: `careledger-token=${token}`, accept: 'text/html', ...headers },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    return { status: answer.status, location: answer.headers.get('location'), page: await answer.text() };
  }

  /** The page once it shows something. */
  async until(path: string, token: string, wanted: RegExp): Promise<string> {
    for (;;) {
      const { page } = await this.get(path, token);
      if (wanted.test(page)) return page;
      await wait(30);
    }
  }

  /** The referrals of June once all that the log has is in the figures. */
  async referralsOfJune(token: string): Promise<number> {
    const path = '/v1/measures/referrals-received/series?authority=841&grain=month&from=2020-06&to=2020-06';
    for (;;) {
      const answer = await fetch(`${this.address}${path}`, { headers: { authorization: `Bearer ${token}` } });
      const { final, points } = (await answer.json()) as { final: boolean; points: { numerator: number }[] };
      const { rows } = await this.pool.query<{ behind: number }>(
        `SELECT count(*)::int AS behind FROM log_partition l LEFT JOIN projector_position p
             ON p.consumer = 'ledger' AND p.partition = l.partition WHERE l.next_offset > coalesce(p.next_offset, 0)`,
      );
      if (final && rows[0]?.behind === 0) return points[0]?.numerator ?? -1;
      await wait(30);
    }
  }
}
