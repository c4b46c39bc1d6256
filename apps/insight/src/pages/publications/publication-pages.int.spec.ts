import { MadeTokens } from '../../../../../libs/access/src/testing/made-tokens';
import { freshDatabase, type TestDatabase } from '../../../../../test/support/database';
import { casework } from '../../testing/casework';
import { madeEvent } from '../../testing/made-events';
import { MadeLedger } from '../../testing/made-ledger';
import { RunningInsight } from '../../testing/running-insight';

const LIST = '/authorities/841/publications';
const OWN = { 'sec-fetch-site': 'same-origin' };

let database: TestDatabase;
let ledger: MadeLedger;
let tokens: MadeTokens;
let insight: RunningInsight;
let ann: string;
let bea: string;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await MadeLedger.open(database.url);
  await ledger.append(casework());
  await ledger.project();
  tokens = await MadeTokens.make();
  ann = await tokens.token({ name: 'ann', roles: ['publisher', 'operations'] });
  bea = await tokens.token({ name: 'bea', roles: ['publisher'] });
  insight = await RunningInsight.start(ledger, '2021-04-20', null, {}, tokens.access);
});
afterAll(async () => {
  await insight.stop();
  tokens.remove();
  await ledger.close();
  await database.drop();
});

const cookie = (token: string) => ({ cookie: `careledger-token=${token}`, accept: 'text/html' });

/** Sends a form as a browser with the cookie does. */
async function send(
  path: string,
  token: string,
  fields: Record<string, string>,
  headers: Record<string, string> = OWN,
) {
  const answer = await fetch(`${insight.address}${path}`, {
    method: 'POST',
    headers: { ...cookie(token), ...headers },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: answer.status, location: answer.headers.get('location'), page: await answer.text() };
}
const page = async (path: string, token: string): Promise<string> =>
  (await insight.get<string>(path, cookie(token))).body;

const PROPOSAL = { quarter: '2020-12', scope: 'all', knownAt: '2021-01-15', note: 'Quarter <3>' };

describe('the pages of publications', () => {
  it('take a form of a page of ours alone', async () => {
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }] as Record<
      string,
      string
    >[]) {
      expect((await send(LIST, ann, PROPOSAL, headers)).status).toBe(401);
    }
    const json = await insight.send('POST', '/v1/publications', {}, { ...cookie(ann), ...OWN });
    expect(json.status).toBe(401);
    expect(await page(LIST, ann)).toContain('Nothing has been proposed or published yet.');
  });

  it('say what was wrong with a form, and keep what was typed', async () => {
    const { status, page: shown } = await send(LIST, ann, { ...PROPOSAL, note: '', knownAt: '2020-12-15' });
    expect(status).toBe(400);
    expect(shown).toContain('Nothing was proposed');
    expect(shown).toContain('value="2020-12-15"');
  });

  it('propose, and publish by another hand', async () => {
    const proposed = await send(LIST, ann, PROPOSAL);
    expect([proposed.status, proposed.location]).toEqual([303, `${LIST}/1?done=proposed`]);
    const own = await page(`${LIST}/1`, ann);
    expect(own).toContain('somebody else has to publish it');
    expect(own).toContain('Quarter &#60;3&#62;');
    expect((await send(`${LIST}/1/publish`, ann, {})).status).toBe(403);
    expect((await send(`${LIST}/1/publish`, bea, {})).location).toBe(`${LIST}/1?done=published`);
    expect(await page(`${LIST}/1?done=published`, bea)).toContain('The figures are published, and kept as they are.');
    const again = await send(`${LIST}/1/withdraw`, bea, {});
    expect([again.status, again.page.includes('was published by bea')]).toEqual([409, true]);
  });

  it('show what has changed since, and why', async () => {
    expect(await page(`${LIST}/1`, ann)).toContain('are today what they were');
    const ada = { child: 'ada-00000001', at: '2021-04-01T09:00:00Z' };
    await ledger.append([madeEvent('assessment.completed', ada, { id: 'a1', completedOn: '2020-12-16' })]);
    await ledger.project();
    const shown = await page(`${LIST}/1`, ann);
    expect(shown).toContain('Changed');
    expect(shown).toMatch(/corrections: \+1 counted/);
    const csv = await insight.get<string>(`${LIST}/1?format=csv&period=quarter-2020-12`, cookie(ann));
    expect(csv.body).toMatch(/assessments-completed,1?0?\d*,/);
    expect(csv.body).toContain('changed');
  });

  it('have who publishes read the small numbers in the commentary', async () => {
    const path = '/v1/measures/cla/commentary?authority=841&period=2020-12';
    await insight.send('PUT', path, { text: 'All is well. Three <boys> moved.' }, { authorization: `Bearer ${ann}` });
    const { location } = await send(LIST, ann, PROPOSAL);
    const proposal = (location ?? '').replace(/\?.*/, '');
    const own = await page(proposal, ann);
    expect(own).toContain('Small numbers in the commentary');
    expect(own).toContain('Three &#60;boys&#62; moved.');
    expect(own).not.toContain('name="commentaryChecked"');
    expect(await page(proposal, bea)).toContain('name="commentaryChecked"');
    const unread = await send(`${proposal}/publish`, bea, {});
    expect([unread.status, unread.page.includes('“Three &#60;boys&#62; moved.”')]).toEqual([409, true]);
    expect((await send(`${proposal}/publish`, bea, { commentaryChecked: 'true' })).location).toContain(
      'done=published',
    );
    expect(await page(proposal, bea)).not.toContain('Small numbers in the commentary');
  });

  it('show one period at a time, and publications of this authority alone', async () => {
    const december = await page(`${LIST}/1?period=month-2020-12`, ann);
    expect(december).toContain('December 2020: as published and today');
    expect((await insight.get(`${LIST}/1?period=month-1999-12`, cookie(ann))).status).toBe(400);
    const other = await tokens.token({ name: 'cay', roles: ['publisher'], authorities: ['840'] });
    expect((await insight.get('/authorities/840/publications/1', cookie(other))).status).toBe(404);
  });
});
