import { MadeTokens } from '../../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

let database: TestDatabase;
let ledger: MadeLedger;
let tokens: MadeTokens;
let insight: RunningInsight;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  tokens = await MadeTokens.make({ emitter: 1_000, reader: 5, nobody: 1_000 });
  insight = await RunningInsight.start(ledger, '2021-04-20', null, {}, tokens.access);
});
afterAll(async () => {
  await insight.stop();
  await ledger.close();
  await database.drop();
  tokens.remove();
});

const signIn = (token: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${insight.address}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
    headers,
    redirect: 'manual',
  });
const visit = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${insight.address}${path}`, { headers: { accept: 'text/html,*/*', ...headers }, redirect: 'manual' });

describe('the sign-in page', () => {
  it('is where a browser without a token is sent', async () => {
    const { status, headers } = await visit('/');
    expect([status, headers.get('location')]).toEqual([303, '/sign-in']);
    expect(await (await visit('/sign-in')).text()).toContain('<form method="post" action="/sign-in">');
  });

  it('keeps the token where no script and no other site comes by it, and as long as it holds', async () => {
    const token = await tokens.token({ name: 'page', roles: ['operations'] });
    const { status, headers } = await signIn(token);
    expect([status, headers.get('location')]).toEqual([303, '/']);
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^careledger-token=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=3(5\d\d|600)$/);
    const page = await visit('/', { cookie: cookie.split(';')[0] ?? '' });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('action="/sign-out"')]);
    expect((await visit('/v1/status', { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  });

  it('says on the page why a token is not taken', async () => {
    const answer = await signIn('<b>no token</b>');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toContain('The token does not hold. It is no token.');
  });

  it('takes none from a page of another site', async () => {
    const token = await tokens.token({ roles: ['operations'] });
    expect((await signIn(token, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await signIn(token, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

describe('what goes before every route', () => {
  it('says that nothing is to be kept, framed, guessed at or run', async () => {
    for (const path of ['/v1/measures', '/v1/status', '/sign-in', '/health/live']) {
      const { headers } = await visit(path);
      expect(headers.get('cache-control')).toContain('no-');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=/);
    }
  });

  it('holds each token to its requests a minute, and says when to go on', async () => {
    const reader = await tokens.bearer({ name: 'greedy', roles: ['operations'] });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) statuses.push((await insight.get('/v1/status', reader)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const { headers, body } = await insight.get('/v1/status', reader);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toMatchObject({ status: 429, detail: expect.stringContaining('5 requests a minute') as string });
    const other = await tokens.bearer({ name: 'modest', roles: ['operations'] });
    expect((await insight.get('/v1/status', other)).status).toBe(200);
  });
});
