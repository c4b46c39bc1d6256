import { MadeTokens } from '../../../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../../../test/support/database';
import { madeEvent } from '../../testing/made-events';
import { MadeLedger } from '../../testing/made-ledger';
import { RunningInsight } from '../../testing/running-insight';

const ADA = 'ada-00000001';
let database: TestDatabase;
let ledger: MadeLedger;
let tokens: MadeTokens;
let insight: RunningInsight;
let reader: Record<string, string>;
let manager: Record<string, string>;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  const on = { child: ADA, at: '2020-06-10T09:00:00Z' };
  const allocated = { id: 'a', startedOn: '2020-06-01', worker: 'w-1', qualified: true, team: 't-1' };
  await ledger.append([
    madeEvent('child.described', on, { birthMonth: '2012-04', gender: 'F' }),
    madeEvent('cp-plan.started', on, { id: 'p', startedOn: '2020-06-01', category: 'NEG' }),
    madeEvent('visit.completed', { ...on, id: 'event-of-visit' }, { id: 'v', visitedOn: '2020-06-04', purpose: 'cp' }),
    madeEvent('allocation.started', on, allocated),
  ]);
  await ledger.project();
  tokens = await MadeTokens.make();
  insight = await RunningInsight.start(ledger, '2020-06-22', null, {}, tokens.access);
  reader = { ...(await tokens.bearer({ name: 'reader', roles: ['operations'] })), accept: 'text/html' };
  manager = {
    ...(await tokens.bearer({ name: 'manager', roles: ['operations', 'sealed-records'] })),
    accept: 'text/html',
  };
});
afterAll(async () => {
  await insight.stop();
  await ledger.close();
  await database.drop();
  tokens.remove();
});

async function page(path: string, as = reader): Promise<{ status: number; text: string }> {
  const { status, body } = await insight.get<string>(`/authorities/841/${path}`, as);
  return { status, text: String(body).replace(/\s+/g, ' ') };
}

it('shows what is overdue, whose it is, and where to go on', async () => {
  const { status, text } = await page('due?state=overdue');
  expect(status).toBe(200);
  expect(text).toContain(`href="/authorities/841/children/${ADA}"`);
  expect(text).toMatch(/Child protection visit .*18 June 2020.*Overdue.*4 days over.*Not booked.*w-1.*t-1/);
  expect(text).toContain('last recorded anything on 10 June 2020, 12 days ago');
  expect((await page('due?kind=dental-check')).text).toContain('Nothing of that is due.');
  expect((await page('due?view=workers')).text).toMatch(/worker=w-1.*For supervision|For supervision.*worker=w-1/);
  expect((await page('due?view=days')).status).toBe(400);
});

it('gives each table as CSV', async () => {
  const { text } = await page('due?format=csv&table=list');
  expect(text).toContain('child,kind,due,state,daysLeft,booked,worker,team');
  expect(text).toContain(`${ADA},cp-visit,2020-06-18,overdue,-4,,w-1,t-1`);
  expect((await page('due?format=csv&table=teams')).text).toContain('t-1,1,0,1');
  expect((await page('due?format=csv&table=rows')).status).toBe(400);
});

it('shows a child: who it is, what is due, what was kept, what lasted, what happened', async () => {
  const { status, text } = await page(`children/${ADA}`);
  expect(status).toBe(200);
  for (const words of [
    '8 years',
    'On a child protection plan since 1 June 2020',
    'w-1, team t-1, since 1 June 2020',
    '4 days over',
    'event-of-visit',
    'category NEG',
    'Children on a plan visited in the last 10 working days',
  ]) {
    expect(text).toContain(words);
  }
  const deadlines = await page(`children/${ADA}?format=csv&table=deadlines`);
  expect(deadlines.text).toContain('cp-visit,2020-06-01,2020-06-15,in time,2020-06-04');
  expect(deadlines.text).toContain('cp-visit,2020-06-04,2020-06-18,overdue,');
  expect((await page('children/nobody-00001')).status).toBe(404);
});

it('shows a sealed child to nobody who may not see it, and writes down who read what', async () => {
  const sealed = await fetch(`${insight.address}/v1/children/841/${ADA}/seal`, {
    method: 'PUT',
    headers: { ...manager, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'a colleague’s child' }),
  });
  expect(sealed.status).toBe(204);
  expect((await page(`children/${ADA}`)).status).toBe(404);
  expect((await page('due')).text).not.toContain(ADA);
  expect((await page('due?view=workers')).text).not.toContain('w-1');
  expect((await page(`children/${ADA}`, manager)).text).toContain('This record is sealed');
  const auditor = await tokens.bearer({ name: 'auditor', roles: ['auditor', 'sealed-records'] });
  const { body } = await insight.get<{ readings: unknown[] }>('/v1/access-log?authority=841&limit=1000', auditor);
  expect(body.readings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ route: 'GET /authorities/:authority/due', rows: 1, result: 'given' }),
      expect.objectContaining({ route: 'GET /authorities/:authority/children/:child', child: ADA, rows: 1 }),
    ]),
  );
});
