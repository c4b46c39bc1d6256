import { freshDatabase, type TestDatabase } from '../../../../../test/support/database';
import { casework } from '../../testing/casework';
import { MadeLedger } from '../../testing/made-ledger';
import { RunningInsight } from '../../testing/running-insight';
import { Printer } from './printer';

const REPORT = '/authorities/841/reports/2020-12';
const PERIODS = [
  { grain: 'quarter', period: '2020-12' },
  { grain: 'ytd', period: '2020-12' },
];

describe('reports over HTTP', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let insight: RunningInsight;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(casework());
    await ledger.project();
    insight = await RunningInsight.start(ledger, '2021-04-20');
  });
  afterAll(async () => {
    await insight.stop();
    await ledger.close();
    await database.drop();
  });

  const text = async (path: string): Promise<string> => {
    const { status, body } = await insight.get<string>(path);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };

  it('are a page that stands alone under a policy that lets only its own style in', async () => {
    const { headers, body } = await insight.get<string>(REPORT);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body.includes('At the end of December 2020, 1 child was in care')).toBe(true);
    expect(body).not.toMatch(/<script|<link|\sstyle=|src=/);
  });

  it('have the commentary of the quarter beside the composed sentences, as text', async () => {
    await insight.send('PUT', '/v1/measures/cla/commentary?authority=841&period=2020-12', {
      text: 'One child <came> into care.',
      by: 'a.analyst',
    });
    expect(await text(REPORT)).toContain('One child &#60;came&#62; into care.');
  });

  it('for publication suppress what is small everywhere at once, and have nothing by worker', async () => {
    const page = await text(`${REPORT}?for=publication`);
    expect(page).toContain('the figure of “Children in care” is not published (c)');
    expect(page).not.toContain('1 child was in care');
    expect(page).not.toContain('Caseloads');
    expect(await text(REPORT)).toContain('Caseloads');
    const csv = await text(`${REPORT}.csv?for=publication`);
    expect(csv).toMatch(/,cla,Children in care,month,2020-12,.*,c,,c,count,.*,suppressed,/);
    expect(csv).not.toContain('caseload');
  });

  it('are as the records were known at an instant', async () => {
    // On 3 March a completion of June was moved to July.
    const rowOf = (csv: string) =>
      csv.split('\n').find((line) => line.includes('assessments-completed,') && line.includes(',quarter,2020-06'));
    expect(rowOf(await text('/authorities/841/reports/2020-06.csv?known-at=2021-03-02'))).toContain(',1,,1,count');
    expect(rowOf(await text('/authorities/841/reports/2020-06.csv'))).toContain(',0,,0,count');
  });

  it('of a publication have exactly its figures, as it was decided how they are shown', async () => {
    const proposal = {
      authority: '841',
      periods: PERIODS,
      measures: ['assessments-completed', 'early-help-started'],
      knownAt: '2021-01-15T23:59:59Z',
      note: 'Quarter 3',
      by: 'a.analyst',
    };
    const { body } = await insight.send<{ id: number }>('POST', '/v1/publications', proposal);
    await insight.send('POST', `/v1/publications/${body.id}/publish`, { by: 'b.head' });
    const of = `publication=${body.id}`;
    const page = await text(`${REPORT}?${of}`);
    expect(page).toContain('In Quarter 3 2020/21, no assessments were completed; in the year to date');
    expect(page).toContain('“Children in care” is not in this publication for the quarter.');
    const csv = await text(`${REPORT}.csv?${of}&for=publication`);
    const figures = csv.split('\n').filter((line) => line.includes(',publication'));
    expect(figures).toHaveLength(4);
    expect(figures.find((line) => line.includes('early-help-started') && line.includes(',ytd,'))).toContain(
      ',suppressed,',
    );
    expect((await insight.get(`/authorities/842/reports/2020-12?${of}`)).status).toBe(404);
  });

  it.each([
    ['/authorities/841/reports/2020-11', 'the last month of a quarter'],
    ['/authorities/841/reports/2021-09', 'must have begun'],
    [`${REPORT}?for=everybody`, 'internal'],
    [`${REPORT}?known-at=soon`, 'known-at'],
    [`${REPORT}?publication=1&known-at=2021-01-15`, 'must be left out'],
    [`${REPORT}?quarter=2020-12`, 'must not be there'],
  ])('%s is refused', async (path, says) => {
    const { status, body } = await insight.get(path);
    expect({ status, said: JSON.stringify(body) }).toEqual({
      status: 400,
      said: expect.stringContaining(says) as string,
    });
  });

  it('are chosen on a page, which has the links', async () => {
    const page = await text(
      '/authorities/841/reports?quarter=2020-12&for=publication&known-at=2021-01-15&publication=',
    );
    expect(page).toContain('href="/authorities/841/reports/2020-12.xlsx?for=publication&#38;known-at=2021-01-15"');
    expect(page).toContain('Quarter 3 2020/21 (October to December 2020)');
  });
});

describe('the printer', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
  });

  it('says so where there is no Chromium', async () => {
    process.env['PATH'] = '/nonexistent';
    await expect(new Printer().pdf('<p>')).rejects.toMatchObject({ body: { status: 501 } });
  });

  it('says so where it does not print', async () => {
    await expect(new Printer('/bin/false').pdf('<p>')).rejects.toMatchObject({ body: { status: 503 } });
  });
});
