import { request } from 'node:http';
import { MEASURES } from '@careledger/measures';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

const FIXTURE = {
  name: 'tiny',
  title: 'Tinytown (made up)',
  notice: 'nobody here is real',
  authority: '841',
  population: 10_000,
};

describe('what the read side says of itself', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let insight: RunningInsight;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(casework());
    await ledger.append([
      madeEvent(
        'contact.received',
        { child: 'gus-00000007', authority: '012', at: '2021-01-05T09:00:00Z' },
        { id: 'k', receivedOn: '2021-01-05' },
      ),
    ]);
    await ledger.project();
    insight = await RunningInsight.start(ledger, '2021-01-20', FIXTURE);
  });
  afterAll(async () => {
    await insight.stop();
    await ledger.close();
    await database.drop();
  });

  it('says how far the figures are', async () => {
    const { body } = await insight.get<{ log: { end: object }; projected: { position: object } }>('/v1/status');
    expect(body).toMatchObject({
      lag: 0,
      parked: 0,
      today: '2021-01-20',
      authorities: ['012', '841'],
      fixture: { name: 'tiny', title: 'Tinytown (made up)', notice: 'nobody here is real' },
    });
    expect(body.log.end).toEqual(body.projected.position);
    const event = madeEvent(
      'contact.received',
      { child: 'gus-00000007', at: '2021-01-06T09:00:00Z' },
      { id: 'k', receivedOn: '2021-01-05' },
    );
    await ledger.append([event]);
    expect((await insight.get('/v1/status')).body).toMatchObject({ lag: 1 });
    await ledger.project();
    expect((await insight.get('/v1/status')).body).toMatchObject({ lag: 0 });
  });

  it('lists who is parked, page by page', async () => {
    await ledger.pool.query(
      `INSERT INTO parked_child VALUES (0, 12, 'gus-00000007', 5, 'a'), (1, 841, 'ada-00000001', 3, 'b')`,
    );
    const { body } = await insight.get<{ parked: object[]; next: string }>('/v1/parked?limit=1');
    expect(body).toMatchObject({
      parked: [{ authority: '012', child: 'gus-00000007', partition: 0, since: 5, reason: 'a' }],
    });
    expect((await insight.get(body.next)).body).toMatchObject({ parked: [{ authority: '841', since: 3 }], next: null });
    expect((await insight.get('/v1/parked?authority=012')).body).toMatchObject({
      parked: [{ authority: '012', since: 5 }],
      next: null,
    });
    expect((await insight.get('/v1/status')).body).toMatchObject({ parked: 2 });
    await ledger.pool.query('DELETE FROM parked_child');
    expect(await insight.get('/v1/parked?after=x')).toMatchObject({ status: 400, body: { field: 'after' } });
  });

  it('lists the catalogue', async () => {
    const { body } = await insight.get<{ measures: Record<string, unknown>[] }>('/v1/measures');
    expect(body.measures.map(({ id }) => id)).toEqual(MEASURES.map(({ id }) => id));
    expect(body.measures.find(({ id }) => id === 'cla')).toMatchObject({
      area: 'In care',
      kind: 'stock',
      shape: 'count',
      rate: true,
      target: null,
      codes: ['CSC 201', 'CSC 200', 'C'],
      breakdowns: expect.arrayContaining(['gender', 'ageBand', 'placementType']) as string[],
    });
  });

  it('takes the population of rates from the fixture', async () => {
    const { body } = await insight.get<{ points: object[] }>(
      '/v1/measures/cla/series?authority=841&grain=month&from=2020-12&to=2020-12',
    );
    expect(body.points).toMatchObject([{ numerator: 1, rate: 1 }]);
  });

  it('answers probes', async () => {
    expect(await insight.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await insight.get('/health/ready')).toMatchObject({
      status: 200,
      body: { details: { figures: { status: 'up', lag: 0 } } },
    });
  });

  it('is not ready, and says 503, while the tables cannot be read', async () => {
    await ledger.pool.query('ALTER TABLE projector_position RENAME TO away');
    expect(await insight.get('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'error', error: { figures: { status: 'down' } }, info: { database: { status: 'up' } } },
    });
    expect(await insight.get('/health/live')).toMatchObject({ status: 200 });
    expect((await insight.get<string>('/metrics')).body).toContain('careledger_status_readable 0');
    await ledger.pool.query('ALTER TABLE away RENAME TO projector_position');
  });

  it('counts for Prometheus, naming routes and never children', async () => {
    await insight.get('/v1/children/841/ada-00000001');
    const { body, headers } = await insight.get<string>('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toMatch(/^careledger_lag_events\{partition="0"\} 0$/m);
    expect(body).toMatch(/^careledger_log_events\{partition="0"\} \d+$/m);
    expect(body).toMatch(/^careledger_ledger_events\{partition="1"\} \d+$/m);
    expect(body).toContain('route="/v1/children/:authority/:child",status="200"');
    expect(body).not.toContain('ada-00000001');
  });

  it('describes every call with a schema and an example', async () => {
    const { body } = await insight.get<{
      openapi: string;
      paths: Record<
        string,
        {
          get?: {
            summary: string;
            parameters: { name: string }[];
            responses: Record<string, { content?: Record<string, object> }>;
          };
        }
      >;
    }>('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths).sort()).toEqual([
      '/v1/access-log',
      '/v1/chains',
      '/v1/children/{authority}/{child}',
      '/v1/children/{authority}/{child}/seal',
      '/v1/data-quality',
      '/v1/data-quality/{kind}',
      '/v1/due',
      '/v1/live',
      '/v1/measures',
      '/v1/measures/{id}/commentary',
      '/v1/measures/{id}/entries',
      '/v1/measures/{id}/restatements',
      '/v1/measures/{id}/series',
      '/v1/parked',
      '/v1/publications',
      '/v1/publications/{id}',
      '/v1/publications/{id}/canonical',
      '/v1/publications/{id}/cells',
      '/v1/publications/{id}/publish',
      '/v1/publications/{id}/revision',
      '/v1/publications/{id}/withdraw',
      '/v1/status',
    ]);
    for (const { get } of Object.values(body.paths)) {
      if (get === undefined) continue; // a seal is set and lifted; who may see it finds it in the record
      expect(get.summary).toMatch(/\w/);
      expect(Object.values(get.responses['200']?.content ?? {})).toEqual([
        { schema: expect.any(Object) as object, example: expect.anything() as object },
      ]);
    }
    expect((await insight.get('/asyncapi.json')).body).toMatchObject({ asyncapi: '3.0.0' });
  });

  it('serves pages that nothing foreign gets into', async () => {
    for (const path of ['/', '/docs']) {
      const { status, headers, body } = await insight.get<string>(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/html');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(body).toContain('CareLedger');
    }
    expect((await insight.get<string>('/docs')).body).toContain('GET /v1/measures/{id}/series');
    expect((await insight.get('/assets/live.js')).headers.get('content-type')).toContain('text/javascript');
    expect((await insight.get('/assets/careledger.css')).headers.get('content-type')).toContain('text/css');
  });

  it('lets nothing on the way keep an answer', async () => {
    expect((await insight.get('/v1/children/841/ada-00000001')).headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    [{ host: 'evil.example' }, 421],
    [{ host: '127.0.0.1.evil.example' }, 421],
    [{ host: 'localhost', origin: 'https://evil.example' }, 403],
    [{ host: 'localhost', origin: 'null' }, 403],
    [{ host: 'localhost:3000', origin: 'http://localhost:3000' }, 200],
    [{ host: '[::1]:3000' }, 200],
  ])('answers this machine alone: %j', async (headers, expected) => {
    const { port } = new URL(insight.address);
    const status = await new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/v1/status', headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(expected);
  });

  it('says what there is not as a problem', async () => {
    const { status, headers } = await insight.get('/v1/nothing');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });
});
