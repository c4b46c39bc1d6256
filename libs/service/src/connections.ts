import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const LOOK_AGAIN_MS = 50;

/** The connections of a server, so that none that rests holds the program up when it stops. */
export class Connections {
  private readonly open = new Set<Socket>();

  constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
  }

  /**
   * Ends connections while the server closes, as soon as they rest: else a client that holds on to one would hold the program
   * up for more than a minute.
   * @param close stops taking connections; fulfilled once there is none
   * @param patienceMs after so long what is under way is cut off
   */
  async endWith(close: () => Promise<void>, patienceMs: number): Promise<void> {
    const sweep = setInterval(() => this.endResting(), LOOK_AGAIN_MS);
    const deadline = setTimeout(() => this.server.closeAllConnections(), patienceMs);
    try {
      await close();
    } finally {
      clearInterval(sweep);
      clearTimeout(deadline);
    }
  }

  private endResting(): void {
    this.server.closeIdleConnections();
    // Node takes a connection on which nothing has come yet for a busy one: browsers and undici open such in advance.
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }
}
