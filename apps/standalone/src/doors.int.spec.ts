import { parseDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { protect } from '@careledger/access';
import { MadeTokens } from '../../../libs/access/src/testing/made-tokens';
import { RouteTable, type Route } from '../../../libs/access/src/testing/route-table';
import { OTHER_AUTHORITY, Walk } from '../../../libs/access/src/testing/walk';
import { JournalLog } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { createPool } from '@careledger/store';
import { registerImportBodies } from '@careledger-app/importer';
import { describeApi } from '@careledger-app/insight';
import { registerEventBodies } from '@careledger-app/intake';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { StandaloneModule } from './standalone.module';

jest.setTimeout(60_000);

/** Who may call what. Everything that is in no line of this is open to everybody, and must be named in OPEN. */
const LETS_IN: Readonly<Record<string, readonly string[]>> = {
  'GET /': ['operations', 'auditor'],
  'GET /metrics': ['operations', 'metrics'],
  'DELETE /v1/children/:authority/:child/seal': ['sealed-records'],
  'GET /v1/access-log': ['auditor'],
  'GET /v1/children/:authority/:child': ['operations', 'auditor'],
  'GET /v1/live': ['operations', 'auditor'],
  'GET /v1/measures/:id/commentary': ['operations', 'auditor', 'publisher'],
  'GET /v1/measures/:id/entries': ['operations', 'auditor'],
  'GET /v1/measures/:id/restatements': ['operations', 'auditor'],
  'GET /v1/measures/:id/series': ['operations', 'auditor'],
  'GET /v1/dead-letters': ['operations', 'auditor'],
  'GET /v1/dead-letters/:id': ['operations', 'auditor'],
  'GET /v1/parked': ['operations', 'auditor'],
  'GET /v1/parked/:authority/:child': ['operations', 'auditor'],
  'GET /v1/publications': ['operations', 'auditor', 'publisher'],
  'GET /v1/publications/:id': ['operations', 'auditor', 'publisher'],
  'GET /v1/publications/:id/canonical': ['operations', 'auditor', 'publisher'],
  'GET /v1/publications/:id/revision': ['operations', 'auditor', 'publisher'],
  'GET /v1/refusals': ['operations', 'auditor'],
  'GET /v1/status': ['emitter', 'importer', 'operations', 'auditor', 'publisher'],
  'POST /v1/dead-letters/:id/discard': ['operations'],
  'POST /v1/dead-letters/:id/resubmit': ['operations'],
  'POST /v1/events': ['emitter', 'importer'],
  'POST /v1/imports/cin': ['importer'],
  'POST /v1/imports/events': ['importer'],
  'POST /v1/imports/ssda903': ['importer'],
  'POST /v1/parked/:authority/:child/correct': ['operations'],
  'POST /v1/parked/:authority/:child/discard': ['operations'],
  'POST /v1/parked/:authority/:child/release': ['operations'],
  'POST /v1/publications': ['publisher'],
  'POST /v1/publications/:id/publish': ['publisher'],
  'POST /v1/publications/:id/withdraw': ['publisher'],
  'PUT /v1/children/:authority/:child/seal': ['sealed-records'],
  'PUT /v1/measures/:id/commentary': ['operations', 'publisher'],
};

/** Without case data: the same for everybody, or for probes. */
const OPEN = [
  'GET /asyncapi.json',
  'GET /catalogue',
  'GET /catalogue/:id',
  'GET /dashboard.css',
  'GET /dashboard.js',
  'GET /docs',
  'GET /favicon.ico',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'GET /sign-in',
  'GET /v1/imports/templates/:type',
  'GET /v1/measures',
  'POST /sign-in',
  'POST /sign-out',
];

/** Those about no authority, and those where the body names it or what is asked for has one: events, publications. */
const NOT_BY_AUTHORITY = [
  'GET /',
  'GET /metrics',
  'GET /v1/status',
  'POST /v1/events',
  'GET /v1/publications/:id',
  'GET /v1/publications/:id/canonical',
  'GET /v1/publications/:id/revision',
  'POST /v1/publications',
  'POST /v1/publications/:id/publish',
  'POST /v1/publications/:id/withdraw',
];

/** Records that nobody could read are of no authority: for tokens that are for all. */
const FOR_ALL_ALONE = /^\/v1\/dead-letters/;

let database: TestDatabase;
let pool: Pool;
let log: JournalLog;
let tokens: MadeTokens;
let app: NestFastifyApplication;
let table: RouteTable;
let walk: Walk;

beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, 8);
  log = await JournalLog.open({ pool });
  tokens = await MadeTokens.make();
  const today = Today.of({ today: parseDay('2021-03-31') });
  const module = StandaloneModule.forRoot({ pool, log, today, fixture: null }, pool, database.url, tokens.access);
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  table = new RouteTable(adapter);
  app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false });
  await protect(app);
  registerEventBodies(app.getHttpAdapter().getInstance());
  registerImportBodies(app.getHttpAdapter().getInstance());
  app.useGlobalFilters(new ProblemFilter());
  describeApi(app);
  await app.listen(0, '127.0.0.1');
  walk = new Walk(await app.getUrl(), tokens);
});

afterAll(async () => {
  await app.close();
  await log.close();
  await pool.end();
  await database.drop();
  tokens.remove();
});

/** Every route of fastify's own table. What answers GET answers HEAD by the same handler. */
const nameOf = ({ method, url }: Route): string => `${method === 'HEAD' ? 'GET' : method} ${url}`;
const locked = (): Route[] => table.routes.filter((route) => !OPEN.includes(nameOf(route)));
const PROBLEM = expect.stringMatching(/^application\/problem\+json/) as string;

describe('every door of the program', () => {
  it('is either named as open, or as locked with whom it lets in', () => {
    const names = [...new Set(table.routes.map(nameOf))].sort();
    expect(names).toEqual([...OPEN, ...Object.keys(LETS_IN)].sort());
  });

  it('that is open lets everybody in', async () => {
    for (const route of table.routes.filter((each) => OPEN.includes(nameOf(each)))) {
      const { status, type } = await walk.withNothing(route);
      // The sign-in page says 401 too, of the token that was put in: as a page.
      if (type.startsWith('text/html')) continue;
      expect([route.url, status === 401, status === 403]).toEqual([route.url, false, false]);
    }
  });

  it('that is locked lets nobody in without a token', async () => {
    for (const route of locked()) {
      const { status, type } = await walk.withNothing(route);
      expect({ route, status, type }).toEqual({ route, status: 401, type: PROBLEM });
    }
  });

  it('lets in the roles that it names, and no other', async () => {
    for (const route of locked()) {
      const claims = FOR_ALL_ALONE.test(route.url) ? { authorities: ['*'] } : {};
      expect([nameOf(route), (await walk.rolesLetIn(route, claims)).sort()]).toEqual([
        nameOf(route),
        [...(LETS_IN[nameOf(route)] ?? [])].sort(),
      ]);
    }
  });

  it('lets in nobody with the right role and the wrong authority', async () => {
    for (const route of locked().filter((each) => !NOT_BY_AUTHORITY.includes(nameOf(each)))) {
      const roles = LETS_IN[nameOf(route)] as never;
      const { status, type } = await walk.as(route, { roles, authorities: [OTHER_AUTHORITY] });
      expect({ route, status, type }).toEqual({ route, status: 403, type: PROBLEM });
    }
  });

  it('opens to a cookie only where it changes nothing', async () => {
    for (const route of locked()) {
      const { status } = await walk.withCookie(route, { roles: LETS_IN[nameOf(route)] as never, sources: ['*'] });
      const isReading = route.method === 'GET' || route.method === 'HEAD';
      expect([nameOf(route), status === 401]).toEqual([nameOf(route), !isReading]);
    }
  });
});
