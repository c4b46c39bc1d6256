import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AccessModule, protect } from '@careledger/access';
import type { Access } from '@careledger/config';
import { JournalLog } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { createPool } from '@careledger/store';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { registerEventBodies } from '../event-bodies';
import { IntakeModule } from '../intake.module';

export interface Reply<T = unknown> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: T;
}

/** What an emitter sends: text, bytes, or chunks that are made while they are sent. */
export type Body = string | Buffer | Iterable<string | Buffer> | AsyncIterable<string | Buffer>;

class AllOfIt {}

/** The intake as it runs: Nest, fastify, a port of its own, the journal, a database. */
export class RunningIntake {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly port: number,
    readonly log: JournalLog,
    readonly pool: Pool,
  ) {}

  static async start(databaseUrl: string, access: Access = { mode: 'none' }): Promise<RunningIntake> {
    const pool = createPool(databaseUrl, 6);
    const log = await JournalLog.open({ pool });
    const app = await NestFactory.create<NestFastifyApplication>(
      { module: AllOfIt, imports: [AccessModule.forRoot({ access, pool }), IntakeModule.forRoot({ log, pool })] },
      new FastifyAdapter(),
      { logger: ['error'] },
    );
    await protect(app);
    registerEventBodies(app.getHttpAdapter().getInstance());
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    return new RunningIntake(app, (app.getHttpServer().address() as AddressInfo).port, log, pool);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.log.close();
    await this.pool.end();
  }

  /** How many events the log has. */
  async events(): Promise<number> {
    const positions = await this.log.positions();
    return Object.values(positions).reduce((sum, next) => sum + next, 0);
  }

  get<T>(path: string, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send<T>('GET', path, headers);
  }

  /** @param type the media type; null for none. */
  post<T>(body: Body, type: string | null, query = '', headers: Record<string, string> = {}): Promise<Reply<T>> {
    const all = type === null ? headers : { 'content-type': type, ...headers };
    return this.send<T>('POST', `/v1/events${query}`, all, body);
  }

  private send<T>(method: string, path: string, headers: Record<string, string>, body?: Body): Promise<Reply<T>> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: this.port, method, path, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: (text === '' ? null : JSON.parse(text)) as T,
            });
          });
        },
      );
      request.on('error', reject);
      if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) request.end(body);
      else pipeline(Readable.from(body), request).catch(reject);
    });
  }
}
