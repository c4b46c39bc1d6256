import { StreamReader } from '../../apps/insight/src/testing/stream-reader';
import { caughtUp, get, read, type Series } from '../support/client';
import { DataFolder, typescript } from '../support/data-folder';
import { Program, RunningSystem } from '../support/running-system';

const LONG = process.env['SYSTEM'] === 'long';
if (!LONG) process.stderr.write('Not tried: the made-up authority from its first start on (SYSTEM=long tries it).\n');

jest.setTimeout(600_000);

interface Status {
  readonly today: string;
  readonly authorities: readonly string[];
  readonly fixture: { readonly name: string; readonly title: string } | null;
}

/** What `npm start` shows on a fresh machine. Loading takes its time, so this is not part of every run. */
(LONG ? describe : describe.skip)('the made-up authority', () => {
  let folder: DataFolder;
  let system: RunningSystem;
  beforeAll(async () => {
    folder = DataFolder.make();
    // As `npm start` has it: nothing is said of the fixture.
    system = await RunningSystem.start(folder, { FIXTURE: undefined, AUTH: undefined });
  });
  afterAll(() => folder.remove());

  it('is loaded at the first start, with progress, and complete when the address is shown', async () => {
    expect(system.output).toMatch(/Loading Riverton \(made up\)[^]*events loaded[^]*ready: http/);
    expect(system.complaints).toBe('');
    expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('is said to be made up, and the clock stands at its last day', async () => {
    const { today, authorities, fixture } = await read<Status>(system.address, '/v1/status');
    expect({ today, authorities }).toEqual({ today: '2025-12-17', authorities: ['500'] });
    expect(fixture).toEqual({ name: 'riverton', title: 'Riverton (made up)' });
    const page = await read<string>(system.address, '/');
    expect(page).toContain('id="made-up"');
    expect(await read<string>(system.address, '/dashboard.js')).toContain('These children are made up.');
  });

  it('has plausible figures', async () => {
    const query = 'authority=500&grain=year&from=2024-03&to=2025-03';
    const { points } = await read<Series>(system.address, `/v1/measures/cla/series?${query}`);
    for (const { numerator, rate } of points) {
      expect(numerator).toBeGreaterThan(50);
      expect(rate).toBeCloseTo((numerator * 10_000) / 25_000, 6);
    }
    const reviews = await read<Series>(system.address, `/v1/measures/cla-reviews-on-time/series?${query}`);
    for (const { value } of reviews.points) expect(value).toBeGreaterThan(50);
  });

  it('moves when the simulator goes on from there', async () => {
    const stream = await StreamReader.open(`${system.address}/v1/live?authority=500`);
    try {
      await stream.next('figures');
      const words = ['--url', system.address, '--count', '40', '--rate', '200', '--seed', '1'];
      const simulator = new Program(folder, [...typescript('apps/simulate/src/main.ts'), ...words], {});
      expect(await stream.next('figure')).toMatchObject({ authority: '500', grain: 'month', period: '2025-12' });
      expect(await simulator.ended).toEqual({ code: 0, signal: null });
      expect(simulator.output).toMatch(/40 events sent, 40 accepted/);
      expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
    } finally {
      stream.close();
    }
  });

  it('is not loaded again at the second start, and never mixes with real events', async () => {
    await system.stop();
    const again = await RunningSystem.start(folder, { FIXTURE: 'riverton' });
    expect(again.output).not.toContain('Loading');
    expect((await get<Status>(again.address, '/v1/status')).body.authorities).toEqual(['500']);
    await again.stop();

    const real = await RunningSystem.start(folder, { FIXTURE: 'none' });
    expect((await read<Status>(real.address, '/v1/status')).authorities).toEqual([]);
    await real.stop();
  });
});
