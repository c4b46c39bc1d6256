import {
  addMonths,
  formatDay,
  formatInstant,
  formatMonth,
  monthOf,
  parseDay,
  parseInstant,
} from '@careledger/calendar';
import { MEASURES } from '@careledger/measures';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework, LATER } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';
import { FigureReader, periodsBetween, type PointJson, streamOf } from '@careledger/figures';

const TODAY = '2021-01-20';

interface SeriesBody {
  readonly final: boolean;
  readonly position: Record<string, number>;
  readonly points: readonly PointJson[];
}

describe('GET /v1/measures/{id}/series', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let insight: RunningInsight;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(casework());
    await ledger.project();
    insight = await RunningInsight.start(ledger, TODAY);
  });
  afterAll(async () => {
    await insight.stop();
    await ledger.close();
    await database.drop();
  });

  const series = async (measure: string, query: string): Promise<SeriesBody> => {
    const { status, body } = await insight.get<SeriesBody>(`/v1/measures/${measure}/series?authority=841&${query}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };
  const brief = async (measure: string, query: string): Promise<string[]> =>
    (await series(measure, query)).points.map(
      ({ period, numerator, denominator }) => `${period} ${numerator}${denominator === null ? '' : `/${denominator}`}`,
    );

  it('answers in the shape of the contract', async () => {
    expect(await series('assessments-45wd', 'grain=ytd&from=2020-07&to=2020-07')).toEqual({
      measure: 'assessments-45wd',
      authority: '841',
      grain: 'ytd',
      knownAt: null,
      position: { 0: expect.any(Number) as number, 1: expect.any(Number) as number },
      final: true,
      points: [
        {
          period: '2020-07',
          from: '2020-04-01',
          to: '2020-07-31',
          numerator: 0,
          denominator: 1,
          value: 0,
          rate: null,
        },
      ],
    });
  });

  it('has a point for each month, empty ones included, up to today', async () => {
    expect(await brief('assessments-45wd', 'grain=month&from=2020-06&to=2021-12')).toEqual([
      '2020-06 0/0',
      '2020-07 0/1',
      '2020-08 0/0',
      '2020-09 0/0',
      '2020-10 0/0',
      '2020-11 0/0',
      '2020-12 0/0',
      '2021-01 0/1',
    ]);
    const { points } = await series('assessments-45wd', 'grain=month&from=2020-06&to=2021-12');
    expect(points[0]).toMatchObject({ value: null });
    expect(points.at(-1)).toMatchObject({ from: '2021-01-01', to: TODAY });
  });

  it('has quarters and years whose last month lies in the range, begun ones included', async () => {
    expect(await brief('assessments-45wd', 'grain=quarter&from=2020-04&to=2021-05')).toEqual([
      '2020-06 0/0',
      '2020-09 0/1',
      '2020-12 0/0',
      '2021-03 0/1',
    ]);
    expect(await brief('assessments-45wd', 'grain=year&from=2020-01&to=2022-12')).toEqual([
      '2020-03 0/0',
      '2021-03 0/2',
    ]);
    const { points } = await series('assessments-45wd', 'grain=year&from=2021-03&to=2021-03');
    expect(points).toMatchObject([{ from: '2020-04-01', to: TODAY }]);
  });

  it('runs through twelve months', async () => {
    expect(await brief('referrals-received', 'grain=rolling-12m&from=2020-12&to=2021-12')).toEqual([
      '2020-12 1',
      '2021-01 1',
    ]);
  });

  it('tells a stock at the last day, or today', async () => {
    expect(await brief('cla', 'grain=month&from=2020-10&to=2021-01')).toEqual([
      '2020-10 0',
      '2020-11 1',
      '2020-12 1',
      '2021-01 1',
    ]);
    // 45 working days after 1 October are over on 4 December.
    expect(await brief('assessments-open-over-45wd', 'grain=month&from=2020-09&to=2021-01')).toEqual([
      '2020-09 0/0',
      '2020-10 0/1',
      '2020-11 0/1',
      '2020-12 1/1',
      '2021-01 0/0',
    ]);
  });

  it('counts a child once in each period of a distinct measure', async () => {
    // The episode begins at 23:30 London time.
    expect(await brief('missing-children', 'grain=month&from=2020-10&to=2021-01')).toEqual([
      '2020-10 0',
      '2020-11 1',
      '2020-12 0',
      '2021-01 0',
    ]);
    expect(await brief('missing-children', 'grain=quarter&from=2020-10&to=2021-01')).toEqual(['2020-12 1']);
    expect(await brief('missing-children', 'grain=ytd&from=2020-10&to=2021-01')).toEqual([
      '2020-10 0',
      '2020-11 1',
      '2020-12 1',
      '2021-01 1',
    ]);
    expect(await brief('missing-children', 'grain=rolling-12m&from=2020-10&to=2020-11')).toEqual([
      '2020-10 0',
      '2020-11 1',
    ]);
  });

  it('divides pairs by the workers that have one', async () => {
    expect(await brief('caseload', 'grain=month&from=2020-11&to=2021-01')).toEqual([
      '2020-11 1/1',
      '2020-12 2/1',
      '2021-01 2/1',
    ]);
    const { points } = await series('caseload', 'grain=month&from=2020-12&to=2020-12&by=worker');
    expect(points[0]).toMatchObject({ value: 2, groups: [{ key: 'w-1', numerator: 2, denominator: 1, value: 2 }] });
  });

  it('breaks a figure down, groups with nothing left out', async () => {
    const { points } = await series('assessments-completed', 'grain=month&from=2020-07&to=2020-08&by=gender');
    expect(points.map(({ groups }) => groups)).toEqual([[{ key: 'F', numerator: 1, denominator: null, value: 1 }], []]);
    for (const [by, known] of [
      ['ethnicity', 'WBRI'],
      ['disabled', 'false'],
    ] as const) {
      const [year] = (await series('assessments-45wd', `grain=year&from=2021-03&to=2021-03&by=${by}`)).points;
      expect(year?.groups?.map(({ key }) => key)).toEqual([known, 'unknown']);
    }
    const [quarter] = (await series('assessments-45wd', 'grain=year&from=2021-03&to=2021-03&by=ageBand')).points;
    expect(quarter?.groups).toEqual([
      { key: '5-9', numerator: 0, denominator: 1, value: 0 },
      { key: 'unknown', numerator: 0, denominator: 1, value: 0 },
    ]);
  });

  it('shows a rate where one is offered and the population is known', async () => {
    const { points } = await series('assessments-completed', 'grain=ytd&from=2020-03&to=2020-07');
    expect(points[0]).toMatchObject({ period: '2020-03', rate: null });
    expect(points.at(-1)).toMatchObject({ period: '2020-07', numerator: 1, rate: 10_000 / 22_455 });
  });

  it('answers as known at an instant, and says that it is final', async () => {
    const answer = await series('assessments-45wd', 'grain=month&from=2020-06&to=2020-07&knownAt=2021-02-01T00:00:00Z');
    expect(answer).toMatchObject({ knownAt: '2021-02-01T00:00:00Z', final: true });
    expect(answer.points.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 1],
      [0, 0],
    ]);
    // To the microsecond, in the month that it became known in.
    const before = await brief(
      'assessments-45wd',
      `grain=month&from=2020-07&to=2020-07&knownAt=2021-03-03T11:59:59.999999Z`,
    );
    const after = await brief('assessments-45wd', `grain=month&from=2020-07&to=2020-07&knownAt=${LATER}`);
    expect([before, after]).toEqual([['2020-07 0/0'], ['2020-07 0/1']]);
  });

  it('as shown leaves out what was not yet dated on that day', async () => {
    const query = 'grain=month&from=2020-11&to=2021-01&knownAt=2020-11-20T12:00:00Z';
    expect(await brief('cla', query)).toEqual(['2020-11 1', '2020-12 1', '2021-01 1']);
    expect(await brief('cla', `${query}&asShown=true`)).toEqual(['2020-11 1']);
  });

  it('is not final while the log has more than the figures', async () => {
    const event = madeEvent(
      'contact.received',
      { child: 'ada-00000001', at: '2021-01-15T09:00:00Z' },
      { id: 'k', receivedOn: '2021-01-15' },
    );
    await ledger.append([event]);
    const query = 'grain=month&from=2021-01&to=2021-01';
    expect(await series('contacts-received', query)).toMatchObject({ final: false, points: [{ numerator: 0 }] });
    await ledger.project();
    expect(await series('contacts-received', query)).toMatchObject({ final: true, points: [{ numerator: 1 }] });
  });

  it('gives a breakdown of the numerator alone as shares of the whole', async () => {
    const contacts = ['G4', 'G6', 'G6', 'F2', 'P1'] as const;
    const events = contacts.flatMap((activity, i) => {
      const about = { child: `leaver-0000000${i}`, authority: '840', at: '2020-06-01T09:00:00Z' };
      return [
        madeEvent('child.described', about, { birthMonth: '2000-06', gender: 'F' }),
        madeEvent('care-leaver.started', about, { id: 'l', startedOn: '2018-06-01', status: 'former-relevant' }),
        madeEvent('care-leaver-contact.made', about, { id: 'c', contactedOn: '2020-06-01', activity, suitable: true }),
      ];
    });
    await ledger.append(events);
    await ledger.project();
    const { body } = await insight.get<SeriesBody>(
      '/v1/measures/care-leavers-neet-19-21/series?authority=840&grain=month&from=2020-06&to=2020-06&by=activity',
    );
    expect(body.points).toMatchObject([
      {
        numerator: 3,
        denominator: 5,
        value: 60,
        groups: [
          { key: 'G4', numerator: 1, denominator: 5, value: 20 },
          { key: 'G6', numerator: 2, denominator: 5, value: 40 },
        ],
      },
    ]);
    expect(body.points[0]?.groups).toHaveLength(2);
  });

  it('gives the mean of what the children of a stock score', async () => {
    const events = [12, 0, 25].flatMap((score, i) => {
      const about = { child: `scored-0000000${i}`, authority: '840', at: '2020-06-02T09:00:00Z' };
      return [
        madeEvent('child.described', about, { birthMonth: '2010-06', gender: 'F' }),
        madeEvent('care.started', about, { id: 'c', startedOn: '2019-04-01', legalStatus: 'C2' }),
        madeEvent('sdq.scored', about, { id: 's', scoredOn: '2020-06-01', score }),
      ];
    });
    await ledger.append(events);
    await ledger.project();
    const { body } = await insight.get<SeriesBody>(
      '/v1/measures/sdq-average/series?authority=840&grain=month&from=2020-05&to=2020-06&by=gender',
    );
    expect(body.points).toMatchObject([
      { numerator: 0, denominator: 0, value: null, groups: [] },
      { numerator: 37, denominator: 3, value: 37 / 3, groups: [{ key: 'F', numerator: 37, denominator: 3 }] },
    ]);
  });

  it('has figures of 0 for an authority without events', async () => {
    const { body } = await insight.get<SeriesBody>(
      '/v1/measures/cla/series?authority=012&grain=month&from=2020-12&to=2020-12&by=gender',
    );
    expect(body.points).toMatchObject([{ numerator: 0, denominator: null, value: 0, groups: [] }]);
  });

  it.each([
    ['authority', 'grain=month&from=2020-01&to=2020-02'],
    ['authority', 'authority=84&grain=month&from=2020-01&to=2020-02'],
    ['authority', 'authority=841&authority=841&grain=month&from=2020-01&to=2020-02'],
    ['grain', 'authority=841&grain=week&from=2020-01&to=2020-02'],
    ['from', 'authority=841&grain=month&to=2020-02'],
    ['from', 'authority=841&grain=month&from=2020-13&to=2020-02'],
    ['from', 'authority=841&grain=month&from=0001-01&to=2020-02'],
    ['to', 'authority=841&grain=month&from=2020-03&to=2020-02'],
    ['by', 'authority=841&grain=month&from=2020-01&to=2020-02&by=worker'],
    ['knownAt', 'authority=841&grain=month&from=2020-01&to=2020-02&knownAt=yesterday'],
    ['knownAt', 'authority=841&grain=month&from=2020-01&to=2020-02&knownAt=2039-01-01T00:00:00Z'],
    ['asShown', 'authority=841&grain=month&from=2020-01&to=2020-02&asShown=true'],
    ['asShown', 'authority=841&grain=month&from=2020-01&to=2020-02&asShown=yes'],
    ['knownat', 'authority=841&grain=month&from=2020-01&to=2020-02&knownat=2020-01-01T00:00:00Z'],
  ])('refuses a wrong %s: %s', async (field, query) => {
    const { status, headers, body } = await insight.get(`/v1/measures/cla/series?${query}`);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { status: 400, field, rule: expect.any(String) as string },
    });
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('knows no other measures', async () => {
    const { status, body } = await insight.get(
      '/v1/measures/cla%27/series?authority=841&grain=month&from=2020-01&to=2020-02',
    );
    expect({ status, body }).toMatchObject({ status: 404, body: { field: 'id' } });
  });

  it('gives for every measure, grain and breakdown what the postings add up to one by one', async () => {
    const instants = [undefined, '2020-06-30T00:00:00Z', '2020-11-06T09:02:00Z', LATER].map((at) =>
      at === undefined ? undefined : parseInstant(at),
    );
    const { rows } = await ledger.pool.query<{
      measure: string;
      stream: string;
      day: number;
      known_at: number;
      numerator: number;
      denominator: number;
      groups: Record<string, string>;
    }>(
      `SELECT measure, stream, day, known_at, numerator, denominator, groups FROM posting JOIN account ON account.id = account JOIN cell ON cell.id = cell WHERE authority = 841`,
    );
    const readers = [new FigureReader(ledger.pool), new FigureReader(ledger.pool, 0)];
    const [from, to] = [monthOf(parseDay('2020-03-01')), monthOf(parseDay('2021-04-01'))];
    for (const [m, measure] of MEASURES.entries()) {
      for (const grain of ['month', 'quarter', 'year', 'ytd', 'rolling-12m'] as const) {
        for (const [i, knownAt] of instants.entries()) {
          const by = measure.breakdowns[(m + i) % measure.breakdowns.length] as string;
          const today = i === 1 ? parseDay('2020-12-11') : parseDay(TODAY);
          const stream = streamOf(measure, grain);
          const mine = rows.filter(
            (row) =>
              row.measure === measure.id && row.stream === stream && (knownAt === undefined || row.known_at <= knownAt),
          );
          const { points } = await (readers[i % 2] as FigureReader).series({
            measure,
            authority: '841',
            grain,
            from,
            to,
            today,
            by,
            knownAt,
          });
          expect(points.map(({ period }) => period)).toEqual(periodsBetween(from, to, grain, today));
          for (const { period, numerator, groups } of points) {
            const counted = mine.filter(({ day }) => day <= period.to && (stream !== 'flow' || day >= period.from));
            const sum = (some: typeof counted) => some.reduce((total, row) => total + row.numerator, 0);
            const name = `${measure.id} ${grain} ${formatMonth(period.month)} ${formatDay(addMonths(period.to, 0))} ${knownAt === undefined ? '' : formatInstant(knownAt)}`;
            expect(`${name} ${numerator}`).toBe(`${name} ${sum(counted)}`);
            const keys = [...new Set(counted.map((row) => row.groups[by] as string))].sort();
            const right = keys.map((key) => [key, sum(counted.filter((row) => row.groups[by] === key))] as const);
            const found = (groups ?? []).map((group) => [group.key, group.numerator] as const);
            const some = ([, inIt]: readonly [string, number]): boolean => inIt !== 0;
            expect([name, by, found.filter(some)]).toEqual([name, by, right.filter(some)]);
          }
        }
      }
    }
  }, 60_000);
});
