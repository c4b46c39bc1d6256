import { StreamReader } from '../../apps/insight/src/testing/stream-reader';
import { darlingtonCells } from '../published/cells';
import { contradictionsOf } from '../published/contradictions';
import { printed } from '../published/printed';
import { caughtUp, get, read, type Series } from '../support/client';
import { DataFolder, typescript } from '../support/data-folder';
import { Program, RunningSystem } from '../support/running-system';

const LONG = process.env['SYSTEM'] === 'long';
if (!LONG)
  process.stderr.write('Not tried: the fixture of npm start from its first start on (SYSTEM=long tries it).\n');

jest.setTimeout(600_000);

interface Status {
  readonly today: string;
  readonly authorities: readonly string[];
  readonly fixture: { readonly name: string; readonly title: string; readonly notice: string } | null;
}

/** What `npm start` shows on a fresh machine. Loading takes its time, so this is not part of every run. */
(LONG ? describe : describe.skip)('the fixture of npm start', () => {
  let folder: DataFolder;
  let system: RunningSystem;
  beforeAll(async () => {
    folder = DataFolder.make();
    // As `npm start` has it: nothing is said of the fixture.
    system = await RunningSystem.start(folder, { FIXTURE: undefined, AUTH: undefined });
  });
  afterAll(() => folder.remove());

  it('is loaded at the first start, with progress, and complete when the address is shown', async () => {
    expect(system.output).toMatch(/Loading Darlington[^]*events loaded[^]*ready: http/);
    expect(system.complaints).toMatch(/^AUTH is not set: .* These children are made up\.\n$/);
    expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('is said to be made up, and the clock stands at its last day', async () => {
    const { today, authorities, fixture } = await read<Status>(system.address, '/v1/status');
    expect({ today, authorities }).toEqual({ today: '2020-12-31', authorities: ['841'] });
    const notice = 'Darlington: made-up children, fitted to published figures';
    expect(fixture).toEqual({ name: 'darlington', title: 'Darlington', notice });
    for (const page of ['/', '/catalogue', '/docs']) {
      expect(await read<string>(system.address, page)).toContain(`<p id="made-up">${notice}</p>`);
    }
    const { headers } = await fetch(
      `${system.address}/v1/measures/cla/series?authority=841&grain=month&from=2020-04&to=2020-12`,
    );
    expect(headers.get('careledger-notice')).toBe(notice);
  });

  it('has the published figures', async () => {
    const sampled = darlingtonCells().filter((cell, index) => index % 9 === 0 && cell.what !== 'rate');
    for (const cell of sampled) {
      const { measure, authority, grain, period } = cell;
      const query = `authority=${authority}&grain=${grain}&from=${period}&to=${period}`;
      const { points } = await read<Series>(system.address, `/v1/measures/${measure}/series?${query}`);
      const [point] = points;
      const figure = point === undefined ? null : { numerator: point.numerator, denominator: point.denominator };
      if (!contradictionsOf(darlingtonCells()).some((one) => one.of(cell))) {
        expect([cell.row, period, printed(cell, figure, 22_455)]).toEqual([cell.row, period, cell.published]);
      }
    }
    expect(sampled.length).toBeGreaterThan(30);
  });

  it('moves when the simulator goes on from there', async () => {
    const stream = await StreamReader.open(`${system.address}/v1/live?authority=841`);
    try {
      await stream.next('figures');
      const words = ['--url', system.address, '--count', '40', '--rate', '200', '--seed', '1'];
      const simulator = new Program(folder, [...typescript('apps/simulate/src/main.ts'), ...words], {});
      expect(await stream.next('figure')).toMatchObject({ authority: '841', grain: 'month', period: '2020-12' });
      expect(await simulator.ended).toEqual({ code: 0, signal: null });
      expect(simulator.output).toMatch(/40 events sent, 40 accepted/);
      expect(await caughtUp(system.address)).toMatchObject({ lag: 0, parked: 0 });
    } finally {
      stream.close();
    }
  });

  it('is not loaded again at the second start, and never mixes with real events', async () => {
    await system.stop();
    const again = await RunningSystem.start(folder, { FIXTURE: 'darlington' });
    expect(again.output).not.toContain('Loading');
    expect((await get<Status>(again.address, '/v1/status')).body.authorities).toEqual(['841']);
    await again.stop();

    const real = await RunningSystem.start(folder, { FIXTURE: 'none' });
    expect((await read<Status>(real.address, '/v1/status')).authorities).toEqual([]);
    await real.stop();
  });
});
