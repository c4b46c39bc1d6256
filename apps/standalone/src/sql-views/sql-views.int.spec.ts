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
const LAST_RECORDED = '2021-02-10';
/** What the next rulebooks change, and a measure of each kind. */
const SOME = ['assessments-45wd', 'assessments-started', 'early-help-started', 'cla', 'caseload', 'missing-children'];
jest.setTimeout(120_000);

/** A made-up authority of some hundred children, as its case system had recorded it by a day. */
async function made(log: PlayedLog, authority: string, seed: number, children: number): Promise<void> {
  const events = [
    ...history({ seed, authority, idPrefix: `v${seed}`, children, from: '2020-01-01', lastDay: LAST_RECORDED }),
  ];
  const submissions = events.map((event) => ({ event, payload: JSON.stringify(event) }));
  await log.log.append(submissions, { historical: true });
}

describe('the view of exact figures', () => {
  let log: PlayedLog;
  const fixture = { name: 'made', title: 'Made', notice: 'made up', authority: AUTHORITY, population: 3_000 };
  const today = Today.standingAt(parseDay(TODAY));

  beforeAll(async () => {
    log = await PlayedLog.open();
    await made(log, AUTHORITY, 3, 1_500);
    await made(log, '842', 4, 500);
    await log.project();
    await describeForViews(log.pool, { clock: today.course, fixture, reference: {} });
  });
  afterAll(() => log.close());

  it('has the numbers of the series call: all measures, grains and breakdowns', async () => {
    const insight = await RunningInsight.start(log, TODAY, fixture);
    try {
      const ask = async ({ measure, grain, by, from, to }: SeriesOf): Promise<Points> => {
        const question = `authority=${AUTHORITY}&grain=${grain}&from=${from}&to=${to}&by=${by}`;
        const { status, body } = await insight.get<{ points: Points }>(`/v1/measures/${measure.id}/series?${question}`);
        expect(status).toBe(200);
        return body.points;
      };
      const { differing, compared } = await starCompared(log.pool, AUTHORITY, NEWEST.measures, ask);
      expect(differing.slice(0, 5)).toEqual([]);
      expect(compared).toBeGreaterThan(10_000);
    } finally {
      await insight.stop();
    }
  });

  it('keeps authorities apart', async () => {
    const { rows } = await log.pool.query<{ authority: string; numerator: number }>(
      `SELECT authority, numerator FROM careledger_internal.fact_figure
        WHERE measure = 'cla' AND grain = 'month' AND period = '2020-12' AND breakdown = '' ORDER BY authority`,
    );
    expect(rows.map(({ authority }) => authority)).toEqual(['841', '842']);
    expect(new Set(rows.map(({ numerator }) => numerator)).size).toBe(2);
  });

  it('goes on with the clock that the program wrote down', async () => {
    const dayOf = async (): Promise<number | undefined> =>
      (await log.pool.query<{ today: number }>('SELECT today FROM careledger_internal.figures_as_at')).rows[0]?.today;
    expect(await dayOf()).toBe(parseDay(TODAY));
    const ahead = Today.of({ today: parseDay('2031-05-05') });
    await describeForViews(log.pool, { clock: ahead.course, fixture, reference: {} });
    expect(await dayOf()).toBe(ahead.today());
    const real = Today.of({ today: undefined });
    await describeForViews(log.pool, { clock: real.course, fixture, reference: {} });
    expect(await dayOf()).toBe(real.today());
  });
});

describe('the view of exact figures, under several rulebooks', () => {
  let log: PlayedLog;
  const populations = new PopulationBook({ authority: AUTHORITY, population: 1_000 });
  const fixture = { name: 'made', title: 'Made', authority: AUTHORITY, population: 1_000 };

  beforeAll(async () => {
    log = await PlayedLog.open(WITH_THE_NEXT);
    await made(log, AUTHORITY, 5, 500);
    await log.project();
    const clock = { standsAt: parseDay(TODAY) };
    await describeForViews(log.pool, { clock, fixture, reference: {}, rulebooks: WITH_THE_NEXT });
  });
  afterAll(() => log.close());

  /** The view held against the reader that the series call has, by some measures of the rulebook in force. */
  async function agrees(expected: Rulebook): Promise<void> {
    expect((await new RulesInForce(log.pool, WITH_THE_NEXT).rulebook()).version).toBe(expected.version);
    const { rows } = await log.pool.query<{ measure: string }>(
      'SELECT DISTINCT measure FROM careledger_internal.fact_figure',
    );
    expect(rows.map(({ measure }) => measure).sort()).toEqual(expected.measures.map(({ id }) => id).sort());
    const figures = new FigureReader(log.pool);
    const measures = expected.measures.filter(({ id }) => SOME.includes(id));
    const ask = async ({ measure, from, to, ...question }: SeriesOf): Promise<Points> => {
      const asked = { ...question, measure, authority: AUTHORITY, today: parseDay(TODAY) };
      const { points } = await figures.series({ ...asked, from: parseMonth(from), to: parseMonth(to) });
      return points.map((point) => pointJson(measure, AUTHORITY, point, populations));
    };
    const { differing, compared } = await starCompared(log.pool, AUTHORITY, measures, ask);
    expect(differing.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  }

  it('has the measures of the one in force, and follows when another is activated', async () => {
    await agrees(NEWEST);
    await log.activate(NEXT_RULEBOOK.version);
    // In the log and not yet in the figures: the old one is in force.
    const { rows } = await log.pool.query('SELECT DISTINCT rulebook FROM careledger_internal.dim_measure');
    expect(rows).toEqual([{ rulebook: NEWEST.version }]);
    await log.project();
    await agrees(NEXT_RULEBOOK);
    await log.activate(NEXT_BUT_ONE.version);
    await log.project();
    await agrees(NEXT_BUT_ONE);
  });

  it('reads the new tables once a rebuild has switched to them, and keeps nobody from switching', async () => {
    const reader = await log.pool.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM careledger_internal.fact_figure');
    const rebuilt = rebuild({
      url: log.databaseUrl,
      mend: true,
      keep: true,
      progress: () => undefined,
      rulebooks: WITH_THE_NEXT,
    });
    await wait(1_500);
    await reader.query('COMMIT');
    reader.release();
    const { outcome, kept } = await rebuilt;
    expect({ outcome, kept }).toEqual({ outcome: 'live', kept: 'generation_0' });
    // What was live is changed by hand: whoever still reads it is found out.
    await log.pool.query('UPDATE generation_0.balance SET numerator = numerator + 1000');
    await agrees(NEXT_BUT_ONE);
    // And the next rebuild can throw it away: no view holds on to it.
    expect(
      await rebuild({
        url: log.databaseUrl,
        mend: true,
        keep: false,
        progress: () => undefined,
        rulebooks: WITH_THE_NEXT,
      }),
    ).toMatchObject({
      outcome: 'live',
    });
    await log.pool.query('DROP SCHEMA generation_0 CASCADE');
    await agrees(NEXT_BUT_ONE);
  });
});
