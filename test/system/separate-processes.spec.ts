import { startEmbeddedPostgres, type EmbeddedPostgres } from '@careledger/embedded-postgres';
import { riverton } from '@careledger-fixtures/riverton';
import { join } from 'node:path';
import { caughtUp, get, postEvents, read, type Series } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { RunningPart, type Part } from '../support/running-parts';
import { RunningSystem, type Environment } from '../support/running-system';

jest.setTimeout(240_000);

const TODAY = '2023-06-30';
const EVENTS = 2_400;
/** The events of a made-up authority, in three parts: for before, during and after a projector is killed. */
const all = firstOf(riverton.events(), EVENTS);
const parts = [0, 1, 2].map((part) => all.slice((part * EVENTS) / 3, ((part + 1) * EVENTS) / 3));

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
  let folder: DataFolder;
  let postgres: EmbeddedPostgres;
  const running: RunningPart[] = [];
  let [intake, insight, projector] = [] as unknown as [RunningPart, RunningPart, RunningPart];

  const environment = (): Environment => ({ DATABASE_URL: postgres.url, DATA_DIR: folder.dataDir, TODAY });
  async function start(part: Part): Promise<RunningPart> {
    const started = await RunningPart.start(folder, part, environment());
    running.push(started);
    return started;
  }
  /** Which partitions a projector has. */
  async function partitionsOf(part: RunningPart): Promise<unknown> {
    const { body } = await get<Health>(part.address, '/health/ready');
    return body.details['consuming']?.['partitions'];
  }
  async function until(what: string, holds: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
    for (const late = Date.now() + withinMs; !(await holds());) {
      if (Date.now() > late)
        throw new Error(`${what}: not within ${withinMs} ms\n${running.map(({ said }) => said).join('')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  beforeAll(async () => {
    folder = DataFolder.make();
    postgres = await startEmbeddedPostgres({ dataDir: join(folder.dataDir, 'server') });
  });
  afterAll(() => folder.remove());

  it('start all at once on an empty database, and say that they are ready', async () => {
    [intake, insight, projector] = await Promise.all([start('intake'), start('insight'), start('projector')]);
    for (const part of [intake, insight, projector]) {
      expect(await get(part.address, '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
      await until(`the ${part.part} is ready`, async () => (await get(part.address, '/health/ready')).status === 200);
    }
    await until('the projector has all partitions', async () => (await partitionsOf(projector)) === '0,1');
  });

  it('take events in, project and show them', async () => {
    const { status, body } = await postEvents(intake.address, parts[0] ?? [], { historical: true });
    expect({ status, ...body }).toMatchObject({ status: 202, accepted: EVENTS / 3, rejectedCount: 0 });
    expect(await caughtUp(insight.address)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('two projectors share what one that was killed had', async () => {
    const posting = postEvents(intake.address, parts[1] ?? [], { historical: true });
    await projector.kill9();
    const [one, other] = await Promise.all([start('projector'), start('projector')]);
    expect((await posting).body).toMatchObject({ accepted: EVENTS / 3 });
    await until('they share', async () => {
      return [await partitionsOf(one), await partitionsOf(other)].sort().join(' and ') === '0 and 1';
    });
    await postEvents(intake.address, parts[2] ?? [], { historical: true });
    expect(await caughtUp(insight.address)).toMatchObject({ lag: 0, parked: 0 });

    await other.stop();
    await until('the one has all again', async () => (await partitionsOf(one)) === '0,1');
    projector = one;
  });

  it('have the same figures as the standalone program', async () => {
    const other = DataFolder.make();
    try {
      const system = await RunningSystem.start(other, { TODAY });
      for (const part of parts) await postEvents(system.address, part, { historical: true });
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

  it('end with code 0 when they are asked to, and log lines of JSON alone', async () => {
    await Promise.all([intake.stop('SIGINT'), projector.stop(), insight.stop()]);
    for (const part of running) {
      for (const line of part.log)
        expect(line).toMatchObject({ service: part.part, level: expect.any(String) as string });
    }
  });
});
