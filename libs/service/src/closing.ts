import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const LOOK_AGAIN_MS = 50;
/** So long a request that is under way may take to be answered. */
const PATIENCE_MS = 10_000;

/**
 * Stops serving: takes no new request, answers those under way, and ends connections as soon as they rest, or a client
 * that holds on to its connection would hold the program up for more than a minute.
 */
export async function close(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const sweep = setInterval(() => server.closeIdleConnections(), LOOK_AGAIN_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}
