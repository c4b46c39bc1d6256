import { discardRest, Problem } from '@careledger/http-problems';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const LOOK_AGAIN_MS = 20;
const RETRY_AFTER_SECONDS = '5';
/** What is asked of a process that stops as of any other. */
const ALWAYS_ANSWERED = new Set(['/health/live', '/metrics']);

/**
 * Lets requests in until the process is asked to stop. From then on new ones are told to come again (503, with the time);
 * those under way are answered.
 */
export class Door {
  private isClosing = false;
  private readonly underWay = new Set<FastifyReply>();

  /** To be called before any other hook is added. */
  constructor(fastify: Pick<FastifyInstance, 'addHook'>) {
    fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      if (this.isClosing && !ALWAYS_ANSWERED.has(request.url)) return refuse(request, reply);
      this.underWay.add(reply);
      // Also where the connection breaks, when nothing is sent.
      reply.raw.once('close', () => this.underWay.delete(reply));
      return undefined;
    });
  }

  /**
   * Lets nobody in any more; fulfilled once all who are in have been answered, or the time is up. A live stream has been
   * answered, and goes on until the server closes.
   */
  async close(patienceMs: number): Promise<void> {
    this.isClosing = true;
    for (const late = Date.now() + patienceMs; this.waiting > 0 && Date.now() < late;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  private get waiting(): number {
    return [...this.underWay].filter((reply) => !reply.sent).length;
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const detail = 'This process is stopping. Nothing is lost: send the same again in a moment.';
  const { body } = new Problem({ status: 503, title: 'Stopping', detail });
  discardRest(request.raw);
  return reply
    .code(503)
    .headers({ 'retry-after': RETRY_AFTER_SECONDS, connection: 'close' })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(body));
}
