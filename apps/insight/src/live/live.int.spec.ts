import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { parseDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { PopulationBook, RulesInForce } from '@careledger/figures';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';
import { StreamReader } from '../testing/stream-reader';
import { AuthorityFeed } from './authority-feed';
import { MonthFigures } from './month-figures';

const AT = '2021-01-19T09:00:00Z';

interface FigureBody {
  readonly measure: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
}

describe('GET /v1/live', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let insight: RunningInsight;
  const readers: StreamReader[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(casework());
    await ledger.project();
    insight = await RunningInsight.start(ledger, '2021-01-20');
  });
  afterEach(() => readers.splice(0).forEach((reader) => reader.close()));
  afterAll(async () => {
    await insight.stop();
    await ledger.close();
    await database.drop();
  });

  const follow = async (authority = '841'): Promise<StreamReader> => {
    const reader = await StreamReader.open(`${insight.address}/v1/live?authority=${authority}`);
    readers.push(reader);
    return reader;
  };
  const listeners = async (): Promise<number> => {
    const { rows } = await ledger.pool.query<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN caseledger%'`,
    );
    return rows[0]?.count ?? 0;
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('begins with all figures, and they are those of the series', async () => {
    const all = await (await follow()).next('figures');
    expect(all).toMatchObject({
      authority: '841',
      grain: 'month',
      period: '2021-01',
      from: '2021-01-01',
      to: '2021-01-20',
    });
    const figures = all['figures'] as FigureBody[];
    expect(figures.find(({ measure }) => measure === 'caseload')).toMatchObject({
      numerator: 2,
      denominator: 1,
      value: 2,
    });
    for (const { measure, numerator, denominator, value } of figures) {
      const path = `/v1/measures/${measure}/series?authority=841&grain=month&from=2021-01&to=2021-01`;
      const { body } = await insight.get<{ points: FigureBody[] }>(path);
      expect({ measure, ...body.points[0] }).toMatchObject({ measure, numerator, denominator, value });
    }
  });

  it('sends the figures that move, to all who follow', async () => {
    const both = [await follow(), await follow()];
    for (const reader of both) await reader.next('figures');
    const child = { child: 'dee-00000004', at: AT };
    await ledger.append([
      madeEvent('assessment.started', child, { id: 'd1', startedOn: '2021-01-04' }),
      madeEvent('assessment.completed', child, { id: 'd1', completedOn: '2021-01-18' }),
      madeEvent('allocation.started', child, { id: 'w', startedOn: '2021-01-05', worker: 'w-9', qualified: true }),
      madeEvent('contact.received', child, { id: 'later', receivedOn: '2021-01-21' }),
    ]);
    await ledger.project();
    for (const reader of both) {
      const seen = new Map<unknown, Record<string, unknown>>();
      while (!seen.has('caseload')) {
        const figure = await reader.next('figure');
        seen.set(figure['measure'], figure);
      }
      expect(seen.get('assessments-45wd')).toEqual({
        measure: 'assessments-45wd',
        authority: '841',
        grain: 'month',
        period: '2021-01',
        from: '2021-01-01',
        to: '2021-01-20',
        numerator: 1,
        denominator: 2,
        value: 50,
        rate: null,
        position: expect.any(Object) as object,
      });
      expect(seen.get('assessments-completed')).toMatchObject({
        numerator: 2,
        denominator: null,
        rate: 20_000 / 22_455,
      });
      expect(seen.get('caseload')).toMatchObject({ numerator: 3, denominator: 2, value: 1.5 });
      // What is dated after today moves nothing.
      expect(seen.has('contacts-received')).toBe(false);
      await reader.next('position');
    }
  });

  it('says nothing of other authorities, but goes on with the position', async () => {
    const reader = await follow('840');
    expect(((await reader.next('figures'))['figures'] as FigureBody[]).every(({ numerator }) => numerator === 0)).toBe(
      true,
    );
    await ledger.append([
      madeEvent('contact.received', { child: 'eve-00000005', at: AT }, { id: 'k', receivedOn: '2021-01-18' }),
    ]);
    await ledger.project();
    expect(await reader.next('position')).toEqual({ position: expect.any(Object) as object });
  });

  it('goes on after its connection to the database was lost', async () => {
    const reader = await follow();
    await reader.next('figures');
    await ledger.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN caseledger%'`,
    );
    await ledger.append([
      madeEvent('contact.received', { child: 'fay-00000006', at: AT }, { id: 'k', receivedOn: '2021-01-18' }),
    ]);
    await ledger.project();
    expect(await reader.next('figure')).toMatchObject({ measure: 'contacts-received' });
  });

  it('does nothing once nobody follows', async () => {
    const reader = await follow();
    await reader.next('figures');
    expect(await listeners()).toBe(1);
    expect((await insight.get<string>('/metrics')).body).toMatch(/^careledger_live_listeners [1-9]/m);
    readers.splice(0).forEach((each) => each.close());
    await until(async () => (await listeners()) === 0);
    expect((await insight.get<string>('/metrics')).body).toMatch(/^careledger_live_listeners 0/m);
  });

  it('begins anew when a day begins', async () => {
    let day = parseDay('2021-01-31');
    const clock = { today: () => day } as Today;
    const feed = new AuthorityFeed(
      '841',
      new MonthFigures(ledger.pool),
      new PopulationBook(),
      clock,
      new RulesInForce(ledger.pool),
    );
    await feed.open();
    const out = new PassThrough();
    let text = '';
    out.on('data', (chunk: Buffer) => (text += chunk.toString()));
    feed.admit(out as unknown as ServerResponse, () => undefined);
    await until(() => Promise.resolve(text.includes('"to":"2021-01-31"')));
    day++;
    feed.wake();
    await until(() => Promise.resolve(text.includes('"period":"2021-02","from":"2021-02-01","to":"2021-02-01"')));
    expect(text.match(/event: figures\n/g)).toHaveLength(2);
    feed.close();
  });

  it.each(['', '?authority=84', '?authority=841&grain=month'])('refuses /v1/live%s', async (query) => {
    expect(await insight.get(`/v1/live${query}`)).toMatchObject({ status: 400 });
  });

  it('ends its streams when the program stops', async () => {
    const another = await RunningInsight.start(ledger, '2021-01-20');
    const reader = await StreamReader.open(`${another.address}/v1/live?authority=841`);
    await reader.next('figures');
    await Promise.all([another.stop(), reader.end()]);
  });
});
