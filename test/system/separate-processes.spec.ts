import { riverton } from '@careledger-fixtures/riverton';
import { caughtUp, get, postEvents, postForm, read, type Series } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { SeparateParts, type RunningPart } from '../support/running-parts';
import { RunningSystem } from '../support/running-system';
import { smuggle } from '../support/smuggle';

jest.setTimeout(240_000);

const TODAY = '2023-06-30';
const EVENTS = 2_400;
/** The events of a made-up authority, in three parts: for before, during and after a projector is killed. */
const all = firstOf(riverton.events(), EVENTS);
const thirds = [0, 1, 2].map((part) => all.slice((part * EVENTS) / 3, ((part + 1) * EVENTS) / 3));

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.push(item) === count) break;
  }
  return taken;
}

interface Health {
  readonly status: string;
  readonly details: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every figure by month, as an address has it. */
async function figures(address: string): Promise<Record<string, unknown>> {
  const { measures } = await read<{ measures: { id: string }[] }>(address, '/v1/measures');
  const found: Record<string, unknown> = {};
  for (const { id } of measures) {
    const path = `/v1/measures/${id}/series?authority=${riverton.authority}&grain=month&from=2022-10&to=2023-06`;
    const { points } = await read<Series>(address, path);
    found[id] = points.map(({ period, numerator, denominator }) => `${period}: ${numerator}/${denominator ?? ''}`);
  }
  return found;
}

/** Three processes on one PostgreSQL, through a projector's death, beside the standalone program with the same events. */
describe('the parts as separate processes', () => {
  let parts: SeparateParts;
  let [intake, insight, projector] = [] as unknown as [RunningPart, RunningPart, RunningPart];

  /** Which partitions a projector has. */
  async function partitionsOf(part: RunningPart): Promise<unknown> {
    const { body } = await get<Health>(part.address, '/health/ready');
    return body.details['consuming']?.['partitions'];
  }

  beforeAll(async () => {
    parts = await SeparateParts.make({ TODAY });
  });
  afterAll(() => parts.remove());

  it('start all at once on an empty database, and say that they are ready', async () => {
    [intake, insight, projector] = await Promise.all([
      parts.start('intake'),
      parts.start('insight'),
      parts.start('projector'),
    ]);
    for (const part of [intake, insight, projector]) {
      expect(await get(part.address, '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
      await parts.until(
        `the ${part.part} is ready`,
        async () => (await get(part.address, '/health/ready')).status === 200,
      );
    }
    await parts.until('the projector has all partitions', async () => (await partitionsOf(projector)) === '0,1');
  });

  it('take events in, project and show them', async () => {
    const { status, body } = await postEvents(intake.address, thirds[0] ?? [], { historical: true });
    expect({ status, ...body }).toMatchObject({ status: 202, accepted: EVENTS / 3, rejectedCount: 0 });
    expect(await caughtUp(insight.address)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('two projectors share what one that was killed had', async () => {
    const posting = postEvents(intake.address, thirds[1] ?? [], { historical: true });
    await projector.kill9();
    const [one, other] = await Promise.all([parts.start('projector'), parts.start('projector')]);
    expect((await posting).body).toMatchObject({ accepted: EVENTS / 3 });
    await parts.until('they share', async () => {
      return [await partitionsOf(one), await partitionsOf(other)].sort().join(' and ') === '0 and 1';
    });
    await postEvents(intake.address, thirds[2] ?? [], { historical: true });
    expect(await caughtUp(insight.address)).toMatchObject({ lag: 0, parked: 0 });

    await other.stop();
    await parts.until('the one has all again', async () => (await partitionsOf(one)) === '0,1');
    projector = one;
  });

  it('have the same figures as the standalone program', async () => {
    const other = DataFolder.make();
    try {
      const system = await RunningSystem.start(other, { TODAY });
      for (const third of thirds) await postEvents(system.address, third, { historical: true });
      await caughtUp(system.address);
      const expected = await figures(system.address);
      expect(Object.keys(expected).length).toBeGreaterThan(40);
      expect(JSON.stringify(expected)).toMatch(/: [1-9]/);
      expect(await figures(insight.address)).toEqual(expected);
      await system.stop();
    } finally {
      await other.remove();
    }
  });

  it('have what waits put right on the pages of the read side', async () => {
    const id = 'waits-1';
    const data = { id, receivedOn: '2023-06-01' };
    const subject = 'child-parked-0001';
    const { authority } = riverton;
    const recordedtime = '2023-06-01T09:00:00Z';
    const source = '/test/case-system';
    const event = {
      specversion: '1.0',
      id,
      source,
      type: 'csc.referral.dreamt',
      subject,
      authority,
      recordedtime,
      data,
    };
    const { offset } = await smuggle(parts.databaseUrl, event);
    expect(await caughtUp(insight.address)).toMatchObject({ lag: 0, parked: 1 });
    const page = `/authorities/${authority}/data-quality/parked/${subject}`;
    const right = JSON.stringify({ ...event, id: 'waits-1-put-right', type: 'csc.referral.received' });
    const fields = {
      offset: String(offset),
      event: right,
      reason: 'the type was misspelt',
      by: 'ann',
      confirmed: 'yes',
    };
    expect(await postForm(insight.address, `${page}/correct`, fields)).toMatchObject({
      status: 303,
      location: `${page}?done=corrected`,
    });
    expect(await caughtUp(insight.address)).toMatchObject({ lag: 0, parked: 0 });
    const record = `/v1/children/${authority}/${subject}`;
    expect(await read(insight.address, record)).toMatchObject({
      entities: [{ events: [{ id: 'waits-1-put-right' }] }],
    });
  });

  it('end with code 0 when they are asked to, and log lines of JSON alone', async () => {
    await Promise.all([intake.stop('SIGINT'), projector.stop(), insight.stop()]);
    for (const part of parts.running) {
      for (const line of part.log)
        expect(line).toMatchObject({ service: part.part, level: expect.any(String) as string });
    }
  });
});
