import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below those that systems give to outgoing connections: a port that is given up for a moment is still there after it. */
const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 100;

/** Ports of 127.0.0.1 that nobody uses at the moment. @throws Error where too few are found */
export async function freePorts(count: number): Promise<number[]> {
  const servers = new Map<number, Server>();
  for (let attempts = 0; servers.size < count; attempts++) {
    if (attempts > count + ATTEMPTS) throw new Error(`No ${count} free ports were found from ${FIRST} to ${LAST}.`);
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (servers.has(port)) continue;
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      servers.set(port, server);
    } catch {
      // Somebody has it.
    }
  }
  await Promise.all([...servers.values()].map((server) => new Promise((closed) => server.close(closed))));
  return [...servers.keys()];
}
