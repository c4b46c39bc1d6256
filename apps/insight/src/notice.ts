import type { FastifyInstance } from 'fastify';
import type { FixtureInfo } from './fixture';
import { escaped } from './html';

/** The header in which every answer says what its figures are made from, where that is a made-up history. */
export const NOTICE_HEADER = 'careledger-notice';

/**
 * Has every page begin with the notice of the made-up history, and every other answer (figures, entries, whatever is saved
 * from them) carry it as a header.
 */
export function announce({ notice }: FixtureInfo, fastify: FastifyInstance): void {
  const shown = `<p id="made-up">${escaped(notice)}</p>`;
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    reply.header(NOTICE_HEADER, notice.replace(/[^\x20-\x7e]/g, '?'));
    const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    if (!isPage || typeof payload !== 'string') return done(null, payload);
    const withPlace = payload.includes('<p id="made-up" hidden></p>');
    done(
      null,
      withPlace ? payload.replace('<p id="made-up" hidden></p>', shown) : payload.replace('<body>', `<body>\n${shown}`),
    );
  });
}
