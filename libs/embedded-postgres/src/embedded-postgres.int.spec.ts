import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { defaultSettings, startEmbeddedPostgres, type EmbeddedPostgres, type Settings } from '.';
import { accountFor } from './account';
import { ended, isAlive, runningPostmaster } from './postmaster';
import { hasty, startOwner, type Owner } from './testing/owner';

jest.setTimeout(60_000);

let folder: string;
let dataDir: string;
const started: (EmbeddedPostgres | Owner)[] = [];

// Most tests begin after a first start, which takes a second or more: it is made once and copied.
let prepared: string;
beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), 'careledger-prepared-'));
  await (await startEmbeddedPostgres({ dataDir: prepared, settings: hasty })).stop();
  rmSync(join(prepared, 'postgresql.log'));
});
afterAll(() => rmSync(prepared, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'careledger-embedded-'));
  dataDir = join(folder, 'data');
  execFileSync('cp', ['-a', prepared, dataDir]);
});

/** For tests of the first start itself. */
function withoutData(): void {
  rmSync(dataDir, { recursive: true });
}

afterEach(async () => {
  for (const one of started.splice(0)) {
    if ('stop' in one) await one.stop();
    else one.kill('SIGKILL');
  }
  const left = runningPostmaster(join(dataDir, 'postgres'));
  if (left) {
    process.kill(left.pid, 'SIGQUIT');
    await ended(left.pid, 10_000);
  }
  rmSync(folder, { recursive: true, force: true });
});

async function start(settings: Settings = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, settings: { ...hasty, ...settings } });
  started.push(postgres);
  return postgres;
}

function startAnother(options: Parameters<typeof startOwner>[1] = {}): Owner {
  const owner = startOwner(dataDir, options);
  started.push(owner);
  return owner;
}

async function connected<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // a kill breaks it; what matters shows in the query
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Writes rows, one transaction each, until the connection breaks or `enough`; the numbers that were acknowledged. */
function writeUntilKilled(url: string, onAcknowledged: (count: number) => void): Promise<number[]> {
  const acknowledged: number[] = [];
  return connected(url, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS acknowledged (n integer PRIMARY KEY)');
    for (let n = 1; ; n++) {
      await client.query('INSERT INTO acknowledged VALUES ($1)', [n]);
      acknowledged.push(n);
      onAcknowledged(n);
    }
  }).catch(() => acknowledged);
}

const kept = (url: string): Promise<number[]> =>
  connected(url, async (client) => {
    const { rows } = await client.query<{ n: number }>('SELECT n FROM acknowledged ORDER BY n');
    return rows.map(({ n }) => n);
  });

describe('starting and stopping', () => {
  it('makes a database at the first start and goes on from it at the second', async () => {
    withoutData();
    const first = await start(defaultSettings);
    expect(first.adopted).toBe(false);
    await connected(first.url, async (client) => {
      await client.query(`CREATE TABLE note (text text); INSERT INTO note VALUES ('kept')`);
      const { rows } = await client.query<Record<string, string>>(
        `SELECT current_setting('server_encoding') AS encoding, current_setting('lc_collate', true) AS collate,
                current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous,
                current_setting('jit') AS jit, (SELECT datcollate FROM pg_database WHERE datname = current_database()) AS locale`,
      );
      expect(rows[0]).toMatchObject({ encoding: 'UTF8', fsync: 'on', synchronous: 'on', jit: 'off', locale: 'C' });
    });
    await first.stop();

    const second = await start(defaultSettings);
    expect(second.adopted).toBe(false);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    await connected(second.url, async (client) => {
      await expect(client.query('SELECT text FROM note')).resolves.toMatchObject({ rows: [{ text: 'kept' }] });
    });
  });

  it('keeps the password to itself and lets nobody in without it', async () => {
    const { url } = await start();
    expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(connected(wrong.href, () => Promise.resolve())).rejects.toThrow(/password authentication failed/);
  });

  it('writes neither statements nor values into the log of the server', async () => {
    const { url } = await start();
    await connected(url, async (client) => {
      await client.query('CREATE TABLE child (name text PRIMARY KEY)');
      await client.query(`INSERT INTO child VALUES ('Ada Secret')`);
      await expect(client.query(`INSERT INTO child VALUES ('Ada Secret')`)).rejects.toThrow(/duplicate key/);
      await expect(client.query(`SELECT 'Ada Secret'::integer`)).rejects.toThrow(/invalid input syntax/);
    });
    const log = readFileSync(join(dataDir, 'postgresql.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('Secret');
  });

  it('leaves no process behind when it stops', async () => {
    const postgres = await start();
    expect(isAlive(postgres.pid)).toBe(true);
    await Promise.all([postgres.stop(), postgres.stop()]);
    expect(isAlive(postgres.pid)).toBe(false);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('survives Ctrl-C until the application has stopped it', async () => {
    const owner = startAnother();
    const { url, pid } = await owner.says('ready');
    await connected(url, async (client) => {
      process.kill(-owner.pid, 'SIGINT'); // the terminal signals the whole group
      await owner.says('stopped');
      await expect(client.query('SELECT 1')).rejects.toThrow();
    });
    await owner.ended;
    expect(isAlive(pid)).toBe(false);
    const log = readFileSync(join(dataDir, 'postgresql.log'), 'utf8');
    expect(log.match(/received fast shutdown request/g)).toHaveLength(1);
    expect(log).toContain('database system is shut down');
  });

  it('stops also with a process that ends without stopping it', async () => {
    const owner = startAnother();
    const { pid } = await owner.says('ready');
    owner.kill('SIGTERM');
    await owner.ended;
    expect(await ended(pid, 10_000)).toBe(true);
  });

  it('tidies away what an interrupted first start left', async () => {
    mkdirSync(join(dataDir, 'initialising-0'));
    await start();
    expect(readdirSync(dataDir).sort()).toEqual(['password', 'postgres', 'postgresql.log']);
  });

  it('says so when the data were made by another major version', async () => {
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17; this program brings PostgreSQL 18/);
  });

  it('says what PostgreSQL says when it does not start', async () => {
    await expect(start({ shared_buffers: 'plenty' })).rejects.toThrow(
      /did not start.*invalid value for parameter "shared_buffers"/s,
    );
  });
});

describe('one owner', () => {
  it('refuses a second instance and says who holds the folder', async () => {
    const owner = startAnother();
    const { url } = await owner.says('ready');
    const refusal = await startAnother().says('refused');
    expect(refusal).toMatchObject({ holder: owner.pid });
    expect(refusal.message).toMatch(
      `The data folder ${dataDir} is in use by another CareLedger (process ${owner.pid})`,
    );
    expect(refusal.message).toMatch(/Stop that one first, or give this one a folder of its own \(DATA_DIR\)/);
    await connected(url, (client) => client.query('SELECT 1')); // the first is none the worse
  });

  it('lets one of several first starts at once win and refuses the others', async () => {
    withoutData();
    const owners = [1, 2, 3].map(() => startAnother());
    const outcomes = await Promise.all(
      owners.map((owner) => Promise.race([owner.says('ready'), owner.says('refused')])),
    );
    const winner = owners[outcomes.findIndex(({ is }) => is === 'ready')];
    expect(outcomes.map(({ is }) => is).sort()).toEqual(['ready', 'refused', 'refused']);
    for (const outcome of outcomes) if (outcome.is === 'refused') expect(outcome.holder).toBe(winner?.pid);
    winner?.kill('SIGINT');
    await winner?.says('stopped');
    expect(readdirSync(dataDir).sort()).toEqual(['password', 'postgres', 'postgresql.log']);
  });

  it('waits for an instance that is just stopping', async () => {
    const owner = startAnother();
    const { url } = await owner.says('ready');
    await connected(url, (client) => client.query('CREATE TABLE acknowledged (n integer)'));
    owner.kill('SIGINT');
    const next = await start();
    expect(await kept(next.url)).toEqual([]);
  });
});

describe('after kill -9', () => {
  it('of the owner, takes over the running server with every acknowledged row', async () => {
    const owner = startAnother();
    const { url, pid } = await owner.says('ready');
    let written = 0;
    const writing = writeUntilKilled(url, (count) => {
      written = count;
      if (count === 200) owner.kill('SIGKILL');
    });
    await owner.ended;
    expect(isAlive(pid)).toBe(true);
    const next = await start();
    expect(next).toMatchObject({ adopted: true, pid });
    // The writer stands for a session of the dead owner: it has been cut off, and nothing of it comes after.
    const acknowledged = await writing;
    expect(acknowledged.length).toBeGreaterThanOrEqual(200);
    const rows = await kept(next.url);
    expect(rows.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(rows.length - written).toBeLessThanOrEqual(1); // one may have been committed and not yet acknowledged
    await next.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('of the owner, starts anew where the settings have changed', async () => {
    const owner = startAnother();
    const { pid } = await owner.says('ready');
    owner.kill('SIGKILL');
    await owner.ended;
    const next = await start({ work_mem: '9MB' });
    expect(next.adopted).toBe(false);
    expect(isAlive(pid)).toBe(false);
  });

  it('of owner and server together, recovers with every acknowledged row', async () => {
    const owner = startAnother();
    const { url, pid } = await owner.says('ready');
    const acknowledged = await writeUntilKilled(url, (count) => {
      if (count !== 200) return;
      owner.kill('SIGKILL');
      process.kill(pid, 'SIGKILL');
    });
    const next = await start();
    expect(next.adopted).toBe(false);
    expect((await kept(next.url)).slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(readFileSync(join(dataDir, 'postgresql.log'), 'utf8')).toContain('was not properly shut down');
  });

  it('of the server, tells the owner, whose next start recovers', async () => {
    const owner = startAnother();
    const { pid } = await owner.says('ready');
    process.kill(pid, 'SIGKILL');
    expect((await owner.says('lost')).message).toMatch(/ended unexpectedly.*postgresql\.log/);
    await owner.ended; // its stop() finds nothing to stop and hangs on nothing
    await start();
  });

  it('of one session, ends the server, so that the owner learns of it', async () => {
    const lost = new Promise<Error>(
      (onLost) => void startEmbeddedPostgres({ dataDir, settings: hasty, onLost }).then((p) => started.push(p)),
    );
    while (started.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const { url, pid } = started[0] as EmbeddedPostgres;
    const session = await connected(url, (client) =>
      client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid').then(async ({ rows }) => {
        process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
        return lost;
      }),
    );
    expect(session.message).toMatch(/ended unexpectedly/);
    expect(await ended(pid, 10_000)).toBe(true);
  });

  it('is not held up by a stale note whose process id is now another program', async () => {
    const owner = startAnother();
    const { pid } = await owner.says('ready');
    owner.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await ended(pid, 10_000);
    const bystander = sleepUnderTheAccount();
    const note = join(dataDir, 'postgres', 'postmaster.pid');
    const [, ...rest] = readFileSync(note, 'utf8').split('\n');
    writeFileSync(note, [String(bystander.pid), ...rest].join('\n'), { flag: 'r+' });
    try {
      await start();
      expect(bystander.exitCode).toBeNull();
    } finally {
      bystander.kill();
    }
  });
});

/** A process of the very account that PostgreSQL runs under: the only kind it would mistake for itself. */
function sleepUnderTheAccount(): ChildProcess {
  const account = accountFor(join(dataDir, 'postgres'));
  return spawn('sleep', ['60'], { stdio: 'ignore', ...(account ? { uid: account.uid, gid: account.gid } : {}) });
}
