import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { MadeTokens } from '../../../../libs/access/src/testing/made-tokens';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

interface KindJson {
  readonly kind: string;
  readonly children: number;
  readonly of: number;
  readonly measures: readonly string[];
}
interface QualityJson {
  readonly kinds: readonly KindJson[];
  readonly freshness: readonly { readonly family: string; readonly silentDays: number }[];
  readonly refused: { readonly all: number; readonly lately: number };
  readonly beside: { readonly measures: Readonly<Record<string, readonly { readonly says: string }[]>> };
}
interface ListJson {
  readonly total: number;
  readonly next: string | null;
  readonly children: readonly { readonly child: string | null; readonly sealed?: true; readonly findings: unknown[] }[];
}

const ADOPTED = 'eve-000000005';

let database: TestDatabase;
let ledger: MadeLedger;
let tokens: MadeTokens;
let insight: RunningInsight;
let ann: Record<string, string>;
let sees: Record<string, string>;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  const adopted = { child: ADOPTED, at: '2020-12-01T09:00:00Z' };
  await ledger.append([
    ...casework(),
    madeEvent('care.started', adopted, { id: 'e1', startedOn: '2020-01-06', legalStatus: 'C2' }),
    madeEvent(
      'care.ended',
      { ...adopted, at: '2020-12-01T10:00:00Z' },
      { id: 'e0', endedOn: '2020-12-01', reason: 'E11' },
    ),
  ]);
  await ledger.project();
  tokens = await MadeTokens.make();
  ann = await tokens.bearer({ name: 'ann', roles: ['operations', 'auditor'] });
  sees = await tokens.bearer({ name: 'bea', roles: ['operations', 'sealed-records'] });
  insight = await RunningInsight.start(ledger, '2020-12-31', null, {}, tokens.access);
});
afterAll(async () => {
  await insight.stop();
  tokens.remove();
  await ledger.close();
  await database.drop();
});

const quality = async () => (await insight.get<QualityJson>('/v1/data-quality?authority=841', ann)).body;
const kindIn = ({ kinds }: QualityJson, kind: string) => kinds.find((each) => each.kind === kind);

describe('the quality of data', () => {
  it('counts what is found, of whom, and the measures that it touches', async () => {
    const found = await quality();
    // Ben has been in care since November, and Eve; neither has a placement, and Ben's worker is known.
    expect(kindIn(found, 'no-placement')).toMatchObject({ children: 2, of: 2 });
    expect(kindIn(found, 'no-placement')?.measures).toContain('cla-visits-up-to-date');
    expect(kindIn(found, 'no-social-worker')).toMatchObject({ children: 1, of: 2 });
    expect(kindIn(found, 'no-birth-month')).toMatchObject({ children: 2, of: 4 });
    expect(kindIn(found, 'late-start')).toMatchObject({ children: 1 });
    expect(found.freshness.find(({ family }) => family === 'assessments')?.silentDays).toBe(0);
    expect(found.beside.measures['cla-visits-up-to-date']?.map(({ says }) => says)).toEqual([
      '2 children are in care with no placement recorded.',
      '1 child has an end or a change of something whose start has not arrived.',
    ]);
  });

  it('follows what comes in, reading only that', async () => {
    const placed = { child: 'ben-00000002', at: '2020-12-30T09:00:00Z' };
    const data = { id: 'p1', startedOn: '2020-11-05', type: 'U6', distanceMiles: 2, insideAuthority: true };
    await ledger.append([madeEvent('placement.started', placed, data)]);
    await ledger.project();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const found = await quality();
    expect(kindIn(found, 'no-placement')).toMatchObject({ children: 1, of: 2 });
    expect(kindIn(found, 'no-distance')).toMatchObject({ children: 0, of: 1 });
    expect(found.freshness.find(({ family }) => family === 'placements')).toMatchObject({ silentDays: 1, events: 1 });
    expect(found.freshness.find(({ family }) => family === 'care')).toMatchObject({ events: 3 });
  });

  it('finds one event id under two children', async () => {
    const contact = (child: string) =>
      madeEvent(
        'contact.received',
        { child, id: 'twice', at: '2020-12-30T10:00:00Z' },
        { id: 'k', receivedOn: '2020-12-30' },
      );
    await ledger.append([contact('ada-00000001'), contact('cy-000000003')]);
    await ledger.project();
    // Another process reads for itself, and looks for these at once.
    const other = await RunningInsight.start(ledger, '2020-12-31', null, {}, tokens.access);
    const { body } = await other.get<ListJson>('/v1/data-quality/same-event-id?authority=841', ann);
    await other.stop();
    expect(body).toMatchObject({ total: 2, children: [{ child: 'ada-00000001' }, { child: 'cy-000000003' }] });
  });
});

describe('the lists of children', () => {
  it('are paged, say what was found, and name no sealed child to those who may not see it', async () => {
    const first = await insight.get<ListJson>('/v1/data-quality/no-birth-month?authority=841&limit=1', ann);
    expect(first.body).toMatchObject({
      total: 2,
      children: [{ child: 'ben-00000002', findings: [{ entity: null, since: '2020-11-05' }] }],
      next: '/v1/data-quality/no-birth-month?authority=841&limit=1&after=1',
    });
    const second = await insight.get<ListJson>(first.body.next as string, ann);
    expect(second.body).toMatchObject({ children: [{ child: null, sealed: true, findings: [] }], next: null });
    const all = await insight.get<ListJson>(first.body.next as string, sees);
    expect(all.body.children[0]?.child).toBe(ADOPTED);
    const csv = await insight.get<string>('/v1/data-quality/no-birth-month?authority=841&format=csv', ann);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toContain('no-birth-month,sealed,');
    expect(csv.body).not.toContain(ADOPTED);
  });

  it('can be narrowed to a measure, and are written to the access log', async () => {
    const of = (measure: string) =>
      insight.get<ListJson>(`/v1/data-quality/no-birth-month?authority=841&measure=${measure}`, ann);
    expect((await of('cla-offending')).body.total).toBe(2);
    expect((await of('icpc-15wd')).body.total).toBe(0);
    const { body } = await insight.get<{ readings: { route: string; rows: number }[] }>(
      '/v1/access-log?authority=841',
      await tokens.bearer({ name: 'aud', roles: ['auditor'] }),
    );
    expect(body.readings.at(-2)).toMatchObject({ route: 'GET /v1/data-quality/:kind', rows: 2 });
  });

  it('are asked for by a kind that there is', async () => {
    expect((await insight.get('/v1/data-quality/nonsense?authority=841', ann)).status).toBe(404);
    expect((await insight.get('/v1/data-quality?authority=841&format=xls', ann)).body).toMatchObject({
      field: 'format',
    });
  });
});

describe('the pages', () => {
  const page = (path: string, headers = ann) => insight.get<string>(path, { ...headers, accept: 'text/html' });

  it('show counts, and the children behind them', async () => {
    const { status, body } = await page('/authorities/841/data-quality');
    expect(status).toBe(200);
    expect(body).toContain('href="/authorities/841/data-quality/no-placement"');
    const list = await page('/authorities/841/data-quality/no-birth-month');
    expect(list.body).toContain('href="/authorities/841/children/ben-00000002"');
    expect(list.body).toContain('Sealed record');
    expect(list.body).not.toContain(ADOPTED);
  });

  it('show what was refused, without what it said', async () => {
    const event = madeEvent(
      'contact.received',
      { child: 'dee-00000004', at: '2020-12-01T09:00:00Z' },
      { id: 'k', receivedOn: '2020-12-01' },
    );
    await ledger.pool.query(
      `INSERT INTO refusal (event_id, field, rule, payload, authority) VALUES ('r-1', 'data.receivedOn', 'must be a date', $1, '841')`,
      [JSON.stringify({ ...event, data: { receivedOn: 'some words' } })],
    );
    const { body } = await page('/authorities/841/data-quality/refused');
    expect(body).toContain('data.receivedOn must be a date');
    expect(body).toContain('dee-00000004');
    expect(body).not.toContain('some words');
    expect((await page('/authorities/841/data-quality/parked')).body).toContain('No child waits');
  });
});
