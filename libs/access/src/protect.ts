import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { Problem } from '@careledger/http-problems';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller';
import { Doorkeeper } from './doorkeeper';

const MINUTE_MS = 60_000;
/** A connection on which nothing moves for so long is cut; a live stream has a heartbeat, and lines of events may come for ever. */
const IDLE_MS = 5 * MINUTE_MS;
const MOST_CONNECTIONS = 5_000;
/** Callers that are counted at a time. */
const COUNTED = 20_000;

/** Nothing runs, nothing is fetched, no page holds ours: a page that needs more says so itself. */
const NOTHING = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] };

/**
 * What goes before every route: security headers, nothing kept on the way, limits of requests and connections. To be
 * awaited after the application is created and before it listens: the limits hold for routes that come after.
 *
 * Streams of lines have no length to limit (api.md): what is limited is how many requests a caller begins in a minute, how
 * many connections there are, and how long one may rest.
 */
export async function protect(app: INestApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  const doorkeeper = app.get(Doorkeeper);
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
    referrerPolicy: { policy: 'no-referrer' },
  });
  fastify.addHook('onRequest', (_request, reply, done) => {
    // Answers hold case data: nothing on the way may keep them.
    void reply.header('cache-control', 'no-store');
    done();
  });
  const server = fastify.server;
  server.maxConnections = MOST_CONNECTIONS;
  server.requestTimeout = 0;
  server.setTimeout(IDLE_MS);
  const { access } = doorkeeper;
  if (access.mode === 'none') return;
  const { limits } = access;
  await fastify.register(rateLimit, {
    timeWindow: MINUTE_MS,
    cache: COUNTED,
    keyGenerator: async (request) => (await callerOrNobody(doorkeeper, request))?.name ?? `address ${request.ip}`,
    max: async (request) => {
      const caller = await callerOrNobody(doorkeeper, request);
      if (caller === undefined) return limits.nobody;
      return caller.has('emitter') || caller.has('importer') ? limits.emitter : limits.reader;
    },
    errorResponseBuilder: (_request, { max, ttl }) =>
      new Problem({
        status: 429,
        detail: `There are ${max} requests a minute for you, and that was one more. Go on in ${Math.ceil(ttl / 1000)} s; events go many to a request.`,
      }),
  });
}

/** Who asks, where a token says so: a token that does not hold must not open a count of its own. */
async function callerOrNobody(doorkeeper: Doorkeeper, request: FastifyRequest): Promise<Caller | undefined> {
  try {
    return await doorkeeper.identify(request);
  } catch {
    return undefined;
  }
}
