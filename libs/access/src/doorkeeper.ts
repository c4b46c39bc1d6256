import type { IncomingMessage } from 'node:http';
import type { Access } from '@careledger/config';
import { Problem } from '@careledger/http-problems';
import type { FastifyRequest } from 'fastify';
import { Caller } from './caller';
import { tokenInCookie } from './cookie';
import { isOwnForm } from './own-page';
import { IssuerUnavailable, TokenRefused, tokensOf, type Tokens } from './tokens';

const RETRY_AFTER_SECONDS = '10';
const HOW =
  'Send a token: the header Authorization with "Bearer" and the token. What there is to call without one: /docs.';

/** Finds out who asks: by the token in the header, or, of a page that reads or a form that one of ours sends, in the cookie of the sign-in page. */
export class Doorkeeper {
  private readonly tokens: Tokens | undefined;
  private readonly asked = new WeakMap<IncomingMessage, Promise<Caller>>();

  /** @throws LocalKeyError where the local key cannot be used */
  constructor(readonly access: Access) {
    this.tokens = access.mode === 'none' ? undefined : tokensOf(access);
  }

  /** Whether everybody on this machine may do everything (AUTH=none). */
  get isOpen(): boolean {
    return this.tokens === undefined;
  }

  /**
   * Who asks. However often it is called for a request, the token is checked once.
   * @throws Problem 401 where no token came along that holds; 503 where that cannot be found out
   */
  identify(request: FastifyRequest): Promise<Caller> {
    let caller = this.asked.get(request.raw);
    if (caller === undefined) {
      this.asked.set(request.raw, (caller = this.callerBehind(request)));
      caller.catch(() => undefined); // whoever waits for it is told
    }
    return caller;
  }

  /** Who a token was made for. @throws Problem as `identify` */
  async check(token: string): Promise<Caller> {
    if (this.tokens === undefined) return Caller.ANYBODY;
    try {
      return await this.tokens.callerOf(token);
    } catch (error) {
      if (error instanceof TokenRefused) throw noEntry(`The token does not hold. ${error.message}`, 'invalid_token');
      if (!(error instanceof IssuerUnavailable)) throw error;
      throw new Problem(
        {
          status: 503,
          title: 'Tokens cannot be checked at the moment',
          detail: 'The identity provider does not give its keys. Nothing is lost: ask again in a few seconds.',
        },
        { 'retry-after': RETRY_AFTER_SECONDS },
      );
    }
  }

  private async callerBehind(request: FastifyRequest): Promise<Caller> {
    if (this.tokens === undefined) return Caller.ANYBODY;
    const token = tokenIn(request);
    if (token === undefined) throw noEntry(`Nobody is let in here without showing who they are. ${HOW}`);
    return this.check(token);
  }
}

/**
 * The token of the header; of a request that changes nothing else that of the cookie, since a foreign page can make the browser
 * send that. A form of a page of ours may change something by it: the browser says whose page it is.
 */
function tokenIn({ headers, method }: FastifyRequest): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
    if (token === undefined) throw noEntry('The header Authorization is not "Bearer" and a token.', 'invalid_request');
    return token;
  }
  const mayUseCookie = method === 'GET' || method === 'HEAD' || isOwnForm(method, headers);
  return mayUseCookie ? tokenInCookie(headers.cookie) : undefined;
}

function noEntry(detail: string, error?: string): Problem {
  const challenge = `Bearer realm="CareLedger"${error === undefined ? '' : `, error="${error}"`}`;
  return new Problem({ status: 401, title: 'Who are you?', detail }, { 'www-authenticate': challenge });
}
