import { protect } from '@careledger/access';
import { parseDay } from '@careledger/calendar';
import { readConfiguration, Today } from '@careledger/config';
import { JournalLog } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { createPool } from '@careledger/store';
import { registerEventBodies } from '@careledger-app/intake';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JWK } from 'jose';
import type { Pool } from 'pg';
import { freePorts } from '../../../infra/free-ports';
import { contact } from '../../../libs/event-log/src/testing/case-events';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { IdentityProvider, signingKey, type Client } from '../../../test/support/identity-provider';
import { StandaloneModule } from './standalone.module';

jest.setTimeout(60_000);

const client = (id: string, claims: Client['claims']): Client => ({ id, secret: `the secret of ${id}`, claims });
const reader = client('insight-reader', { roles: ['operations'], authorities: ['841'] });
const emitter = client('case-system', {
  roles: 'emitter',
  authorities: ['841'],
  sources: ['/authority/841/case-system'],
});
const stranger = client('payroll', {});
const clients = [reader, emitter, stranger];

/** After so long the program may ask the provider for keys that it does not know (jose's `cooldownDuration`). */
const KEYS_ASKED_AGAIN_MS = 30_000;
const FIGURES = '/v1/measures/assessments-45wd/series?authority=841&grain=year&from=2020-03&to=2020-03';

/** The program with AUTH=oidc beside a certified provider, which it finds by its address alone. */
describe('tokens of a real identity provider', () => {
  let database: TestDatabase;
  let pool: Pool;
  let log: JournalLog;
  let app: NestFastifyApplication;
  let address: string;
  let provider: IdentityProvider;
  let port: number;
  let key: JWK;

  beforeAll(async () => {
    [port = 0] = await freePorts(1);
    key = await signingKey('first');
    provider = await IdentityProvider.start({ port, keys: [key], clients });
    database = await freshDatabase();
    pool = createPool(database.url, 8);
    log = await JournalLog.open({ pool });
    const env = { AUTH: 'oidc', AUTH_ISSUER: provider.issuer, AUTH_AUDIENCE: 'careledger', FIXTURE: 'none' };
    const { access } = readConfiguration(env, { fixtures: ['tiny'], defaultFixture: 'tiny' });
    const today = Today.of({ today: parseDay('2021-03-31') });
    const module = StandaloneModule.forRoot({ pool, log, today, fixture: null }, pool, database.url, access, {
      pool,
      databaseUrl: database.url,
      logger: console,
    });
    app = await NestFactory.create<NestFastifyApplication>(
      module,
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    await protect(app);
    registerEventBodies(app.getHttpAdapter().getInstance());
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    address = await app.getUrl();
  });

  afterAll(async () => {
    await app.close();
    await log.close();
    await pool.end();
    await database.drop();
    await provider.stop();
  });

  async function read(token: string, path = FIGURES): Promise<{ status: number; detail: string }> {
    const response = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const { detail = '' } = (await response.json()) as { detail?: string };
    return { status: response.status, detail };
  }

  async function send(token: string, event: object): Promise<number> {
    const response = await fetch(`${address}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    return response.status;
  }

  it('open what their roles and authorities are for, and no more', async () => {
    const token = await provider.token(reader);
    expect(await read(token)).toMatchObject({ status: 200 });
    expect(await read(token, FIGURES.replace('841', '500'))).toMatchObject({ status: 403 });
    expect(await send(token, contact(1))).toBe(403);
    expect(await read(await provider.token(stranger))).toMatchObject({ status: 403 });
  });

  it('let a case system send for its own authority and source', async () => {
    const token = await provider.token(emitter);
    const event = contact(1);
    expect(await send(token, event)).toBe(202);
    // Each event is judged by itself: of these none is taken.
    expect(await send(token, { ...event, id: 'e-2', authority: '500' })).toBe(422);
    expect(await send(token, { ...event, id: 'e-3', source: '/elsewhere' })).toBe(422);
    expect(await send(token, { ...event, id: 'e-4' })).toBe(202);
    expect(await read(token)).toMatchObject({ status: 403 });
  });

  it('are refused where they are for another system', async () => {
    const { status, detail } = await read(await provider.token(reader, 'payroll'));
    expect([status, detail]).toEqual([401, expect.stringContaining('the audience is missing or another')]);
  });

  it('are refused where they are of another issuer, even by the same key', async () => {
    const [otherPort = 0] = await freePorts(1);
    const other = await IdentityProvider.start({ port: otherPort, keys: [key], clients });
    const { status, detail } = await other
      .token(reader)
      .then((token) => read(token))
      .finally(() => other.stop());
    expect([status, detail]).toEqual([401, expect.stringContaining('the issuer is missing or another')]);
  });

  it('are refused once they have expired', async () => {
    await provider.stop();
    provider = await IdentityProvider.start({ port, keys: [key], clients, clockMs: -2 * 3_600_000 });
    const expired = await provider.token(reader);
    const { status, detail } = await read(expired);
    expect([status, detail]).toEqual([401, expect.stringContaining('It has expired')]);
  });

  it('by a key that is new at the provider are taken once the program may ask again; by one that is gone, no more', async () => {
    const former = await provider.token(reader);
    await provider.stop();
    provider = await IdentityProvider.start({ port, keys: [await signingKey('second')], clients });
    const token = await provider.token(reader);
    const later = Date.now() + KEYS_ASKED_AGAIN_MS + 1_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect(await read(token)).toMatchObject({ status: 200 });
    const gone = await read(former);
    clock.mockRestore();
    expect([gone.status, gone.detail]).toEqual([
      401,
      expect.stringContaining('a key that the identity provider does not have'),
    ]);
  });
});
