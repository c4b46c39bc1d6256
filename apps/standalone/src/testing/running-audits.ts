import { AccessModule, protect } from '@careledger/access';
import { parseDay } from '@careledger/calendar';
import { Today, type Access } from '@careledger/config';
import { ProblemFilter } from '@careledger/http-problems';
import { AuditorModule } from '@careledger-app/auditor';
import { describeApi, InsightModule } from '@careledger-app/insight';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlayedLog } from '../../../projector/src/testing/played-log';

class AllOfIt {}

/** An answer. */
export interface Answer<B> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
}

/** What of an audit the tests look at. */
export interface AuditBody {
  readonly id: string;
  readonly state: string;
  readonly equal: boolean | null;
  readonly problem: string | null;
  readonly result: {
    readonly final: boolean;
    readonly digest: string;
    readonly position: Readonly<Record<string, number>>;
    readonly events: { readonly inScope: number; readonly erased: number; readonly changed: readonly string[] };
    readonly children: Readonly<Record<'inScope' | 'parked' | 'parkedApplicable' | 'erased' | 'faulty', number>>;
    readonly entries: { readonly compared: number; readonly different: number; readonly erased: number };
    readonly balances: { readonly different: number; readonly differences: readonly Record<string, unknown>[] };
    readonly figuresDiffer: readonly unknown[];
    readonly figures: readonly {
      readonly measure: string;
      readonly grain: string;
      readonly points: readonly Record<string, unknown>[];
    }[];
    readonly differences: readonly Record<string, unknown>[];
  };
  readonly evidence: readonly { readonly manifestSha256: string; readonly madeBy: string }[];
}

/** Audits and the read side as the program sets them up, on a log that is played by hand. */
export class RunningAudits {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly address: string,
  ) {}

  static async start(
    { pool, log, databaseUrl }: PlayedLog,
    today: string,
    access: Access = { mode: 'none' },
  ): Promise<RunningAudits> {
    const options = { pool, log, today: Today.of({ today: parseDay(today) }), fixture: null };
    const app = await NestFactory.create<NestFastifyApplication>(
      {
        module: AllOfIt,
        imports: [
          AccessModule.forRoot({ access, pool, withRoutes: true }),
          AuditorModule.forRoot({ ...options, databaseUrl, logger: console, processes: 1 }),
          InsightModule.forRoot(options),
        ],
      },
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    await protect(app);
    app.useGlobalFilters(new ProblemFilter());
    describeApi(app);
    await app.listen(0, '127.0.0.1');
    return new RunningAudits(app, await app.getUrl());
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  get<B>(path: string, headers: Record<string, string> = {}): Promise<Answer<B>> {
    return this.ask<B>(path, { headers });
  }

  post<B>(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer<B>> {
    const json = { 'content-type': 'application/json', ...headers };
    return this.ask<B>(path, { method: 'POST', body: JSON.stringify(body), headers: json });
  }

  /** Has an audit made, and waits for its end. */
  async audit(body: object): Promise<AuditBody> {
    const asked = await this.post<{ id: string }>('/v1/audits', body);
    if (asked.status !== 202) throw new Error(`the audit was refused: ${JSON.stringify(asked.body)}`);
    return this.over(asked.body.id);
  }

  /** An audit, once it is over. */
  async over(id: string, withinMs = 60_000): Promise<AuditBody> {
    for (const late = Date.now() + withinMs; ;) {
      const { body } = await this.get<AuditBody>(`/v1/audits/${id}`);
      if (!['queued', 'running'].includes(body.state)) return body;
      if (Date.now() > late) throw new Error(`the audit is still ${body.state}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async file(path: string): Promise<{ content: Buffer; headers: Headers }> {
    const response = await fetch(`${this.address}${path}`);
    return { content: Buffer.from(await response.arrayBuffer()), headers: response.headers };
  }

  /** A page as text. */
  async page(path: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.address}${path}`, { headers: { accept: 'text/html' } });
    return { status: response.status, text: await response.text() };
  }

  /** Sends a form as a page of ours does, and does not follow where it leads. */
  async form(path: string, fields: Record<string, string>, headers: Record<string, string>) {
    const response = await fetch(`${this.address}${path}`, {
      method: 'POST',
      headers: { accept: 'text/html', ...headers },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() };
  }

  private async ask<B>(path: string, init: RequestInit): Promise<Answer<B>> {
    const response = await fetch(`${this.address}${path}`, init);
    return { status: response.status, headers: response.headers, body: (await response.json()) as B };
  }
}
