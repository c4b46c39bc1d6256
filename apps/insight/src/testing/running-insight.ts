import { AccessModule, protect } from '@careledger/access';
import { parseDay } from '@careledger/calendar';
import { Today, type Access } from '@careledger/config';
import { ProblemFilter, refuseForeignHosts } from '@careledger/http-problems';
import type { OwnReference } from '@careledger/reference';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { describeApi } from '../api/api-document';
import type { FixtureInfo } from '../fixture';
import { InsightModule } from '../insight.module';
import type { MadeLedger } from './made-ledger';

/** An answer of the read side. */
export interface Answer<B> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
}

class AllOfIt {}

/** The read side as the program sets it up, on a port of its own. */
export class RunningInsight {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly address: string,
  ) {}

  static async start(
    { pool, log }: Pick<MadeLedger, 'pool' | 'log'>,
    today: string,
    fixture: FixtureInfo | null = null,
    reference: OwnReference = {},
    access: Access = { mode: 'none' },
  ): Promise<RunningInsight> {
    const module = InsightModule.forRoot({
      pool,
      log,
      today: Today.of({ today: parseDay(today) }),
      fixture,
      reference,
    });
    const app = await NestFactory.create<NestFastifyApplication>(
      { module: AllOfIt, imports: [AccessModule.forRoot({ access, pool, withRoutes: true }), module] },
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    await protect(app);
    refuseForeignHosts(app.getHttpAdapter().getInstance(), { auth: access.mode });
    app.useGlobalFilters(new ProblemFilter());
    describeApi(app);
    await app.listen(0, '127.0.0.1');
    return new RunningInsight(app, await app.getUrl());
  }

  /** Asks; a body that is no JSON is given as text. */
  async get<B = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Answer<B>> {
    const response = await fetch(`${this.address}${path}`, { headers });
    const body = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(body) : body) as B };
  }

  /** Sends JSON, and gives the answer whatever its status. */
  async send<B = Record<string, unknown>>(
    method: 'POST' | 'PUT',
    path: string,
    body: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<B>> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as B };
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
