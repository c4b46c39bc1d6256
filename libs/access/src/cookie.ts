/** The cookie in which the sign-in page keeps a token; over TLS its name says that it is of this host alone. */
const NAME = 'careledger-token';
const SECURE_NAME = `__Host-${NAME}`;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Whether a page came by TLS, or should have: whatever is not this machine's own address does. */
export function isOverTls(host: string | undefined): boolean {
  return !LOOPBACK.test(host ?? '');
}

/** The token that a page of ours has in its cookie. */
export function tokenInCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if ((name === SECURE_NAME || name === NAME) && value !== '') return value;
  }
  return undefined;
}

/**
 * The header that has the browser keep a token: no script sees it, no other site's page sends it.
 * @param token none takes it away
 * @param seconds how long it is kept
 * @param overTls whether the page came by TLS; on this machine's own address it need not
 */
export function cookieWith(token: string | undefined, seconds: number, overTls: boolean): string {
  const kept = token === undefined ? 0 : Math.max(0, Math.floor(seconds));
  return `${overTls ? SECURE_NAME : NAME}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${kept}${overTls ? '; Secure' : ''}`;
}
