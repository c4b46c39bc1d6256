import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '../../libs/embedded-postgres/src/postmaster';
import { caughtUp, postEvents, type Status } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { databaseLog, postgresPid, postgresPids } from '../support/embedded-database';
import { Program, RunningSystem, type Environment } from '../support/running-system';

jest.setTimeout(120_000);

let folder: DataFolder;
let systems: RunningSystem[] = [];
beforeAll(() => {
  folder = DataFolder.make();
});
afterAll(() => folder.remove());
// The tests follow one installation through its life; whatever happens in one, none finds the program of another.
afterEach(async () => {
  await Promise.all(systems.map((system) => system.kill9()));
  systems = [];
});

function begin(environment: Environment = {}): RunningSystem {
  const system = RunningSystem.begin(folder, environment);
  systems.push(system);
  return system;
}

async function start(): Promise<RunningSystem> {
  const system = begin();
  await system.ready();
  return system;
}

/** A contact of each of these children. */
const contacts = (first: number, last: number): object[] =>
  Array.from({ length: last - first + 1 }, (_, place) => ({
    specversion: '1.0',
    id: `e-${first + place}`,
    source: '/authority/841/case-system',
    type: 'csc.contact.received',
    subject: `child-${String(first + place).padStart(4, '0')}`,
    authority: '841',
    data: { id: `contact-${first + place}`, receivedOn: '2020-04-01' },
  }));

const end = ({ log }: Status): number => Object.values(log.end).reduce((sum, offset) => sum + offset, 0);

describe('an installation', () => {
  it('makes everything at the first start, and stops on Ctrl-C with the database last', async () => {
    const system = await start();
    expect(system.output).toMatch(/Making the database \(first start\)[^]*Starting PostgreSQL[^]*ready: http:\/\/127/);
    expect((await postEvents(system.address, contacts(1, 3))).body).toMatchObject({ accepted: 3, rejectedCount: 0 });

    // A terminal signals every process of the group. Had the database heard it too, what is under way could not be
    // answered, and the program would complain.
    const underWay = postEvents(system.address, contacts(4, 5_003));
    await wait(30);
    system.pressCtrlC();
    expect((await underWay).body).toMatchObject({ accepted: 5_000 });
    await system.stopped();
    expect(system.output).toMatch(/Stopping …\n$/);
    expect(system.complaints).toBe('');
    const log = databaseLog(folder.dataDir);
    expect(log.match(/received fast shutdown request/g)).toHaveLength(1);
    expect(log).toMatch(/database system is shut down\n$/);
  });

  it('goes on at the second start from what is there, and refuses another instance meanwhile', async () => {
    const first = await start();
    expect(first.output).not.toContain('Making the database');
    expect(end(await caughtUp(first.address))).toBe(5_003);

    const second = begin();
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.complaints).toMatch(/^The data folder .* is in use by another CareLedger \(process \d+\)/);
    expect(second.complaints).toContain(`(process ${first.pid})`);
    expect(second.complaints).toContain('Stop that one first, or give this one a folder of its own (DATA_DIR).\n');

    expect((await postEvents(first.address, contacts(5_003, 5_004))).body).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    expect(end(await caughtUp(first.address))).toBe(5_004);
    await first.stop();
  });

  it('goes on after kill -9 of the program: the database that ran on is taken over', async () => {
    const first = await start();
    await postEvents(first.address, contacts(5_005, 5_005));
    const database = postgresPid(folder.dataDir);
    await first.kill9();
    expect(postgresPid(folder.dataDir)).toBe(database);

    const second = await start();
    expect(second.output).toMatch(/Taking over the PostgreSQL that an earlier run left/);
    expect(postgresPid(folder.dataDir)).toBe(database);
    expect(end(await caughtUp(second.address))).toBe(5_005);
    await second.stop();
  });

  it('ends with a message when it loses its database, and goes on at the next start', async () => {
    const first = await start();
    process.kill(postgresPid(folder.dataDir) ?? 0, 'SIGKILL');
    expect(await first.ended).toEqual({ code: 1, signal: null });
    expect(first.complaints).toMatch(/The database ended unexpectedly\. Its log \(.*postgresql\.log\) may say why\./);

    const second = await start();
    expect(end(await caughtUp(second.address))).toBe(5_005);
    await second.stop();
  });

  it('says so when the port is taken, and leaves nothing running', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };
    try {
      const system = begin({ PORT: String(port) });
      expect(await system.ended).toEqual({ code: 1, signal: null });
      expect(system.complaints).toBe(
        `The port ${port} of 127.0.0.1 is in use by another program. Stop that one, or choose another port (PORT).\n`,
      );
      expect(postgresPids(folder.dataDir)).toEqual([]);
    } finally {
      taken.close();
    }
  });

  it('breaks a start off on Ctrl-C, however often it is pressed', async () => {
    const system = begin();
    await system.says(/Starting PostgreSQL/);
    system.pressCtrlC();
    await wait(20);
    system.pressCtrlC();
    await system.stopped();
    expect(system.complaints).toBe('');
    expect(postgresPids(folder.dataDir)).toEqual([]);
  });
});

describe('a configuration that is not right', () => {
  it('is refused with everything that is wrong, each named, and before anything is made', async () => {
    const dataDir = `${folder.path}/never-made`;
    const system = begin({
      PORT: 'eighty',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://someone:secret@127.0.0.1/x',
      DATA_DIR: dataDir,
      FIXTURE: 'riverton',
      TODAY: '2025-02-30',
      KAFKA_BROKERS: 'localhost:9092',
      AUTH: 'oidc',
    });
    expect(await system.ended).toEqual({ code: 1, signal: null });
    const { complaints } = system;
    for (const name of ['PORT', 'HOST', 'TODAY', 'KAFKA_BROKERS', 'FIXTURE', 'AUTH']) {
      expect(complaints).toMatch(new RegExp(`^- ${name} `, 'm'));
    }
    expect(complaints).toContain('made-up children never mix with real ones');
    expect(complaints).not.toContain('secret');
    expect(complaints).not.toMatch(/^\s+at /m);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('is said to be a data folder that cannot be made', async () => {
    writeFileSync(`${folder.path}/file`, '');
    const system = begin({ DATA_DIR: `${folder.path}/file/data` });
    expect(await system.ended).toEqual({ code: 1, signal: null });
    expect(system.complaints).toMatch(
      /The data folder .*file\/data\/real cannot be made .*Choose another \(DATA_DIR\)/,
    );
  });
});

describe('the keeper of these tests', () => {
  it('leaves neither a process nor a folder behind, whatever the test has done', async () => {
    const mine = DataFolder.make();
    const system = await RunningSystem.start(mine);
    const database = postgresPid(mine.dataDir);
    const bystander = new Program(mine, ['-e', 'setInterval(() => undefined, 1000)'], {});
    await mine.remove();
    expect(await system.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await bystander.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(isAlive(database ?? 0)).toBe(false);
    expect(existsSync(mine.path)).toBe(false);
  });
});
