import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '../../libs/embedded-postgres/src/postmaster';
import { caughtUp, get, LINES, postEvents, type Status } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { databaseLog, postgresPid, postgresPids } from '../support/embedded-database';
import { OPEN_DOORS, Program, RunningSystem } from '../support/running-system';

jest.setTimeout(120_000);

// The tests follow one installation through its life: each goes on where the one before has left it.
let folder: DataFolder;
let system: RunningSystem;
beforeAll(() => {
  folder = DataFolder.make();
});
afterAll(() => folder.remove());

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

/** Sends what comes, as it comes. */
const postLines = (address: string, body: AsyncIterable<string>): Promise<Response> =>
  fetch(`${address}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': LINES },
    body: ReadableStream.from(body).pipeThrough(new TextEncoderStream()),
    duplex: 'half',
  });

/** The events as lines: most of them at once, the last one when it is time. */
async function* inTwoParts(events: readonly object[], time: Promise<void>): AsyncGenerator<string> {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`);
  yield lines.slice(0, -1).join('');
  await time;
  yield lines.slice(-1).join('');
}

describe('an installation', () => {
  it('makes everything at the first start, and stops on Ctrl-C with the database last', async () => {
    system = await RunningSystem.start(folder);
    expect(system.output).toMatch(/Making the database \(first start\)[^]*Starting PostgreSQL[^]*ready: http:\/\/127/);
    expect((await postEvents(system.address, contacts(1, 3))).body).toMatchObject({ accepted: 3, rejectedCount: 0 });

    // A terminal signals every process of the group. Had the database heard it too, what is under way could not be
    // answered, and the program would complain.
    let goOn = (): void => undefined;
    const pressed = new Promise<void>((resolve) => (goOn = resolve));
    const underWay = postLines(system.address, inTwoParts(contacts(4, 5_003), pressed));
    while (end((await get<Status>(system.address, '/v1/status')).body) === 3) await wait(20);
    system.pressCtrlC();
    await wait(30);
    goOn();
    expect(await (await underWay).json()).toMatchObject({ accepted: 5_000 });
    await system.stopped();
    expect(system.output).toMatch(/Stopping …\n$/);
    expect(system.complaints).toBe(OPEN_DOORS);
    const log = databaseLog(folder.dataDir);
    expect(log.match(/received fast shutdown request/g)).toHaveLength(1);
    expect(log).toMatch(/database system is shut down\n$/);
  });

  it('goes on at the second start from what is there, and refuses another instance meanwhile', async () => {
    system = await RunningSystem.start(folder);
    expect(system.output).not.toContain('Making the database');
    expect(end(await caughtUp(system.address))).toBe(5_003);

    const another = RunningSystem.begin(folder);
    expect(await another.ended).toEqual({ code: 1, signal: null });
    expect(another.complaints).toMatch(/\nThe data folder .* is in use by another CareLedger \(process \d+\)/);
    expect(another.complaints).toContain(`(process ${system.pid})`);
    expect(another.complaints).toContain('Stop that one first, or give this one a folder of its own (DATA_DIR).\n');

    expect((await postEvents(system.address, contacts(5_003, 5_004))).body).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    expect(end(await caughtUp(system.address))).toBe(5_004);
  });

  it('goes on after kill -9 of the program: the database that ran on is taken over', async () => {
    const database = postgresPid(folder.dataDir);
    await system.kill9();
    expect(postgresPid(folder.dataDir)).toBe(database);

    system = await RunningSystem.start(folder);
    expect(system.output).toMatch(/Taking over the PostgreSQL that an earlier run left/);
    expect(postgresPid(folder.dataDir)).toBe(database);
    expect(end(await caughtUp(system.address))).toBe(5_004);
  });

  it('ends with a message when it loses its database', async () => {
    process.kill(postgresPid(folder.dataDir) ?? 0, 'SIGKILL');
    expect(await system.ended).toEqual({ code: 1, signal: null });
    expect(system.complaints).toMatch(/The database ended unexpectedly\. Its log \(.*postgresql\.log\) may say why\./);
  });

  it('says so when the port is taken, and leaves nothing running', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { port: number };
    try {
      system = RunningSystem.begin(folder, { PORT: String(port) });
      expect(await system.ended).toEqual({ code: 1, signal: null });
      expect(system.complaints).toBe(
        `${OPEN_DOORS}The port ${port} of 127.0.0.1 is in use by another program. Stop that one, or choose another port (PORT).\n`,
      );
      expect(postgresPids(folder.dataDir)).toEqual([]);
    } finally {
      taken.close();
    }
  });

  it('breaks a start off on Ctrl-C, however often it is pressed', async () => {
    system = RunningSystem.begin(folder);
    await system.says(/Starting PostgreSQL/);
    system.pressCtrlC();
    await wait(20);
    system.pressCtrlC();
    await system.stopped();
    expect(system.complaints).toBe(OPEN_DOORS);
    expect(system.output).not.toContain('ready');
  });

  it('refuses a configuration that is not right: everything that is wrong, each named, before anything is made', async () => {
    const dataDir = `${folder.path}/never-made`;
    system = RunningSystem.begin(folder, {
      PORT: 'eighty',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://someone:secret@127.0.0.1/x',
      DATA_DIR: dataDir,
      FIXTURE: 'riverton',
      TODAY: '2025-02-30',
      KAFKA_BROKERS: 'localhost:9092',
      AUTH: 'basic',
    });
    expect(await system.ended).toEqual({ code: 1, signal: null });
    const { complaints } = system;
    for (const name of ['PORT', 'HOST', 'TODAY', 'FIXTURE', 'AUTH']) {
      expect(complaints).toMatch(new RegExp(`^- ${name} `, 'm'));
    }
    expect(complaints).toContain('made-up children never mix with real ones');
    expect(complaints).not.toContain('secret');
    expect(complaints).not.toMatch(/^\s+at /m);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('has everything after all this; and these tests leave neither a process nor a folder behind', async () => {
    system = await RunningSystem.start(folder);
    expect(end(await caughtUp(system.address))).toBe(5_004);

    const database = postgresPid(folder.dataDir) ?? 0;
    expect(isAlive(database)).toBe(true);
    const bystander = new Program(folder, ['-e', 'setInterval(() => undefined, 1000)'], {});
    await folder.remove();
    expect(await system.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await bystander.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(isAlive(database)).toBe(false);
    expect(existsSync(folder.path)).toBe(false);
  });
});
