import { createServer } from 'node:net';

const REASONS: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `The port ${port} of ${host} is in use by another program. Stop that one, or choose another port (PORT).`,
  EACCES: (_, port) => `The port ${port} may not be used by this account. Choose one above 1023 (PORT).`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine. Choose another (HOST).`,
};

/**
 * Tries the address before anything long begins: nobody should wait for a history to load only to be told that the port
 * is taken.
 * @param port 0 is always free
 * @throws Error that says what is in the way and what to do
 */
export async function mustBeFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((listening, failed) => {
    probe.once('error', failed).listen(port, host, listening);
  }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      REASONS[error.code ?? '']?.(host, port) ?? `The port ${port} of ${host} cannot be used: ${error.message}`,
    );
  });
  await new Promise((closed) => probe.close(closed));
}
