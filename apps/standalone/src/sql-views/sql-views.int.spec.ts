import { parseDay, parseMonth } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { FigureReader, pointJson, PopulationBook, RulesInForce } from '@careledger/figures';
import { NEWEST, type Rulebook } from '@careledger/measures';
import { describeForViews } from '@careledger/sql-views';
import { rebuild } from '@careledger-app/projector';
import { history } from '@careledger-fixtures/history';
import { setTimeout as wait } from 'node:timers/promises';
import { NEXT_BUT_ONE, NEXT_RULEBOOK, WITH_THE_NEXT } from '../../../../libs/measures/src/testing/next-rulebooks';
import { RunningInsight } from '../../../insight/src/testing/running-insight';
import { PlayedLog } from '../../../projector/src/testing/played-log';
import { starCompared, type Points, type SeriesOf } from './star-compared';

const AUTHORITY = '841';
/** In the middle of a month, with events beyond it: what is dated later must not count. */
const TODAY = '2021-01-20';
const HISTORY = {
  seed: 3,
  authority: AUTHORITY,
  idPrefix: 'views',
  children: 1_000,
  from: '2020-01-01',
  lastDay: '2021-02-10',
};
const FIXTURE = { name: 'made', title: 'Made', notice: 'made up', authority: AUTHORITY, population: 1_000 };
/** What the next rulebooks change, and a measure of each kind: a flow, a stock, a mean over keys, shares of the whole, a distinct one. */
const SOME = [
  'assessments-45wd',
  'assessments-started',
  'early-help-started',
  'cla',
  'caseload',
  'care-leavers-neet-19-21',
  'missing-children',
];
jest.setTimeout(120_000);

describe('the view of exact figures', () => {
  let log: PlayedLog;
  const today = Today.standingAt(parseDay(TODAY));
  const described = { clock: today.course, fixture: FIXTURE, reference: {}, rulebooks: WITH_THE_NEXT };

  beforeAll(async () => {
    log = await PlayedLog.open(WITH_THE_NEXT);
    const events = [...history(HISTORY)];
    // Another authority has part of the same, under its own name.
    const others = events.slice(0, 300).map((event) => ({ ...event, authority: '842', id: `other-${event.id}` }));
    const submissions = [...events, ...others].map((event) => ({ event, payload: JSON.stringify(event) }));
    await log.log.append(submissions, { historical: true });
    await log.project();
    await describeForViews(log.pool, described);
  });
  afterAll(() => log.close());

  const populations = new PopulationBook(FIXTURE);
  /** What the series call reads, without the call. */
  async function read(reader: FigureReader, { measure, from, to, ...question }: SeriesOf): Promise<Points> {
    const asked = { ...question, measure, authority: AUTHORITY, today: today.today() };
    const { points } = await reader.series({ ...asked, from: parseMonth(from), to: parseMonth(to) });
    return points.map((point) => pointJson(measure, AUTHORITY, point, populations));
  }

  it('has the numbers of the series call: all measures, grains and breakdowns', async () => {
    const insight = await RunningInsight.start(log, TODAY, FIXTURE);
    const reader = new FigureReader(log.pool);
    try {
      let called = 0;
      const ask = async (question: SeriesOf): Promise<Points> => {
        const { measure, grain, by, from, to } = question;
        // Every measure and grain by one breakdown over HTTP (with VIEWS=long by all); that is all that the call adds to the reader.
        if (process.env['VIEWS'] !== 'long' && by !== measure.breakdowns.at(-1)) return read(reader, question);
        const path = `/v1/measures/${measure.id}/series?authority=${AUTHORITY}&grain=${grain}&from=${from}&to=${to}&by=${by}`;
        const { status, body } = await insight.get<{ points: Points }>(path);
        expect(status).toBe(200);
        called++;
        return body.points;
      };
      const { differing, compared } = await starCompared(log.pool, AUTHORITY, NEWEST.measures, ask);
      expect(differing.slice(0, 5)).toEqual([]);
      expect(called).toBeGreaterThanOrEqual(5 * NEWEST.measures.length);
      expect(compared).toBeGreaterThan(10_000);
    } finally {
      await insight.stop();
    }
  });

  it('keeps authorities apart', async () => {
    const { rows } = await log.pool.query<{ authority: string; most: number }>(
      `SELECT authority, max(numerator)::int AS most FROM careledger_internal.fact_figure
        WHERE measure = 'cla' AND grain = 'month' AND breakdown = '' GROUP BY authority ORDER BY authority`,
    );
    expect(rows.map(({ authority }) => authority)).toEqual(['841', '842']);
    expect(rows[0]?.most).toBeGreaterThan(rows[1]?.most ?? 0);
  });

  it('goes on with the clock that the program wrote down', async () => {
    const dayOf = async (): Promise<number | undefined> =>
      (await log.pool.query<{ today: number }>('SELECT today FROM careledger_internal.figures_as_at')).rows[0]?.today;
    expect(await dayOf()).toBe(today.today());
    for (const clock of [Today.of({ today: parseDay('2031-05-05') }), Today.of({ today: undefined })]) {
      await describeForViews(log.pool, { ...described, clock: clock.course });
      expect(await dayOf()).toBe(clock.today());
    }
    await describeForViews(log.pool, described);
  });

  /** The view held against the reader, by some measures of the rulebook in force. */
  async function agrees(expected: Rulebook): Promise<void> {
    expect((await new RulesInForce(log.pool, WITH_THE_NEXT).rulebook()).version).toBe(expected.version);
    const { rows } = await log.pool.query<{ measure: string }>(
      'SELECT DISTINCT measure FROM careledger_internal.fact_figure',
    );
    expect(rows.map(({ measure }) => measure).sort()).toEqual(expected.measures.map(({ id }) => id).sort());
    const reader = new FigureReader(log.pool);
    const measures = expected.measures.filter(({ id }) => SOME.includes(id));
    const { differing, compared } = await starCompared(log.pool, AUTHORITY, measures, (question) =>
      read(reader, question),
    );
    expect(differing.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  }

  it('has the measures of the rulebook in force, and follows when another is activated', async () => {
    await log.activate(NEXT_RULEBOOK.version);
    // In the log and not yet in the figures: the old one is in force.
    const { rows } = await log.pool.query('SELECT DISTINCT rulebook FROM careledger_internal.dim_measure');
    expect(rows).toEqual([{ rulebook: NEWEST.version }]);
    await log.project();
    await agrees(NEXT_RULEBOOK);
    await log.activate(NEXT_BUT_ONE.version);
    await log.project();
    await agrees(NEXT_BUT_ONE);
    const { rows: former } = await log.pool.query(
      'SELECT measure, rulebook FROM careledger_internal.dim_measure WHERE NOT in_force',
    );
    expect(former).toEqual([{ measure: 'early-help-started', rulebook: NEXT_RULEBOOK.version }]);
  });

  it('reads the new tables once a rebuild has switched to them, and keeps nobody from switching', async () => {
    const run = (keep: boolean) =>
      rebuild({ url: log.databaseUrl, mend: true, keep, progress: () => undefined, rulebooks: WITH_THE_NEXT });
    const reader = await log.pool.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM careledger_internal.fact_figure');
    const rebuilt = run(true);
    await wait(1_500);
    await reader.query('COMMIT');
    reader.release();
    expect(await rebuilt).toMatchObject({ outcome: 'live', kept: 'generation_0' });
    // What was live is changed by hand: whoever still reads it is found out.
    await log.pool.query('UPDATE generation_0.balance SET numerator = numerator + 1000');
    await agrees(NEXT_BUT_ONE);
    // The next one can throw its tables away, and somebody those that were kept: no view holds on to them.
    expect(await run(false)).toMatchObject({ outcome: 'live' });
    await log.pool.query('DROP SCHEMA generation_0 CASCADE');
    await agrees(NEXT_BUT_ONE);
  });
});
