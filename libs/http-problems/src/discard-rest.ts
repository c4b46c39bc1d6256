import type { Readable } from 'node:stream';

const DISCARDED_BYTES = 64 << 20;
const DISCARDING_MS = 10_000;

/**
 * For an answer before the body's end: goes on reading what comes and throws it away, because an emitter that is still
 * writing would otherwise see a broken connection and never the answer. Not for ever: then the connection is cut.
 */
export function discardRest(body: Readable): void {
  if (body.readableEnded || body.destroyed) return;
  let bytes = 0;
  const cut = setTimeout(() => body.destroy(), DISCARDING_MS).unref();
  body.once('close', () => clearTimeout(cut));
  body.on('error', () => undefined);
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARDED_BYTES) body.destroy();
  });
}
