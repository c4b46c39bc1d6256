import { MEASURES } from '@careledger/measures';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import type { FixtureInfo } from '../fixture';
import type { PointJson } from '@careledger/figures';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';
import type { MeasureJson } from './measure-json';

const AT = '2020-04-30T12:00:00Z';
const SECTION_47S = 21;
/** A tenth of them: the rate of all 280 is held in figure.spec.ts. */
const IN_CARE = 28;
const named = (what: string, i: number) => `${what}-${String(i).padStart(8, '0')}`;

/** April 2020 in Darlington, as far as its report counts two things. */
function april2020() {
  return [
    ...Array.from({ length: SECTION_47S }, (_, i) =>
      madeEvent('s47.started', { child: named('s47', i), at: AT }, { id: 's', startedOn: '2020-04-15' }),
    ),
    ...Array.from({ length: IN_CARE }, (_, i) =>
      madeEvent(
        'care.started',
        { child: named('cla', i), at: AT },
        { id: 'c', startedOn: '2018-06-01', legalStatus: 'C2' },
      ),
    ),
  ];
}

describe('the catalogue and the reference data over HTTP', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  const running: RunningInsight[] = [];

  const start = async (...options: [fixture?: FixtureInfo | null, reference?: object]): Promise<RunningInsight> => {
    const insight = await RunningInsight.start(ledger, '2021-04-20', ...options);
    running.push(insight);
    return insight;
  };
  const measure = async (insight: RunningInsight, id: string, query = ''): Promise<MeasureJson | undefined> => {
    const { status, body } = await insight.get<{ measures: MeasureJson[] }>(`/v1/measures${query}`);
    expect(status).toBe(200);
    return body.measures.find((each) => each.id === id);
  };
  const points = async (insight: RunningInsight, id: string, query: string): Promise<readonly PointJson[]> =>
    (await insight.get<{ points: PointJson[] }>(`/v1/measures/${id}/series?authority=841&${query}`)).body.points;
  const oneDecimal = (rate: number | null | undefined) => Math.round((rate ?? NaN) * 10) / 10;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(april2020());
    await ledger.project();
  });
  afterAll(async () => {
    for (const insight of running) await insight.stop();
    await ledger.close();
    await database.drop();
  });

  it('gives the rates of April 2020, and none of a group', async () => {
    const insight = await start();
    const [started] = await points(insight, 's47-started', 'grain=ytd&from=2020-04&to=2020-04');
    expect(started).toMatchObject({ numerator: SECTION_47S });
    expect(oneDecimal(started?.rate)).toBe(9.4);
    const [inCare] = await points(insight, 'cla', 'grain=month&from=2020-04&to=2020-04&by=gender');
    expect(inCare).toMatchObject({ numerator: IN_CARE, groups: [{ key: 'unknown', numerator: IN_CARE }] });
    expect(oneDecimal(inCare?.rate)).toBe(12.5);
    for (const group of inCare?.groups ?? []) expect(group).not.toHaveProperty('rate');
  });

  it('divides each period by the population of its own year; no rate where that is not known', async () => {
    const population = (year: string, children: number) => ({
      authority: '841',
      year,
      population: children,
      source: 'test',
    });
    const insight = await start(null, { populations: [population('2020/21', 2_800), population('2019/20', 1_400)] });
    const months = await points(insight, 'cla', 'grain=month&from=2020-03&to=2021-04');
    expect(
      months
        .map(({ period, rate }) => [period, rate])
        .filter(([period]) => ['2020-03', '2020-04', '2021-03', '2021-04'].includes(String(period))),
    ).toEqual([
      ['2020-03', 200],
      ['2020-04', 100],
      ['2021-03', 100],
      ['2021-04', null],
    ]);
    expect((await points(insight, 'cla', 'grain=rolling-12m&from=2020-04&to=2020-04'))[0]?.rate).toBe(100);
    expect((await points(insight, 'cla-started', 'grain=month&from=2020-04&to=2020-04'))[0]?.rate).toBeNull();
  });

  it('gives each measure its polarity and its targets', async () => {
    const insight = await start();
    expect(await measure(insight, 'assessments-45wd')).toMatchObject({
      polarity: 'higher',
      unit: 'percent',
      target: 90,
      targets: [
        {
          authority: '841',
          grain: 'ytd',
          figure: 'value',
          target: 90,
          unit: 'percent',
          compare: 'always',
          code: 'D CSC 038',
          note: null,
        },
      ],
      annualOnly: null,
    });
    expect(await measure(insight, 'icpc-15wd')).toMatchObject({
      target: 100,
      targets: [
        { grain: 'month', target: 100 },
        { grain: 'ytd', target: 95 },
      ],
    });
    expect(await measure(insight, 'cla')).toMatchObject({
      polarity: 'neither',
      target: null,
      targets: [{ figure: 'rate', target: 95, unit: 'rate per 10,000' }],
    });
    expect(await measure(insight, 'cla-uasc')).toMatchObject({ polarity: 'neither', target: null, targets: [] });
  });

  it('gives the targets of one authority where they are asked for', async () => {
    const insight = await start();
    expect(await measure(insight, 'assessments-45wd', '?authority=841')).toMatchObject({ target: 90 });
    expect(await measure(insight, 'assessments-45wd', '?authority=840')).toMatchObject({ target: null, targets: [] });
    expect(await insight.get('/v1/measures?authority=84')).toMatchObject({ status: 400, body: { field: 'authority' } });
    expect(await insight.get('/v1/measures?grain=month')).toMatchObject({ status: 400, body: { field: 'grain' } });
  });

  it('shows a made-up authority as if it had set the bundled targets itself', async () => {
    const insight = await start({
      name: 'tiny',
      title: 'Tinytown (made up)',
      notice: 'made up',
      authority: '500',
      population: 10_000,
    });
    expect(await measure(insight, 'cla-20-miles')).toMatchObject({
      target: 10,
      targets: [{ authority: '500', source: expect.stringMatching(/^Tinytown \(made up\): taken over/) as string }],
    });
  });

  it('takes the authority’s own targets in the place of all that are bundled', async () => {
    const target = {
      authority: '840',
      measure: 'cla-uasc',
      grain: 'month',
      figure: 'value',
      target: 9,
      compare: 'always',
      code: '',
      note: '',
      source: 'Cabinet',
    };
    const insight = await start(null, { targets: [target] });
    expect(await measure(insight, 'cla-uasc')).toMatchObject({
      target: 9,
      targets: [{ authority: '840', source: 'Cabinet' }],
    });
    expect(await measure(insight, 'assessments-45wd')).toMatchObject({ target: null, targets: [] });
    expect((await insight.get<string>('/catalogue/cla-uasc')).body).toMatch(/>9%<\/td>\s*<td[^>]*>840<\/td>/);
  });

  it('serves the catalogue as pages under a policy that lets nothing in', async () => {
    const insight = await start();
    const { status, headers, body } = await insight.get<string>('/catalogue');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    const links = [...body.matchAll(/href="(\/catalogue\/[^"]+)"/g)].map(([, link = '']) => link);
    expect(links).toHaveLength(MEASURES.length);
    for (const link of links) expect(await insight.get(link)).toMatchObject({ status: 200 });
    const csv = (await insight.get<string>('/catalogue?format=csv')).body;
    expect(csv.trimEnd().split('\n').length).toBeGreaterThan(MEASURES.length);
    expect(csv).toContain('In care,cla,Children in care,');
    expect((await insight.get<string>('/catalogue/cla')).body).toContain('<h1>Children in care</h1>');
    expect(await insight.get('/catalogue/no-such')).toMatchObject({ status: 404, body: { field: 'id' } });
  });
});
