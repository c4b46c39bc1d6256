import { formatInstant, parseInstant } from '@careledger/calendar';
import type { CaseEvent } from '@careledger/contract';
import { StreamReader } from '../../apps/insight/src/testing/stream-reader';
import {
  ARRAY,
  caughtUp,
  get,
  LINES,
  ONE,
  post,
  postEvents,
  read,
  type IntakeAnswer,
  type Reply,
  type Series,
  type Status,
} from '../support/client';
import { DataFolder } from '../support/data-folder';
import { OPEN_DOORS, RunningSystem } from '../support/running-system';

jest.setTimeout(120_000);

const ADA = 'child-ada';
const BEN = 'child-ben';
const CAT = 'child-cat';

/** An event of authority 841's case system, recorded when it is taken in. */
function event(id: string, type: string, subject: string, data: object): Record<string, unknown> {
  const source = '/authority/841/case-system';
  return { specversion: '1.0', id, source, type: `csc.${type}`, subject, authority: '841', data };
}

const one = event('ada', 'child.described', ADA, { birthMonth: '2010-05', gender: 'F' });
const array = [
  event('ben', 'child.described', BEN, { birthMonth: '2004-02', gender: 'M' }),
  event('ada-referred', 'referral.received', ADA, { id: 'r1', receivedOn: '2020-10-05', source: '1A' }),
  event('ben-referred', 'referral.received', BEN, { id: 'r1', receivedOn: '2020-10-20', source: '3B' }),
  event('cat-referred', 'referral.received', CAT, { id: 'r1', receivedOn: '2020-11-02' }),
  event('ada-in-care', 'care.started', ADA, { id: 'c1', startedOn: '2020-10-10', legalStatus: 'C2' }),
  event('ada-placed', 'placement.started', ADA, { id: 'p1', startedOn: '2020-10-10', type: 'U4' }),
];
const impossible = event('cat-again', 'referral.received', CAT, { id: 'r2', receivedOn: '2020-02-30' });
const lines = [
  event('ben-in-care', 'care.started', BEN, { id: 'c1', startedOn: '2020-11-15', legalStatus: 'C2' }),
  impossible,
  event('ben-placed', 'placement.started', BEN, { id: 'p1', startedOn: '2020-11-15', type: 'K2' }),
  event('ben-gone', 'missing.started', BEN, { id: 'm1', startedAt: '2020-11-20T22:00:00Z' }),
  event('ben-back', 'missing.ended', BEN, { id: 'm1', endedAt: '2020-11-21T08:00:00Z' }),
  event('ben-gone-again', 'missing.started', BEN, { id: 'm2', startedAt: '2020-11-25T17:30:00+00:00' }),
  event('ada-gone', 'missing.started', ADA, { id: 'm1', startedAt: '2020-12-01T00:30:00Z' }),
];
const moved = event('ada-referred-later', 'referral.received', ADA, { id: 'r1', receivedOn: '2020-11-05' });
const notInCare = event('ben-never-in-care', 'record.retracted', BEN, { entity: 'care', id: 'c1' });

interface Entries {
  readonly entries: readonly { readonly child: string; readonly sources: readonly string[] }[];
}
interface Restatements {
  readonly restatements: readonly object[];
}
interface Measures {
  readonly measures: readonly { readonly id: string; readonly title: string }[];
}

/** A small history, posted to the whole program, step by step: what each step says of the figures was worked out by hand. */
describe('from event to figure', () => {
  let folder: DataFolder;
  let system: RunningSystem;
  /** An instant after the history and before what changed it, and one after the correction and before the retraction. */
  let [beforeCorrection, beforeRetraction] = ['', ''];

  beforeAll(async () => {
    folder = DataFolder.make();
    system = await RunningSystem.start(folder, { TODAY: '2020-12-18' });
  });
  afterAll(() => folder.remove());

  async function series(measure: string, query: string): Promise<Series> {
    return read<Series>(system.address, `/v1/measures/${measure}/series?authority=841&${query}`);
  }
  const autumn = (grain = 'month'): string => `grain=${grain}&from=2020-10&to=2020-12`;
  async function numerators(measure: string, query: string): Promise<number[]> {
    return (await series(measure, query)).points.map(({ numerator }) => numerator);
  }
  /** The numerators of the groups, such as `F 1 M 1`, by period. */
  async function groups(measure: string, query: string): Promise<string[]> {
    const { points } = await series(measure, query);
    return points.map((point) => (point.groups ?? []).map(({ key, numerator }) => `${key} ${numerator}`).join(' '));
  }
  /** An instant at which everything so far is known, and nothing that comes. */
  async function now(): Promise<string> {
    await caughtUp(system.address);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const instant = formatInstant(parseInstant(new Date().toISOString()));
    await new Promise((resolve) => setTimeout(resolve, 5));
    return instant;
  }

  it('takes events in as one, as an array and as lines, and refuses what makes no sense, and that alone', async () => {
    const taken = { accepted: 1, duplicates: 0, rejectedCount: 0, rejected: [] };
    expect(await post(system.address, JSON.stringify(one), ONE)).toMatchObject({ status: 202, body: taken });
    expect((await post(system.address, JSON.stringify(array), ARRAY)).body).toEqual({ ...taken, accepted: 6 });
    const { status, body } = await post(system.address, lines.map((each) => JSON.stringify(each)).join('\n'), LINES);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 6, duplicates: 0, rejectedCount: 1 });
    expect(body.rejected).toEqual([
      { index: 1, id: 'cat-again', field: 'data.receivedOn', rule: expect.any(String) as string },
    ]);
    beforeCorrection = await now();
    expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0, authorities: ['841'], fixture: null });
  });

  it('keeps the refused event for whoever puts it right', async () => {
    const { refusals } = await read<{ refusals: { id: string; field: string; payload: string }[] }>(
      system.address,
      '/v1/refusals',
    );
    expect(refusals).toMatchObject([{ id: 'cat-again', field: 'data.receivedOn' }]);
    expect(JSON.parse(refusals[0]?.payload ?? '')).toEqual(impossible);
  });

  it('a flow: a period has what is dated in it', async () => {
    expect(await numerators('referrals-received', autumn())).toEqual([2, 1, 0]);
    expect(await groups('referrals-received', `${autumn()}&by=source`)).toEqual(['1A 1 3B 1', 'unknown 1', '']);
    expect(await groups('referrals-received', `${autumn('quarter')}&by=gender`)).toEqual(['F 1 M 1 unknown 1']);
    expect(await numerators('referrals-received', autumn('ytd'))).toEqual([2, 3, 3]);
    const { points } = await series('referrals-received', 'grain=month&from=2020-12&to=2021-02');
    expect(points).toEqual([
      {
        period: '2020-12',
        from: '2020-12-01',
        to: '2020-12-18',
        numerator: 0,
        denominator: null,
        value: 0,
        rate: 0,
      },
    ]);
  });

  it('a stock: a period has what holds on its last day, or today', async () => {
    expect(await numerators('cla', autumn())).toEqual([1, 2, 2]);
    expect(await groups('cla', `${autumn()}&by=gender`)).toEqual(['F 1', 'F 1 M 1', 'F 1 M 1']);
    expect(await groups('cla', `${autumn()}&by=placementType`)).toEqual(['U4 1', 'K2 1 U4 1', 'K2 1 U4 1']);
    expect(await groups('cla', `${autumn()}&by=ageBand`)).toEqual(['10-15 1', '10-15 1 16-17 1', '10-15 1 16-17 1']);
    const { points } = await series('cla-allocated-qualified', autumn('year'));
    expect(points).toEqual([]); // the year ends in March, which is not asked for
    expect((await series('cla-20-miles', autumn('quarter'))).points).toMatchObject([
      { numerator: 0, denominator: 0, value: null },
    ]);
  });

  it('a distinct measure: a child counts once in each period', async () => {
    expect(await numerators('missing-episodes', autumn())).toEqual([0, 2, 1]);
    expect(await numerators('missing-children', autumn())).toEqual([0, 1, 1]);
    expect(await numerators('missing-children', autumn('quarter'))).toEqual([2]);
    expect(await groups('missing-children', `${autumn('ytd')}&by=gender`)).toEqual(['', 'M 1', 'F 1 M 1']);
    expect(await numerators('missing-children', autumn('rolling-12m'))).toEqual([0, 1, 2]);
  });

  it('names the children and the events that a figure is made of', async () => {
    const path = (measure: string, period: string): string =>
      `/v1/measures/${measure}/entries?authority=841&grain=month&period=${period}`;
    const referred = await read<Entries>(system.address, path('referrals-received', '2020-10'));
    const referral = { date: '2020-10-05', numerator: 1, denominator: null, cause: 'ada-referred' };
    expect(referred.entries).toHaveLength(2);
    expect(referred).toMatchObject({ reconciled: true, next: null });
    expect(referred.entries.find(({ child }) => child === ADA)).toMatchObject(referral);
    expect(referred.entries.find(({ child }) => child === ADA)?.sources).toContain('ada-referred');
    expect(referred.entries.find(({ child }) => child === BEN)).toMatchObject({ cause: 'ben-referred' });

    const inCare = await read<Entries>(system.address, path('cla', '2020-12'));
    const sources = Object.fromEntries(inCare.entries.map((entry) => [entry.child, entry.sources]));
    expect(Object.keys(sources).sort()).toEqual([ADA, BEN]);
    expect(sources[ADA]).toEqual(expect.arrayContaining(['ada-in-care']));
    expect(sources[BEN]).toEqual(expect.arrayContaining(['ben-in-care']));
  });

  it('a duplicate changes nothing; the same id with other content is refused', async () => {
    const before = await caughtUp(system.address);
    expect((await postEvents(system.address, [one, ...array])).body).toMatchObject({ accepted: 0, duplicates: 7 });
    const reused = { ...moved, id: 'ada-referred' };
    const { status, body } = await postEvents(system.address, [reused]);
    expect(status).toBe(422);
    expect(body.rejected).toEqual([{ index: 0, id: 'ada-referred', field: 'id', rule: 'id-reused' }]);
    expect(await read<Status>(system.address, '/v1/status')).toEqual(before);
    expect(await numerators('referrals-received', autumn())).toEqual([2, 1, 0]);
  });

  it('a correction changes the figure, and what was known before does not change', async () => {
    await postEvents(system.address, [moved]);
    beforeRetraction = await now();
    expect(await numerators('referrals-received', autumn())).toEqual([1, 2, 0]);
    const then = await series('referrals-received', `${autumn()}&knownAt=${beforeCorrection}`);
    expect(then.points.map(({ numerator }) => numerator)).toEqual([2, 1, 0]);
    expect(then).toMatchObject({ final: true, knownAt: beforeCorrection });

    const path = `/v1/measures/referrals-received/restatements?authority=841&grain=month&since=${beforeCorrection}&period=`;
    expect((await read<Restatements>(system.address, `${path}2020-10`)).restatements).toMatchObject([
      { child: ADA, date: '2020-10-05', numerator: -1, cause: 'ada-referred-later' },
    ]);
    expect((await read<Restatements>(system.address, `${path}2020-11`)).restatements).toMatchObject([
      { child: ADA, date: '2020-11-05', numerator: 1, cause: 'ada-referred-later' },
    ]);
  });

  it('a retraction takes back what rested on it, and what was known before stays known', async () => {
    await postEvents(system.address, [notInCare]);
    await caughtUp(system.address);
    expect(await numerators('cla', autumn())).toEqual([1, 1, 1]);
    expect(await groups('cla', `${autumn()}&by=placementType`)).toEqual(['U4 1', 'U4 1', 'U4 1']);
    expect(await numerators('cla-missing-episodes', autumn())).toEqual([0, 0, 1]);
    expect(await numerators('missing-episodes', autumn())).toEqual([0, 2, 1]);
    for (const known of [beforeCorrection, beforeRetraction]) {
      expect(await numerators('cla', `${autumn()}&knownAt=${known}`)).toEqual([1, 2, 2]);
      expect(await groups('cla', `${autumn()}&knownAt=${known}&by=gender`)).toEqual(['F 1', 'F 1 M 1', 'F 1 M 1']);
      expect(await numerators('cla-missing-episodes', `${autumn()}&knownAt=${known}`)).toEqual([0, 2, 1]);
    }
  });

  it('the live stream delivers a figure that moves, and ends when the program stops taking part in it', async () => {
    const stream = await StreamReader.open(`${system.address}/v1/live?authority=841`);
    try {
      const { figures } = (await stream.next('figures')) as { figures: { measure: string; numerator: number }[] };
      expect(figures.find(({ measure }) => measure === 'contacts-received')?.numerator).toBe(0);
      const contact = event('cat-contact', 'contact.received', CAT, { id: 'k1', receivedOn: '2020-12-17' });
      await postEvents(system.address, [contact]);
      expect(await stream.next('figure')).toMatchObject({
        measure: 'contacts-received',
        ...{ authority: '841', grain: 'month', period: '2020-12', to: '2020-12-18', numerator: 1 },
      });
    } finally {
      stream.close();
    }
  });

  it('refuses questions that make no sense', async () => {
    const ask = (path: string): Promise<Reply<{ detail: string }>> => get(system.address, path);
    const unknown = await ask(`/v1/measures/cla-2/series?authority=841&${autumn()}`);
    expect(unknown).toMatchObject({ status: 404 });
    expect(unknown.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    for (const wrong of [
      'grain=week&from=2020-10&to=2020-12',
      'grain=month&from=2020-12&to=2020-10',
      `${autumn()}&by=x`,
    ]) {
      expect(await ask(`/v1/measures/cla/series?authority=841&${wrong}`)).toMatchObject({ status: 400 });
    }
    const ahead = new Date(Date.now() + 60_000).toISOString();
    expect(await ask(`/v1/measures/cla/series?authority=841&${autumn()}&knownAt=${ahead}`)).toMatchObject({
      status: 400,
    });
    expect(await numerators('cla', autumn().replace('841', '555'))).toHaveLength(3);
    const { body } = await post<IntakeAnswer & { detail: string }>(system.address, '', LINES);
    expect(body.detail).toBe('There is no event in the body.');
  });

  it('describes itself to programs and to people', async () => {
    expect(await get(system.address, '/health/live')).toMatchObject({ status: 200 });
    expect(await get(system.address, '/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { database: {}, log: {}, figures: {}, consuming: { partitions: '0,1' } } },
    });
    const metrics = await read<string>(system.address, '/metrics');
    const projected = [...metrics.matchAll(/^careledger_projected_events_total\{.*\} (\d+)$/gm)];
    expect(projected.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(16);
    // The thread's connections too, and what was refused; no text of an emitter's becomes a label.
    expect(metrics).toMatch(/^careledger_pool_connections\{pool="projector",state="total"\} [1-9]/m);
    expect(metrics).toMatch(/^careledger_batch_events_count\{partition="\d"\} [1-9]/m);
    expect(metrics).toContain('careledger_intake_events_total{type="csc.referral.received",result="refused"}');
    const openApi = await read<{ openapi: string; paths: object }>(system.address, '/openapi.json');
    expect(openApi.openapi).toMatch(/^3\./);
    expect(Object.keys(openApi.paths)).toEqual(expect.arrayContaining(['/v1/events', '/v1/measures/{id}/series']));
    const asyncApi = await read<{ asyncapi: string }>(system.address, '/asyncapi.json');
    expect(asyncApi.asyncapi).toMatch(/^3\./);
    expect(JSON.stringify(asyncApi)).toContain('csc.referral.received' satisfies CaseEvent['type']);
  });

  it('has a page with all measures, and whatever that page needs', async () => {
    const { measures } = await read<Measures>(system.address, '/v1/measures');
    expect(measures.length).toBeGreaterThan(40);
    const { status, headers, body: page } = await get<string>(system.address, '/authorities/841');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const { id } of measures) expect(page).toContain(`/authorities/841/measures/${id}"`);
    const parts = [...page.matchAll(/(?:src|href)="(\/(?:assets\/|favicon)[^"]+)"/g)].map(([, path = '']) => path);
    expect(parts).toHaveLength(3);
    for (const path of parts) expect(await get(system.address, path)).toMatchObject({ status: 200 });
    expect(page).toContain('data-live="/v1/live?authority=841"');
  });

  it('writes nothing of a child into its output, and stops at once although somebody reads along', async () => {
    const stream = await StreamReader.open(`${system.address}/v1/live?authority=841`);
    await stream.next('figures');
    const asked = Date.now();
    await system.stop();
    expect(Date.now() - asked).toBeLessThan(15_000);
    await expect(stream.end()).resolves.toBeUndefined();
    expect(system.said).not.toMatch(/child-|2020-02-30|cat-again/);
    expect(system.complaints).toBe(OPEN_DOORS);
  });
});
