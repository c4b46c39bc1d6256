import { MadeTokens } from '../../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

interface Line {
  readonly child: string | null;
  readonly sealed?: true;
  readonly sources: readonly string[];
}
interface Entries {
  readonly entries: readonly Line[];
}
interface Reading {
  readonly who: string;
  readonly route: string;
  readonly child: string | null;
  readonly measure: string | null;
  readonly period: string | null;
  readonly rows: number | null;
  readonly result: string;
}

const BEN = 'ben-00000002';
const ENTERED = '/v1/measures/cla-started/entries?authority=841&grain=month&period=2020-11';
const RECORD = `/v1/children/841/${BEN}`;

let database: TestDatabase;
let ledger: MadeLedger;
let tokens: MadeTokens;
let insight: RunningInsight;
let worker: Record<string, string>;
let manager: Record<string, string>;
let auditor: Record<string, string>;

beforeEach(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  await ledger.append(casework());
  await ledger.project();
  tokens = await MadeTokens.make();
  insight = await RunningInsight.start(ledger, '2021-04-20', null, {}, tokens.access);
  worker = await tokens.bearer({ name: 'worker', roles: ['operations'] });
  manager = await tokens.bearer({ name: 'manager', roles: ['operations', 'sealed-records'] });
  auditor = await tokens.bearer({ name: 'auditor', roles: ['auditor'] });
});
afterEach(async () => {
  await insight.stop();
  await ledger.close();
  await database.drop();
  tokens.remove();
});

/** Ben's care period ends for this reason, as his case system says at that instant. */
async function benLeaves(reason: string, at: string): Promise<void> {
  await ledger.append([madeEvent('care.ended', { child: BEN, at }, { id: 'c1', endedOn: '2021-03-10', reason })]);
  await ledger.project();
}

async function started(as: Record<string, string>): Promise<readonly Line[]> {
  const { status, body } = await insight.get<Entries>(ENTERED, as);
  expect(status).toBe(200);
  return body.entries;
}

async function recordStatus(as: Record<string, string>): Promise<number> {
  return (await insight.get(RECORD, as)).status;
}

async function seal(method: 'PUT' | 'DELETE', as: Record<string, string>, reason?: string): Promise<number> {
  const response = await fetch(`${insight.address}${RECORD}/seal`, {
    method,
    headers: reason === undefined ? as : { ...as, 'content-type': 'application/json' },
    ...(reason !== undefined && { body: JSON.stringify({ reason }) }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function readings(query = ''): Promise<Reading[]> {
  const { status, body } = await insight.get<{ readings: Reading[] }>(`/v1/access-log?authority=841${query}`, auditor);
  expect(status).toBe(200);
  return body.readings;
}

describe('a child who was adopted', () => {
  it('is sealed from the event on, and no longer where it is put right', async () => {
    expect(await recordStatus(worker)).toBe(200);
    expect(await started(worker)).toMatchObject([{ child: BEN }]);

    await benLeaves('E11', '2021-03-11T09:00:00Z');
    expect(await recordStatus(worker)).toBe(404);
    expect(await started(worker)).toMatchObject([{ child: null, sealed: true, sources: [], cause: null }]);
    expect(JSON.stringify(await started(worker))).not.toContain(BEN);
    expect(await recordStatus(manager)).toBe(200);
    expect((await insight.get(RECORD, manager)).body).toMatchObject({ seal: { why: 'adopted' } });
    expect(await started(manager)).toMatchObject([{ child: BEN }]);

    await benLeaves('E4', '2021-03-12T09:00:00Z');
    expect(await recordStatus(worker)).toBe(200);
    expect(await started(worker)).toMatchObject([{ child: BEN }]);
  });

  it('is no different from one that is not there', async () => {
    await benLeaves('E12', '2021-03-11T09:00:00Z');
    const sealed = await insight.get(RECORD, worker);
    const unknown = await insight.get('/v1/children/841/nobody-0009', worker);
    expect({ status: sealed.status, body: sealed.body }).toEqual({ status: unknown.status, body: unknown.body });
  });

  it('is sealed for instants before that too, in entries and in restatements, and the figures stay', async () => {
    const series = '/v1/measures/cla-started/series?authority=841&grain=month&from=2020-11&to=2020-11';
    const before = (await insight.get<{ points: unknown }>(series, worker)).body.points;
    await benLeaves('E11', '2021-03-11T09:00:00Z');
    const { body } = await insight.get<Entries>(`${ENTERED}&knownAt=2020-12-01T00:00:00Z`, worker);
    expect(body.entries).toMatchObject([{ child: null, sealed: true }]);
    const moved = '/v1/measures/cla/restatements?authority=841&grain=month&period=2021-03&since=2021-03-01T00:00:00Z';
    const { restatements } = (await insight.get<{ restatements: Line[] }>(moved, worker)).body;
    expect(restatements).toMatchObject([{ child: null, sealed: true, cause: null, type: null }]);
    expect((await insight.get<{ points: unknown }>(series, worker)).body.points).toEqual(before);
  });

  it('takes no worker along: a line of the caseload does not say whose', async () => {
    await benLeaves('E11', '2021-03-11T09:00:00Z');
    const path = '/v1/measures/caseload/entries?authority=841&grain=month&period=2021-02';
    const { body } = await insight.get<Entries>(path, worker);
    const lines = body.entries.filter(({ sealed }) => sealed);
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toContain('w-1');
  });
});

describe('a child that was sealed by hand', () => {
  it('is so until the seal is lifted, each by who may, and both are kept', async () => {
    expect(await seal('PUT', worker, 'a colleague’s child')).toBe(403);
    expect(await seal('PUT', manager, '')).toBe(400);
    expect(await seal('PUT', manager, 'a colleague’s child')).toBe(204);
    expect(await recordStatus(worker)).toBe(404);
    expect((await insight.get(RECORD, manager)).body).toMatchObject({
      seal: { why: 'by hand', reason: 'a colleague’s child', sealedBy: 'manager' },
    });
    expect(await seal('DELETE', worker)).toBe(403);
    expect(await seal('DELETE', manager)).toBe(204);
    expect(await seal('DELETE', manager)).toBe(404);
    expect(await recordStatus(worker)).toBe(200);
    const { rows } = await ledger.pool.query('SELECT subject, reason, sealed_by, lifted_by FROM child_seal');
    expect(rows).toEqual([{ subject: BEN, reason: 'a colleague’s child', sealed_by: 'manager', lifted_by: 'manager' }]);
  });
});

describe('the access log', () => {
  it('has who read which record and which entries, and who was not let in', async () => {
    await recordStatus(worker);
    await started(manager);
    await recordStatus(await tokens.bearer({ name: 'stranger', roles: ['operations'], authorities: ['100'] }));
    await insight.get(RECORD); // nobody: there is nobody to write down
    const record = { route: 'GET /v1/children/:authority/:child', child: BEN };
    expect(await readings()).toMatchObject([
      { ...record, who: 'worker', rows: 1, result: 'given' },
      { who: 'manager', measure: 'cla-started', period: '2020-11', rows: 1, result: 'given' },
      { ...record, who: 'stranger', rows: null, result: '403 Forbidden' },
    ]);
    expect(await readings(`&child=${BEN}`)).toHaveLength(2);
    expect(await readings('&to=2020-01-01T00:00:00Z')).toEqual([]);
    const page = await insight.get<{ readings: Reading[]; next: string }>(
      '/v1/access-log?authority=841&limit=1',
      auditor,
    );
    const rest = await insight.get<{ readings: Reading[] }>(page.body.next.replace('limit=1', 'limit=2'), auditor);
    expect([...page.body.readings, ...rest.body.readings].map(({ who }) => who)).toEqual([
      'worker',
      'manager',
      'stranger',
    ]);
  });

  it('does not tell its reader who is sealed', async () => {
    await benLeaves('E11', '2021-03-11T09:00:00Z');
    await recordStatus(worker);
    expect(await readings()).toMatchObject([
      { who: 'worker', child: null, sealed: true, result: '404 There is no such child' },
    ]);
    expect(await readings(`&child=${BEN}`)).toEqual([]);
  });

  it('comes first: where it cannot be written, nothing is read out', async () => {
    await ledger.pool.query('ALTER TABLE access_log RENAME TO access_log_away');
    const { status, body } = await insight.get(RECORD, worker);
    expect({ status, body }).toMatchObject({ status: 503, body: { title: 'Nothing is read out at the moment' } });
    await ledger.pool.query('ALTER TABLE access_log_away RENAME TO access_log');
    expect(await recordStatus(worker)).toBe(200);
  });
});
