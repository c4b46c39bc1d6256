import { protect } from '@careledger/access';
import { ProblemFilter } from '@careledger/http-problems';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Connections } from './connections';
import { Door } from './door';

/** So long a request that is under way may take to be answered, where nothing else is said. */
const PATIENCE_MS = 10_000;

const SERVER = {
  bodyLimit: 1 << 20,
  // What comes over an open connection while the program stops is answered like anything else (and the connection then
  // ended): an emitter is to hear either 202 or a 503 that says when to come again, never one without.
  return503OnClosing: false,
};

/** A part of the system as it answers over HTTP. */
export interface HttpServer {
  readonly app: NestFastifyApplication;
  readonly fastify: FastifyInstance;
  /** Stops serving: new requests are told to come again, those under way are answered. */
  readonly close: () => Promise<void>;
}

/**
 * Sets a module up to answer over HTTP, errors as problems, behind locked doors; it does not listen yet. The module imports
 * `AccessModule`.
 * @param patienceMs so long a request that is under way may take to be answered when the process is asked to stop
 */
export async function createHttpServer(
  module: DynamicModule,
  logger: LoggerService,
  patienceMs = PATIENCE_MS,
): Promise<HttpServer> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(SERVER), {
    logger,
    abortOnError: false,
  });
  await protect(app);
  app.useGlobalFilters(new ProblemFilter());
  const fastify = app.getHttpAdapter().getInstance();
  const connections = new Connections(app.getHttpServer());
  const door = new Door(fastify);
  const closeAll = async (): Promise<void> => {
    await door.close(patienceMs);
    await connections.endWith(() => app.close(), patienceMs);
  };
  return { app, fastify, close: closeAll };
}
