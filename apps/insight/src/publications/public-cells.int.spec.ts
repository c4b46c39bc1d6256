import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';

interface CellBody {
  readonly measure: string;
  readonly grain: string;
  readonly period: string;
  readonly breakdown: string;
  readonly key: string;
  readonly shown: string;
  readonly numerator: number | 'c' | null;
  readonly denominator: number | 'c' | null;
  readonly value: number | 'c' | null;
  readonly rate: number | 'c' | null;
}
interface CellsBody {
  readonly status: string;
  readonly cells: readonly CellBody[];
  readonly unprotected: readonly object[];
}

/** Assessments by month: who began one, girls and boys, and was done with it on the same day. */
const DONE = { '2020-10': [2, 7], '2020-11': [8, 9], '2020-12': [10, 11] } as const;

function assessments() {
  return Object.entries(DONE).flatMap(([month, [girls, boys]]) =>
    Array.from({ length: girls + boys }, (_, i) => {
      const on = `${month}-05`;
      const about = { child: `child-${month}-${i}`, at: `${month}-06T09:00:00Z` };
      return [
        madeEvent('child.described', about, { birthMonth: '2012-04', gender: i < girls ? 'F' : 'M' }),
        madeEvent('assessment.started', about, { id: 'a', startedOn: on }),
        madeEvent('assessment.completed', about, { id: 'a', completedOn: on }),
      ];
    }).flat(),
  );
}

const PROPOSAL = {
  authority: '841',
  periods: [
    { grain: 'quarter', period: '2020-12' },
    { grain: 'month', period: '2020-10' },
    { grain: 'month', period: '2020-11' },
    { grain: 'month', period: '2020-12' },
  ],
  measures: ['assessments-completed', 'assessments-45wd'],
  breakdowns: ['gender'],
  knownAt: '2021-01-15T23:59:59.999999Z',
  note: 'Quarter 3 of 2020/21',
  by: 'a.analyst',
};

describe('a publication as the public may see it', () => {
  let database: TestDatabase;
  let ledger: MadeLedger;
  let insight: RunningInsight;

  beforeAll(async () => {
    database = await freshDatabase();
    ledger = await MadeLedger.open(database.url);
    await ledger.append(assessments());
    await ledger.project();
    insight = await RunningInsight.start(ledger, '2021-04-20');
  });
  afterAll(async () => {
    await insight.stop();
    await ledger.close();
    await database.drop();
  });

  const post = async (path: string, body: object): Promise<{ id: number }> => {
    const answer = await insight.send<{ id: number }>('POST', path, body);
    expect({ status: answer.status < 300, body: answer.body }).toMatchObject({ status: true });
    return answer.body;
  };
  const propose = (changes: object = {}) => post('/v1/publications', { ...PROPOSAL, ...changes });
  const publish = (id: number) => post(`/v1/publications/${id}/publish`, { by: 'b.head' });
  const cellsOf = async (id: number): Promise<CellsBody> => {
    const { status, body } = await insight.get<CellsBody>(`/v1/publications/${id}/cells`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };
  const find = ({ cells }: CellsBody, ...names: string[]) =>
    cells.find(({ measure, grain, period, breakdown, key }) => {
      return [measure, grain, period, breakdown, key].join(' ').trim() === names.join(' ');
    });
  const rows = async (text: string) => (await ledger.pool.query<Record<string, unknown>>(text)).rows;

  it('is the same before and after it is published, and stays', async () => {
    const { id } = await propose();
    const preview = await cellsOf(id);
    expect(preview).toMatchObject({ status: 'proposed', unprotected: [] });
    const c = { shown: 'suppressed', numerator: 'c', value: 'c', rate: 'c' };
    for (const measure of ['assessments-completed', 'assessments-45wd']) {
      expect(find(preview, measure, 'month', '2020-10', 'gender', 'F')).toMatchObject(c);
      expect(find(preview, measure, 'month', '2020-10', 'gender', 'M')).toMatchObject(c);
      expect(find(preview, measure, 'quarter', '2020-12')).toMatchObject({ shown: 'figure', numerator: 47 });
      expect(find(preview, measure, 'month', '2020-10')).toMatchObject({ shown: 'figure', numerator: 9 });
    }
    await publish(id);
    const published = await cellsOf(id);
    const inOrder = ({ cells }: CellsBody) =>
      cells.map((cell) => JSON.stringify(cell, Object.keys(cell).sort())).sort();
    expect(inOrder(published)).toEqual(inOrder(preview));
    expect(published.status).toBe('published');

    const kept = await rows(`SELECT * FROM published_cell WHERE publication = ${id} AND shown = 'suppressed'`);
    expect(kept.length).toBe(published.cells.filter(({ shown }) => shown === 'suppressed').length);
    const nothing = { numerator: null, denominator: null, value: null, rate: null };
    for (const row of kept) expect(row).toMatchObject(nothing);
    await expect(ledger.pool.query(`UPDATE published_cell SET shown = 'figure'`)).rejects.toThrow('only ever added');
    const exact = await insight.get<{ figures: readonly object[] }>(`/v1/publications/${id}`);
    expect(JSON.stringify(exact.body.figures)).toContain('"numerator":2');
  });

  it('is a file for spreadsheets', async () => {
    const { id } = await propose();
    const { body, status } = await insight.get<string>(`/v1/publications/${id}/cells?format=csv`);
    expect(status).toBe(200);
    const lines = String(body).replace('\ufeff', '').split('\n');
    expect(lines[0]).toBe('measure,grain,period,breakdown,key,shown,numerator,denominator,value,rate');
    expect(lines).toContain('assessments-completed,month,2020-10,gender,F,suppressed,c,c,c,c');
    expect(lines).toContain('assessments-45wd,quarter,2020-12,,,figure,47,47,100,');
    expect((await insight.get(`/v1/publications/${id}/cells?format=pdf`)).status).toBe(400);
  });

  it('reckons with what was shown before', async () => {
    // The groups of October are asked for alone: what was published before still tells of the others.
    const { id } = await propose({ periods: [{ grain: 'month', period: '2020-10' }] });
    const preview = await cellsOf(id);
    expect(find(preview, 'assessments-completed', 'month', '2020-10', 'gender', 'M')).toMatchObject({ numerator: 'c' });
    const bare = await propose({ periods: [{ grain: 'ytd', period: '2020-12' }] });
    expect(await cellsOf(bare.id)).toMatchObject({ unprotected: [] });
  });

  it('is nothing where it was withdrawn, or is not there', async () => {
    const { id } = await propose();
    await post(`/v1/publications/${id}/withdraw`, { by: 'a.analyst' });
    expect(await insight.get(`/v1/publications/${id}/cells`)).toMatchObject({ status: 409 });
    expect((await insight.get('/v1/publications/99/cells')).status).toBe(404);
  });
});
