import { freshDatabase, type TestDatabase } from '../../../../test/support/database';
import { casework } from '../testing/casework';
import { madeEvent } from '../testing/made-events';
import { MadeLedger } from '../testing/made-ledger';
import { RunningInsight } from '../testing/running-insight';
import { digestOf } from './canonical';

type Fields = Record<string, unknown>;
interface FigureBody extends Fields {
  readonly measure: string;
  readonly numerator: number;
}
interface PublicationBody extends Fields {
  readonly id: number;
  readonly digest: string;
  readonly position: Readonly<Record<string, number>>;
  readonly figures: readonly FigureBody[];
}
interface Explained {
  readonly then: Fields;
  readonly now: Fields;
  readonly difference: Fields;
  readonly causes: readonly {
    readonly kind: string;
    readonly numerator: number;
    readonly denominator: number | null;
  }[];
  readonly addsUp: boolean;
}

const THEN = '2021-01-15T23:59:59.999999Z';
const PROPOSAL = {
  authority: '841',
  periods: [
    { grain: 'quarter', period: '2020-12' },
    { grain: 'quarter', period: '2020-06' },
  ],
  measures: ['assessments-45wd', 'assessments-completed', 'cla', 'caseload'],
  breakdowns: ['gender'],
  knownAt: THEN,
  note: 'Quarters 1 and 3 of 2020/21',
  by: 'a.analyst',
};

describe('publications', () => {
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

  const post = async <B = PublicationBody>(path: string, body: object, status: number): Promise<B> => {
    const answer = await insight.send<B>('POST', path, body);
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
    return answer.body;
  };
  const get = async <B = PublicationBody>(path: string): Promise<B> => {
    const { status, body } = await insight.get<B>(path);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };
  const propose = (changes: object = {}) => post('/v1/publications', { ...PROPOSAL, ...changes }, 201);

  it.each([
    ['authority', { authority: 'all' }],
    ['periods', { periods: [] }],
    ['periods', { periods: [{ grain: 'quarter', period: '2020-11' }] }],
    ['periods', { periods: [{ grain: 'quarter', period: '2021-03' }] }],
    ['periods', { periods: [...PROPOSAL.periods, PROPOSAL.periods[0]] }],
    ['measures', { measures: ['no-such-measure'] }],
    ['breakdowns', { breakdowns: ['worker'] }],
    ['breakdowns', { breakdowns: ['shoe-size'] }],
    ['knownAt', { knownAt: '2021-01-15' }],
    ['knownAt', { knownAt: '2039-01-01T00:00:00Z' }],
    ['note', { note: ' ' }],
    ['by', { by: undefined }],
    ['colour', { colour: 'red' }],
  ])('refuses a wrong %s', async (field, changes) => {
    expect(await post<Fields>('/v1/publications', { ...PROPOSAL, ...changes }, 400)).toMatchObject({ field });
  });

  it('are proposed by one, published by another, and stay as they were', async () => {
    const path = '/v1/measures/assessments-45wd/commentary?authority=841&period=2020-12';
    await insight.send('PUT', path, { text: 'As expected.', by: 'a.analyst' });
    await insight.send('PUT', path, { text: 'One came late.\nIt is being looked into.', by: 'a.analyst' });
    const proposed = await propose();
    expect(proposed).toMatchObject({ status: 'proposed', proposedBy: 'a.analyst', decidedBy: null, rulebook: 3 });
    expect(await get<{ publications: Fields[] }>('/v1/publications?authority=841')).toMatchObject({
      publications: [{ id: proposed.id }],
    });
    expect(await get('/v1/publications?authority=840')).toEqual({ publications: [], next: null });
    await post(`/v1/publications/${(await propose()).id}/withdraw`, { by: 'a.analyst' }, 200);
    const first = await get<{ publications: Fields[]; next: string }>('/v1/publications?authority=841&limit=1');
    expect(first.publications).toMatchObject([{ status: 'withdrawn' }]);
    expect(await get(first.next)).toMatchObject({ publications: [{ id: proposed.id }], next: null });

    await post(`/v1/publications/${proposed.id}/publish`, { by: 'a.analyst' }, 403);
    // The commentary says "One": whoever publishes has to have read it.
    expect(proposed['commentaryWarnings']).toMatchObject([{ sentence: 'One came late.', numbers: ['One'] }]);
    const unread = await post<Fields>(`/v1/publications/${proposed.id}/publish`, { by: 'b.head' }, 409);
    expect(unread['field']).toBe('commentaryChecked');
    expect(unread['detail']).toContain('“One came late.”');
    const mistaken = { by: 'b.head', commentaryChecked: 'yes' };
    await post(`/v1/publications/${proposed.id}/publish`, mistaken, 400);
    await post(`/v1/publications/${proposed.id}/publish`, { by: 'b.head', commentaryChecked: true }, 200);
    await post(`/v1/publications/${proposed.id}/publish`, { by: 'b.head' }, 409);
    await post(`/v1/publications/${proposed.id}/withdraw`, { by: 'a.analyst' }, 409);

    await insight.send('PUT', path, { text: 'It was a slip.', by: 'b.head' });
    const { body: canonical } = await insight.get<Fields>(`/v1/publications/${proposed.id}/canonical`);
    const shown = await get(`/v1/publications/${proposed.id}`);
    expect(shown).toMatchObject({ status: 'published', decidedBy: 'b.head', digest: proposed.digest, revises: [] });
    expect(shown['commentary']).toMatchObject([{ version: 2, text: 'One came late.\nIt is being looked into.' }]);
    expect(shown.figures).toHaveLength(8);
    expect(shown.figures).toEqual(
      expect.arrayContaining([
        // Ada's assessment was known in time; it is known since March that it was not done in this quarter.
        expect.objectContaining({
          measure: 'assessments-45wd',
          period: '2020-06',
          numerator: 1,
          denominator: 1,
          today: { numerator: 0, denominator: 0, value: null, rate: null },
          differs: true,
          groups: { gender: [{ key: 'F', numerator: 1, denominator: 1, value: 100 }] },
        }),
        expect.objectContaining({ measure: 'cla', period: '2020-12', numerator: 1, denominator: null, differs: false }),
        expect.objectContaining({ measure: 'caseload', period: '2020-12', numerator: 2, denominator: 1, value: 2 }),
      ]),
    );
    expect(canonical).toMatchObject({ format: 'careledger-publication/1', knownAt: THEN, authority: '841' });
    const response = await fetch(`${insight.address}/v1/publications/${proposed.id}/canonical`);
    expect(digestOf(await response.text())).toBe(shown.digest);
    expect(await get(`/v1/publications/${proposed.id}/revision`)).toMatchObject({ revises: [], figures: [] });
    await expect(get(path)).resolves.toMatchObject({ versions: [{ version: 3 }, { version: 2 }, { version: 1 }] });
  });

  it.each([
    'UPDATE publication SET note = note',
    'DELETE FROM publication_act',
    'TRUNCATE commentary',
    'UPDATE published_figure SET period = period',
  ])('cannot be changed in the database either: %s', async (statement) => {
    await expect(ledger.pool.query(statement)).rejects.toThrow('only ever added');
  });

  it('have a history that is loaded behind them explained, and refuse a proposal that it has changed', async () => {
    const proposed = await propose({ measures: ['assessments-45wd'] });
    const child = { child: 'dee-00000004', at: '2021-01-05T09:00:00Z' };
    await ledger.append([
      madeEvent('assessment.started', child, { id: 'd1', startedOn: '2020-10-01' }),
      madeEvent('assessment.completed', { ...child, id: 'dee-done' }, { id: 'd1', completedOn: '2020-11-02' }),
    ]);
    await ledger.project();
    expect(await post<Fields>(`/v1/publications/${proposed.id}/publish`, { by: 'b.head' }, 409)).toMatchObject({
      detail: expect.stringContaining(
        'assessments-45wd, quarter 2020-12: proposed 0 of 0, now 1 of 1 (historical-load +1 of +1)',
      ) as string,
    });
    await post(`/v1/publications/${proposed.id}/withdraw`, { by: 'a.analyst' }, 200);

    // As known on that day it has another figure now, and the difference from what was published is told.
    const asked = '/v1/measures/assessments-45wd/restatements?authority=841&grain=quarter&period=2020-12';
    const explained = await get<Explained & { restatements: Fields[] }>(`${asked}&publication=1&knownAt=${THEN}`);
    expect(explained.then).toEqual({ numerator: 0, denominator: 0, value: null, rate: null });
    expect(explained).toMatchObject({
      now: { numerator: 1, denominator: 1 },
      difference: { numerator: 1, denominator: 1 },
      causes: [{ kind: 'historical-load', postings: 1, numerator: 1, denominator: 1 }],
      addsUp: true,
      restatements: [{ cause: 'dee-done', kind: 'historical-load', historical: true }],
    });
    // Without a position it counts on both sides.
    expect(await get<Explained>(`${asked}&since=${THEN}&knownAt=${THEN}`)).toMatchObject({ causes: [], addsUp: true });
  });

  it('are revised by a later one, which keeps why it differs; the first stays', async () => {
    const first = await get('/v1/publications/1');
    await ledger.append([
      madeEvent(
        'record.retracted',
        { child: 'ben-00000002', at: '2021-02-01T09:00:00Z' },
        { entity: 'allocation', id: 'w' },
      ),
    ]);
    await ledger.project();
    expect(await post<Fields>('/v1/publications', { ...PROPOSAL, knownAt: '2021-01-10T00:00:00Z' }, 409)).toMatchObject(
      { field: 'knownAt' },
    );
    const second = await propose({ knownAt: '2021-04-15T22:59:59.999999Z', by: 'b.head' });
    await post(`/v1/publications/${second.id}/publish`, { by: 'a.analyst' }, 200);
    const revision = await get<{ figures: (Explained & { measure: string; period: string; restatements: string })[] }>(
      `/v1/publications/${second.id}/revision`,
    );
    expect(revision).toMatchObject({ publication: second.id, revises: [1] });
    expect(revision.figures).toHaveLength(8);
    for (const { difference, causes, addsUp } of revision.figures) {
      expect(addsUp).toBe(true);
      const sum = (of: 'numerator' | 'denominator') => causes.reduce((total, one) => total + (one[of] ?? 0), 0);
      expect([sum('numerator'), sum('denominator')]).toEqual([difference['numerator'], difference['denominator'] ?? 0]);
    }
    const of = (measure: string, period: string) =>
      revision.figures.find((figure) => figure.measure === measure && figure.period === period);
    expect(of('assessments-45wd', '2020-06')?.causes).toMatchObject([
      { kind: 'correction', numerator: -1, denominator: -1 },
    ]);
    expect(of('assessments-45wd', '2020-12')?.causes).toMatchObject([{ kind: 'historical-load', numerator: 1 }]);
    // Ben's worker still has Ada: a child less, and no worker less.
    expect(of('caseload', '2020-12')).toMatchObject({
      then: { numerator: 2, denominator: 1 },
      now: { numerator: 1, denominator: 1 },
      causes: [{ kind: 'retraction', numerator: -1, denominator: 0 }],
    });
    const { restatements } = await get<{ restatements: Fields[] }>(of('caseload', '2020-12')?.restatements as string);
    expect(restatements).toMatchObject([{ child: 'ben-00000002', kind: 'retraction', numerator: -1 }]);

    const again = await get('/v1/publications/1');
    expect(again).toMatchObject({ digest: first.digest, revisedBy: [second.id], position: first.position });
    expect(again.figures.map(({ numerator }) => numerator)).toEqual(first.figures.map(({ numerator }) => numerator));
    expect(await get(`/v1/publications/${second.id}`)).toMatchObject({ revises: [1], revisedBy: [] });
  });

  it('stand beside the figures of a series', async () => {
    const query = 'authority=841&grain=quarter&from=2020-04&to=2020-12&published=true';
    const { points } = await get<{ points: Fields[] }>(`/v1/measures/assessments-45wd/series?${query}`);
    expect(points.map(({ published }) => published)).toEqual([
      expect.objectContaining({ numerator: 0, denominator: 0, differs: false, digest: expect.any(String) as string }),
      null,
      expect.objectContaining({ numerator: 1, denominator: 1, differs: false }),
    ]);
    const then = await get<{ points: Fields[] }>(`/v1/measures/assessments-45wd/series?${query}&knownAt=${THEN}`);
    expect(then.points[0]).toMatchObject({ numerator: 1, published: { numerator: 0, differs: true } });
  });

  it('are nothing that is not there', async () => {
    for (const id of ['99', 'x', '0']) {
      expect((await insight.get(`/v1/publications/${id}`)).status).toBe(404);
    }
  });
});
