import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of this site sent a request, as the browser says it: no page can say it of itself. Browsers say where a
 * request comes from (`Sec-Fetch-Site`) wherever a page came by TLS or from this machine; where it is not said, the origin must
 * be ours. Where neither is said, it is not known to be ours.
 */
export function isFromOwnPage({ 'sec-fetch-site': site, origin, host }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'same-origin';
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** Whether a request is a form that a page of this site sent: what a page's cookie may change something by. */
export function isOwnForm(method: string, headers: IncomingHttpHeaders): boolean {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  return method === 'POST' && isForm && isFromOwnPage(headers);
}
