import { isIPv4 } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What the guard needs to know of the configuration. */
export interface Exposure {
  readonly auth: 'none' | 'oidc' | 'key';
}

/**
 * Where nobody has to show who they are, only programs on this machine may ask. A page of a foreign site can make the
 * browser ask all the same, by letting its name point to 127.0.0.1 (DNS rebinding) or by sending a request across: so a
 * request must name a loopback host, and must not come from a page of another.
 */
export function refuseForeignHosts(fastify: Pick<FastifyInstance, 'addHook'>, { auth }: Exposure): void {
  if (auth !== 'none') return;
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { host, origin } = request.headers;
    if (!isLoopback(host)) return refuse(reply, 421, 'Host', 'must name this machine: 127.0.0.1, [::1] or localhost');
    if (origin !== undefined && !isLoopback(origin.replace(/^[a-z]+:\/\//, ''))) {
      return refuse(reply, 403, 'Origin', 'must be a page of this machine');
    }
    return undefined;
  });
}

/** Whether a `Host` header names a loopback address. */
export function isLoopback(host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]+)(:\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
  if (name === undefined) return false;
  if (name === 'localhost' || name === '[::1]') return true;
  return isIPv4(name) && name.startsWith('127.');
}

function refuse(reply: FastifyReply, status: number, field: string, rule: string): FastifyReply {
  const title = status === 421 ? 'Misdirected Request' : 'Forbidden';
  const detail = `The header ${field} ${rule}. No authentication is set up, so only this machine is answered.`;
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, field, rule }));
}
