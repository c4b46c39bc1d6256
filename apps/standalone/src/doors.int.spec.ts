import { parseDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { AccessModule, protect } from '@careledger/access';
import { MadeTokens } from '../../../libs/access/src/testing/made-tokens';
import { RouteTable, type Route } from '../../../libs/access/src/testing/route-table';
import { OTHER_AUTHORITY, Walk } from '../../../libs/access/src/testing/walk';
import { JournalLog } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { RepairsModule } from '@careledger/repairs';
import { databaseAndLog, OperationsModule } from '@careledger/service';
import { createPool } from '@careledger/store';
import { registerImportBodies } from '@careledger-app/importer';
import { describeApi, InsightModule } from '@careledger-app/insight';
import { IntakeModule, registerEventBodies } from '@careledger-app/intake';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { StandaloneModule } from './standalone.module';

jest.setTimeout(60_000);

/** Who may call what. Everything that is in no line of this is open to everybody, and must be named in OPEN. */
const LETS_IN: Readonly<Record<string, readonly string[]>> = {
  'GET /': ['operations', 'auditor'],
  'GET /authorities/:authority': ['operations', 'auditor'],
  'GET /authorities/:authority/measures/:id': ['operations', 'auditor'],
  'GET /authorities/:authority/measures/:id/why': ['operations', 'auditor'],
  'GET /authorities/:authority/audits': ['auditor'],
  'GET /authorities/:authority/audits/:id': ['auditor'],
  'GET /authorities/:authority/audits/:id/evidence': ['auditor'],
  'GET /authorities/:authority/due': ['operations', 'auditor'],
  'GET /authorities/:authority/children/:child': ['operations', 'auditor'],
  'GET /v1/due': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/:kind': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/dead-letters': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/dead-letters/:letter': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/parked': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/parked/:child': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/refused': ['operations', 'auditor'],
  'GET /authorities/:authority/data-quality/refused/:number': ['operations', 'auditor'],
  'GET /authorities/:authority/publications': ['operations', 'auditor', 'publisher'],
  'GET /authorities/:authority/publications/:id': ['operations', 'auditor', 'publisher'],
  'GET /authorities/:authority/reports': ['operations', 'auditor', 'publisher'],
  'GET /authorities/:authority/reports/:name': ['operations', 'auditor', 'publisher'],
  'GET /metrics': ['operations', 'metrics'],
  'DELETE /v1/children/:authority/:child/seal': ['sealed-records'],
  'GET /v1/access-log': ['auditor'],
  'GET /v1/audits': ['auditor'],
  'GET /v1/audits/:id': ['auditor'],
  'GET /v1/audits/:id/annex': ['auditor'],
  'GET /v1/audits/:id/evidence': ['auditor'],
  'GET /v1/audits/:id/sample': ['auditor'],
  'GET /v1/chains': ['auditor'],
  'GET /v1/children/:authority/:child': ['operations', 'auditor'],
  'GET /v1/data-quality': ['operations', 'auditor'],
  'GET /v1/data-quality/:kind': ['operations', 'auditor'],
  'GET /v1/erasures': ['auditor', 'data-protection'],
  'GET /v1/erasures/:id': ['auditor', 'data-protection'],
  'GET /v1/erasures/due': ['auditor', 'data-protection'],
  'GET /v1/holds': ['operations', 'auditor', 'data-protection'],
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
  'GET /v1/publications/:id/cells': ['operations', 'auditor', 'publisher'],
  'GET /v1/publications/:id/revision': ['operations', 'auditor', 'publisher'],
  'GET /v1/refusals': ['operations', 'auditor'],
  'GET /v1/rulebooks': ['operations', 'auditor', 'publisher'],
  'GET /v1/status': ['emitter', 'importer', 'operations', 'auditor', 'publisher'],
  'POST /authorities/:authority/audits': ['auditor'],
  'POST /authorities/:authority/data-quality/dead-letters/:letter/discard': ['operations'],
  'POST /authorities/:authority/data-quality/dead-letters/:letter/resubmit': ['operations'],
  'POST /authorities/:authority/data-quality/parked/:child/correct': ['operations'],
  'POST /authorities/:authority/data-quality/parked/:child/discard': ['operations'],
  'POST /authorities/:authority/data-quality/parked/:child/release': ['operations'],
  'POST /authorities/:authority/publications': ['publisher'],
  'POST /authorities/:authority/publications/:id/publish': ['publisher'],
  'POST /authorities/:authority/publications/:id/withdraw': ['publisher'],
  'POST /v1/audits': ['auditor'],
  'POST /v1/audits/:id/sample/:number': ['auditor'],
  'POST /v1/dead-letters/:id/discard': ['operations'],
  'POST /v1/dead-letters/:id/resubmit': ['operations'],
  'POST /v1/erasures': ['data-protection'],
  'POST /v1/erasures/:id/carry-out': ['data-protection'],
  'POST /v1/erasures/:id/let-in': ['data-protection'],
  'POST /v1/erasures/:id/withdraw': ['data-protection'],
  'POST /v1/events': ['emitter', 'importer'],
  'POST /v1/holds': ['operations', 'data-protection'],
  'POST /v1/holds/:id/lift': ['data-protection'],
  'POST /v1/imports/cin': ['importer'],
  'POST /v1/imports/events': ['importer'],
  'POST /v1/imports/ssda903': ['importer'],
  'POST /v1/parked/:authority/:child/correct': ['operations'],
  'POST /v1/parked/:authority/:child/discard': ['operations'],
  'POST /v1/parked/:authority/:child/release': ['operations'],
  'POST /v1/publications': ['publisher'],
  'POST /v1/publications/:id/publish': ['publisher'],
  'POST /v1/publications/:id/withdraw': ['publisher'],
  'POST /v1/rulebooks/:version/activate': ['publisher', 'auditor'],
  'PUT /v1/children/:authority/:child/seal': ['sealed-records'],
  'PUT /v1/measures/:id/commentary': ['operations', 'publisher'],
};

/** Without case data: the same for everybody, or for probes. */
const OPEN = [
  'GET /assets/careledger.css',
  'GET /assets/live.js',
  'GET /assets/follow.js',
  'GET /asyncapi.json',
  'GET /catalogue',
  'GET /catalogue/:id',
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

/** Those about no authority, and those whose body or line of a register names it: they have tests of their own. */
const NOT_BY_AUTHORITY = [
  ...['GET /', 'GET /metrics', 'GET /v1/chains', 'GET /v1/rulebooks', 'GET /v1/status', 'POST /v1/events'],
  ...['POST /v1/erasures', 'GET /v1/erasures/:id'],
  ...['POST /v1/erasures/:id/carry-out', 'POST /v1/erasures/:id/withdraw', 'POST /v1/erasures/:id/let-in'],
  ...['POST /v1/holds', 'POST /v1/holds/:id/lift'],
  ...[
    'GET /v1/publications/:id',
    'GET /v1/publications/:id/canonical',
    'GET /v1/publications/:id/cells',
    'GET /v1/publications/:id/revision',
  ],
  ...['POST /v1/publications', 'POST /v1/publications/:id/publish', 'POST /v1/publications/:id/withdraw'],
];

/** Of the authority of their body, or of the audit: its own tests say so. */
const BY_THE_AUDIT = /^(GET \/v1\/audits\/:id|POST \/v1\/audits)/;

/** Records that nobody could read are of no authority, and rulebooks of all: for tokens that are for all. */
const FOR_ALL_ALONE = /^\/(v1|authorities\/:authority\/data-quality)\/(dead-letters|rulebooks\/)/;

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
});

afterAll(async () => {
  await log.close();
  await pool.end();
  await database.drop();
  tokens.remove();
});

/** The root of a part of the system that is a process of its own. */
@Module({})
class Root {}

const today = Today.of({ today: parseDay('2021-03-31') });
const operations = () => OperationsModule.forRoot({ parts: databaseAndLog(pool, log), meters: [] });
const rootOf = (withRoutes: boolean, ...modules: DynamicModule[]): DynamicModule => ({
  module: Root,
  imports: [AccessModule.forRoot({ access: tokens.access, pool, withRoutes }), ...modules],
});
const fastifyOf = (of: NestFastifyApplication) => of.getHttpAdapter().getInstance();

/** What answers over HTTP: all in one, and the parts as their own `main.ts` put them together. */
const PROGRAMS: readonly {
  readonly name: string;
  readonly module: () => DynamicModule;
  readonly finish?: (app: NestFastifyApplication) => void;
}[] = [
  {
    name: 'the whole program',
    module: () =>
      StandaloneModule.forRoot({ pool, log, today, fixture: null }, pool, database.url, tokens.access, {
        pool,
        databaseUrl: database.url,
        logger: console,
      }),
    finish: (whole) => {
      registerEventBodies(fastifyOf(whole));
      registerImportBodies(fastifyOf(whole));
      describeApi(whole);
    },
  },
  {
    name: 'the intake alone',
    module: () => rootOf(false, IntakeModule.forRoot({ log, pool }), operations()),
    finish: (intake) => registerEventBodies(fastifyOf(intake)),
  },
  { name: 'the projector alone', module: () => rootOf(false, operations()) },
  {
    name: 'the read side alone',
    module: () => {
      const insight = InsightModule.forRoot({ pool, log, today, fixture: null });
      return rootOf(true, insight, RepairsModule.forRoot({ pool, log }));
    },
    finish: describeApi,
  },
];

/** Every route of fastify's own table. What answers GET answers HEAD by the same handler. */
const nameOf = ({ method, url }: Route): string => `${method === 'HEAD' ? 'GET' : method} ${url}`;
const locked = (): Route[] => table.routes.filter((route) => !OPEN.includes(nameOf(route)));
const PROBLEM = expect.stringMatching(/^application\/problem\+json/) as string;

describe.each(PROGRAMS)('every door of $name', ({ name, module, finish }) => {
  beforeAll(async () => {
    const adapter = new FastifyAdapter({ forceCloseConnections: true });
    table = new RouteTable(adapter);
    app = await NestFactory.create<NestFastifyApplication>(module(), adapter, { logger: false });
    await protect(app);
    finish?.(app);
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    walk = new Walk(await app.getUrl(), tokens);
  });

  afterAll(() => app.close());

  it('is either named as open, or as locked with whom it lets in', () => {
    const names = [...new Set(table.routes.map(nameOf))].sort();
    const known = [...OPEN, ...Object.keys(LETS_IN)].sort();
    if (name === 'the whole program') return expect(names).toEqual(known);
    expect(known).toEqual(expect.arrayContaining(names));
    return expect(names).toEqual(expect.arrayContaining(['GET /health/live', 'GET /health/ready', 'GET /metrics']));
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
    for (const route of locked().filter(
      (each) => !NOT_BY_AUTHORITY.includes(nameOf(each)) && !BY_THE_AUDIT.test(nameOf(each)),
    )) {
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
