import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { JournalLog } from '@careledger/event-log';
import type { CaseEvent } from '@careledger/contract';
import { createPool } from '@careledger/store';
import { caughtUp, postEvents, postJson, read, type Series } from '../support/client';
import { DataFolder, typescript } from '../support/data-folder';
import { databaseUrl } from '../support/embedded-database';
import { Program, RunningSystem } from '../support/running-system';

jest.setTimeout(180_000);

const THEN = '2021-01-15T23:59:59.999999Z';
const MEASURE = '/v1/measures/referrals-received';
const OF_QUARTER_3 = 'authority=841&grain=quarter&period=2020-12';

interface Restatements {
  readonly then: { numerator: number };
  readonly now: { numerator: number };
  readonly difference: { numerator: number };
  readonly causes: readonly { kind: string; postings: number; numerator: number }[];
  readonly addsUp: boolean;
  readonly restatements: readonly { child: string | null; numerator: number; kind: string; historical: boolean }[];
}

interface Publication {
  readonly digest: string;
  readonly revises: readonly number[];
  readonly revisedBy: readonly number[];
  readonly figures: readonly {
    readonly numerator: number;
    readonly today: { readonly numerator: number };
    readonly restatements: string;
  }[];
}

/** Something that is said of one child's referral. */
function said(child: string, recordedtime: string, data: object, type = 'referral.received'): CaseEvent {
  return {
    specversion: '1.0',
    id: `${type} ${recordedtime}`,
    source: '/test/case-system',
    type: `csc.${type}`,
    subject: `child-${child}`,
    authority: '841',
    recordedtime,
    data,
  } as CaseEvent;
}

const referral = (child: string, receivedOn: string, recordedtime = `${receivedOn}T17:00:00Z`): CaseEvent =>
  said(child, recordedtime, { id: 'r', receivedOn });

describe('a quarter that is published, restated and published again', () => {
  let folder: DataFolder;
  let system: RunningSystem;
  beforeAll(async () => {
    folder = DataFolder.make();
    system = await RunningSystem.start(folder, { TODAY: '2021-06-30' });
  });
  afterAll(async () => {
    await system.stop();
    await folder.remove();
  });

  /** What the command prints. @throws Error where it ends with a failure */
  async function publication(...words: string[]): Promise<string> {
    const main = typescript('apps/publication/src/main.ts');
    const program = new Program(folder, [...main, ...words, '--url', system.address], {});
    const { code } = await program.ended;
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${program.complaints}`);
    return program.output;
  }

  const propose = (knownAt: string, as: string): Promise<string> => {
    const what = [
      '--authority',
      '841',
      '--quarter',
      '2020-12',
      '--measure',
      'referrals-received',
      '--note',
      'Quarter 3',
    ];
    return publication('propose', ...what, '--known-at', knownAt, '--as', as);
  };

  async function send(events: readonly CaseEvent[], historical = false): Promise<void> {
    expect((await postEvents(system.address, events, { historical })).body).toMatchObject({ accepted: events.length });
    await caughtUp(system.address);
  }

  /** Parks a child by an event of a type that this program does not know, which the intake would not let pass. */
  async function park(child: string): Promise<number> {
    const pool = createPool(databaseUrl(folder.dataDir), 2);
    const log = await JournalLog.open({ pool });
    const event = said(child, '2020-11-01T09:00:00Z', { id: 'r', receivedOn: '2020-11-01' }, 'referral.dreamt');
    const [outcome] = await log.append([{ event, payload: JSON.stringify(event) }], { historical: false });
    await log.close();
    await pool.end();
    if (outcome?.outcome !== 'accepted') throw new Error(`the event of the test is a ${outcome?.outcome}`);
    return outcome.offset;
  }

  const first = (): Promise<Publication> => read<Publication>(system.address, '/v1/publications/1');

  it('is published as known on 15 January by another than who proposed it', async () => {
    await send(
      [referral('ada-0001', '2020-10-05'), referral('ben-0002', '2020-11-06'), referral('cyd-0003', '2020-12-07')],
      true,
    );
    expect(await propose('2021-01-15', 'a.analyst')).toContain(`As known at ${THEN}`);
    await expect(publication('publish', '1', '--as', 'a.analyst')).rejects.toThrow('One proposes, another publishes');
    expect(await publication('publish', '1', '--as', 'b.head')).toContain('published by b.head');

    const canonical = await publication('canonical', '1');
    expect(createHash('sha256').update(canonical).digest('hex')).toBe((await first()).digest);
    expect(await publication('show', '1')).toMatch(/referrals-received +quarter 2020-12 +3 +3\n/);
  });

  it('is restated by what came afterwards, explained to the posting', async () => {
    const { digest } = await first();
    const nonsense = await park('pia-0006');
    await send([
      referral('dee-0004', '2020-12-20', '2021-02-01T09:00:00Z'), // late
      referral('ada-0001', '2021-01-04', '2021-02-02T09:00:00Z'), // a correction: it was not of that quarter
      said('ben-0002', '2021-02-03T09:00:00Z', { entity: 'referral', id: 'r' }, 'record.retracted'),
      referral('pia-0006', '2020-12-21', '2021-02-04T09:00:00Z'), // waits
    ]);
    // A history loaded afterwards: what was recorded by 15 January reaches behind the publication, what was not is late.
    await send([referral('eli-0005', '2020-12-10'), referral('fay-0007', '2020-12-11', '2021-03-01T09:00:00Z')], true);
    const waiting = new Date().toISOString();
    const asWaiting = `/v1/children/841/child-pia-0006?knownAt=${waiting}`;
    const before = await read<{ position: object; final: boolean }>(system.address, asWaiting);
    expect(before).toMatchObject({ final: true, parked: { since: nonsense, parkedAt: null }, entities: [] });
    await postJson(system.address, '/v1/parked/841/child-pia-0006/discard', { offset: nonsense, reason: 'a test' });
    await caughtUp(system.address);
    // As known while it waited, it waits still.
    const now = await read<{ position: object }>(system.address, asWaiting);
    expect({ ...now, position: before.position }).toEqual(before);

    const expected = [
      ['child-ada-0001', 'correction', -1, false],
      ['child-ben-0002', 'retraction', -1, false],
      ['child-dee-0004', 'late-event', 1, false],
      ['child-eli-0005', 'historical-load', 1, true],
      ['child-fay-0007', 'late-event', 1, true],
      ['child-pia-0006', 'release', 1, false],
    ];
    const path = (await first()).figures[0]?.restatements ?? '';
    const told = await read<Restatements>(system.address, path);
    expect(told.restatements.map((one) => [one.child, one.kind, one.numerator, one.historical]).sort()).toEqual(
      expected,
    );
    expect(told).toMatchObject({
      then: { numerator: 3 },
      now: { numerator: 5 },
      difference: { numerator: 2 },
      causes: [
        { kind: 'historical-load', postings: 1, numerator: 1 },
        { kind: 'release', postings: 1, numerator: 1 },
        { kind: 'retraction', postings: 1, numerator: -1 },
        { kind: 'correction', postings: 1, numerator: -1 },
        { kind: 'late-event', postings: 2, numerator: 2 },
      ],
      addsUp: true,
    });
    // As known on that day, but at the present position, the load alone counts.
    const known = `authority=841&grain=quarter&from=2020-12&to=2020-12&knownAt=${THEN}`;
    expect((await read<Series>(system.address, `${MEASURE}/series?${known}`)).points[0]).toMatchObject({
      numerator: 4,
    });
    expect(
      await read(system.address, `${MEASURE}/restatements?${OF_QUARTER_3}&publication=1&knownAt=${THEN}`),
    ).toMatchObject({
      difference: { numerator: 1 },
      causes: [{ kind: 'historical-load' }],
    });
    expect(await first()).toMatchObject({ digest, figures: [{ numerator: 3, today: { numerator: 5 } }] });
  });

  it('is revised with its explanation, and the first publication stays', async () => {
    const { digest } = await first();
    const now = new Date().toISOString();
    expect(await propose(now, 'b.head')).toContain('Publication 2 of 841: proposed');
    await publication('publish', '2', '--as', 'a.analyst');
    expect(await publication('revision', '2')).toMatch(
      /referrals-received +quarter 2020-12 +1 +3 +5 +historical-load \+1, release \+1, retraction -1, correction -1, late-event \+2 +yes/,
    );
    expect(await first()).toMatchObject({ digest, revises: [], revisedBy: [2], figures: [{ numerator: 3 }] });
    // What comes after the revision is no part of its explanation, nor of the list of its postings.
    await send([referral('gus-0008', '2020-12-30', '2021-04-01T09:00:00Z')]);
    const { figures } = await read<{ figures: (Restatements & { restatements: string })[] }>(
      system.address,
      '/v1/publications/2/revision',
    );
    expect(figures).toMatchObject([{ now: { numerator: 5 }, addsUp: true }]);
    expect((await read<Restatements>(system.address, figures[0]?.restatements ?? '')).restatements).toHaveLength(6);
    expect(await publication('list', '--authority', '841')).toMatch(/^2 +published .*\n1 +published /m);
  });

  it('is audited: the revision is what the events make, and the first publication what they made then', async () => {
    const audited = async (id: string): Promise<Program> => {
      const words = typescript('apps/auditor/src/cli/main.ts');
      const evidence = join(folder.path, `evidence-${id}`);
      const url = ['--url', system.address];
      const program = new Program(folder, [...words, '--publication', id, '--out', evidence, ...url], {});
      await program.ended;
      return program;
    };
    expect((await audited('2')).output).toMatch(
      /^Equal[^]*Publication 2: its \d+ published figures are those that the events make/,
    );
    const first = await audited('1');
    expect(first.output).toMatch(
      /^Equal[^]*are NOT those[^]*referrals-received, quarter to 2020-12: published 3, by the events \d/,
    );
    expect(await first.ended).toMatchObject({ code: 1 });
  });

  it('stays to the byte when a child of it is erased; today’s figure is without the child, and says why', async () => {
    const canonical = await publication('canonical', '1');
    const { digest } = await first();
    const child = 'child-cyd-0003';
    const asked = await postJson(system.address, '/v1/erasures', {
      authority: '841',
      child,
      ground: 'objection',
      reason: 'of the test',
    });
    expect(asked.status).toBe(201);
    const path = `/v1/erasures/${(asked.body as { id: string }).id}/carry-out`;
    expect((await postJson(system.address, path, {})).status).toBeLessThan(300);
    await caughtUp(system.address);

    expect(await publication('canonical', '1')).toBe(canonical);
    expect(canonical).not.toContain(child);
    const published = await first();
    expect(published).toMatchObject({ digest, figures: [{ numerator: 3, today: { numerator: 5 } }] });
    const told = await read<Restatements>(system.address, published.figures[0]?.restatements ?? '');
    expect(told).toMatchObject({ then: { numerator: 3 }, now: { numerator: 5 }, addsUp: true });
    expect(told.restatements.find(({ kind }) => kind === 'erasure')).toMatchObject({ child: null, numerator: -1 });
    // As known on that day the child counts still: a number without a name.
    const known = `authority=841&grain=quarter&from=2020-12&to=2020-12&knownAt=${THEN}`;
    expect((await read<Series>(system.address, `${MEASURE}/series?${known}`)).points[0]).toMatchObject({
      numerator: 4,
    });
  });
});
