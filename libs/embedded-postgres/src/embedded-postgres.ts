import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { accountFor, launcherFor, type Launcher } from './account';
import { findBinaries, type Binaries } from './binaries';
import { checkVersion, clusterExists, createCluster, environment, owner, removeUnfinishedClusters } from './cluster';
import { codeOf, DataFolderInUse, EmbeddedPostgresError, messageOf } from './errors';
import { endOtherSessions, isGone, serverGone, takeOwnership, type Ownership } from './ownership';
import { databasePassword } from './password';
import {
  disarmStalePidFile,
  ended,
  isAlive,
  isPostmasterOf,
  runningPostmaster,
  signalPostmaster,
  stopPostmaster,
  type PidFile,
} from './postmaster';
import { defaultSettings, settingArguments, type Settings } from './settings';

export interface EmbeddedPostgresOptions {
  /** Folder for everything that lasts; made where it is missing. */
  dataDir: string;
  /** Told in a short sentence what takes time. */
  onProgress?: (message: string) => void;
  /** Called once when the database is lost while it should run: it crashed, or was stopped by another hand. */
  onLost?: (reason: EmbeddedPostgresError) => void;
  /** PostgreSQL settings beside or instead of `defaultSettings`. */
  settings?: Settings;
}

export interface EmbeddedPostgres {
  /** postgres://… on 127.0.0.1, password included: not for logs. */
  url: string;
  /** Process id of the PostgreSQL server. */
  pid: number;
  /** Whether the server was already running, left behind by an owner that was killed. */
  adopted: boolean;
  /** Stops the server cleanly and gives the data folder up. May be called again. */
  stop(): Promise<void>;
}

/** Where things are and how to start them: what one start works with. */
interface Place {
  dataDir: string;
  cluster: string;
  log: string;
  password: string;
  binaries: Binaries;
  launcher: Launcher;
  settings: Settings;
  progress: (message: string) => void;
}

/**
 * Starts PostgreSQL on the data folder, or takes over one that a killed owner left running there, and owns the folder
 * until `stop()` or the end of the process.
 * @throws DataFolderInUse when another running process owns it, EmbeddedPostgresError when it cannot be started.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await prepare(options);
  const { server, ownership, adopted } = await own(place);
  try {
    removeUnfinishedClusters(place.dataDir);
    const { rowCount } = await ownership.client.query('SELECT FROM pg_database WHERE datname = $1', [owner]);
    if (rowCount === 0) await ownership.client.query(`CREATE DATABASE ${owner}`);
  } catch (error) {
    await stopPostmaster(place.cluster, server.pid);
    throw error;
  }
  return keep(place, server, ownership, adopted, options.onLost);
}

async function prepare(options: EmbeddedPostgresOptions): Promise<Place> {
  const progress = options.onProgress ?? (() => undefined);
  const dataDir = makeDataDir(resolve(options.dataDir));
  const cluster = join(dataDir, 'postgres');
  const binaries = findBinaries();
  const launcher = launcherFor(accountFor(cluster), binaries, dataDir);
  const password = databasePassword(dataDir);
  const settings = { ...defaultSettings, ...options.settings };
  if (!clusterExists(cluster)) {
    progress('Making the database (first start)');
    await createCluster(cluster, binaries, launcher, password, settings);
  }
  checkVersion(cluster, binaries);
  return { dataDir, cluster, log: join(dataDir, 'postgresql.log'), password, binaries, launcher, settings, progress };
}

function makeDataDir(dataDir: string): string {
  try {
    const first = mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (first !== undefined && process.getuid?.() === 0) {
      // PostgreSQL's account, which is another under root, must get through; what lies inside is closed by itself.
      for (let made = dataDir; made.startsWith(first); made = dirname(made)) chmodSync(made, 0o711);
    }
    return realpathSync(dataDir);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data folder ${dataDir} cannot be made (${messageOf(error)}). Choose another (DATA_DIR).`,
    );
  }
}

interface Owned {
  server: PidFile;
  ownership: Ownership;
  adopted: boolean;
}

/**
 * The loop through which every start goes: find or launch the server, take the lock on it, and begin again where it went
 * away meanwhile. However starts, stops and kills fall together, one instance ends up with the lock.
 */
async function own(place: Place): Promise<Owned> {
  let reason = '';
  for (let attempt = 0; attempt < 150; attempt++, await sleep(200)) {
    const found = runningPostmaster(place.cluster);
    const started = found ?? (await launch(place));
    const server = await untilReady(place, started);
    if (typeof server === 'string') {
      reason = server;
      continue;
    }
    const ownership = await takeOwnership(connection(place, server.port, 'postgres')).catch(async (error: unknown) => {
      if (!found) await stopPostmaster(place.cluster, server.pid);
      throw error;
    });
    if (ownership === serverGone) {
      reason = 'it takes no connections';
      continue;
    }
    if ('holder' in ownership) throw new DataFolderInUse(place.dataDir, ownership.holder, ownership.since);
    if (!found) return { server, ownership, adopted: false };
    try {
      if (await isAsWeWouldStartIt(place, server.port, ownership)) {
        place.progress('Taking over the PostgreSQL that an earlier run left');
        await endOtherSessions(ownership);
        return { server, ownership, adopted: true };
      }
    } catch (error) {
      if (!isGone(error)) throw error;
      reason = messageOf(error);
      continue;
    }
    place.progress('Stopping the PostgreSQL that an earlier run left: it has other settings');
    await stopPostmaster(place.cluster, server.pid);
  }
  throw new EmbeddedPostgresError(`PostgreSQL does not start: ${reason}. Its log is ${place.log}.`);
}

interface Launched {
  pid: number;
  /** How far the log went before: what follows is about this launch. */
  logFrom: number;
}

async function launch(place: Place): Promise<Launched> {
  const { cluster, binaries, launcher, progress } = place;
  progress(`Starting PostgreSQL ${binaries.version}`);
  disarmStalePidFile(cluster);
  const logFrom = beginLog(place.log);
  const { file, args, ...ids } = launcher.command(binaries.postgres, serverArguments(place, await freePort()));
  const log = openSync(place.log, 'a', 0o600);
  try {
    // In a session of its own, so that Ctrl-C reaches the application and not the database.
    const child = spawn(file, args, {
      ...ids,
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const failure = await new Promise<Error | undefined>((done) => child.once('spawn', done).once('error', done));
    if (failure || !child.pid) {
      throw new EmbeddedPostgresError(`${binaries.postgres} cannot be executed (${messageOf(failure)}).`);
    }
    child.unref();
    return { pid: child.pid, logFrom };
  } finally {
    closeSync(log);
  }
}

function serverArguments({ cluster, settings }: Place, port: number): string[] {
  return ['-D', cluster, '-p', String(port), ...settingArguments(settings)];
}

/** Waits until that server takes connections; otherwise says why another attempt may succeed. */
async function untilReady(place: Place, started: Launched | PidFile): Promise<PidFile | string> {
  const { pid } = started;
  const slow = Date.now() + 1500;
  for (let told = false; isAlive(pid); await sleep(15)) {
    const noted = runningPostmaster(place.cluster);
    if (noted?.pid === pid && noted.status === 'ready') return noted;
    if (noted ? noted.pid !== pid : !('logFrom' in started)) break;
    if (!told && Date.now() > slow) {
      told = true;
      place.progress(
        noted?.status === 'stopping'
          ? 'Waiting for PostgreSQL to stop'
          : 'Waiting for PostgreSQL; after an interruption it recovers first, which can take minutes',
      );
    }
  }
  if (!('logFrom' in started)) return 'the one that ran has ended';
  if (runningPostmaster(place.cluster) || isAlive(pid)) return 'another one was quicker';
  const said = readFileSync(place.log).subarray(started.logFrom).toString();
  if (/could not bind|could not create any TCP/.test(said)) return 'its port was taken meanwhile';
  if (/shared memory block .* is still in use|lock file ".*" already exists/.test(said)) {
    return 'sessions of a killed server are still ending';
  }
  const tail = said.trim().split('\n').slice(-8).join('\n');
  throw new EmbeddedPostgresError(
    `PostgreSQL did not start on ${place.cluster}. Its log (${place.log}) says:\n${tail}`,
  );
}

/** An orphan is kept only when nothing tells it from what a start of our own would give. */
async function isAsWeWouldStartIt(place: Place, port: number, { client }: Ownership): Promise<boolean> {
  const options = readFileSync(join(place.cluster, 'postmaster.opts'), 'utf8').trim();
  const ours = [place.binaries.postgres, ...serverArguments(place, port).map((argument) => `"${argument}"`)].join(' ');
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return options === ours && rows[0]?.server_version === place.binaries.version;
}

function keep(
  place: Place,
  server: PidFile,
  { client }: Ownership,
  adopted: boolean,
  onLost?: (reason: EmbeddedPostgresError) => void,
): EmbeddedPostgres {
  let state: 'owned' | 'lost' | 'stopping' = 'owned';
  const lose = (): void => {
    if (state !== 'owned') return;
    state = 'lost';
    process.off('exit', stopUnseen);
    onLost?.(new EmbeddedPostgresError(`The database ended unexpectedly. Its log (${place.log}) may say why.`));
  };
  // A process that ends without stop() at least asks the server to; after a kill -9 the next start finds it.
  const stopUnseen = (): void => signalPostmaster(server.pid, 'SIGINT');
  client.on('error', lose).on('end', lose);
  process.on('exit', stopUnseen);

  const stop = async (): Promise<void> => {
    const wasLost = state === 'lost';
    state = 'stopping';
    process.off('exit', stopUnseen);
    if (wasLost && !(await regain(place, server))) return;
    await stopPostmaster(place.cluster, server.pid);
    await client.end().catch(() => undefined);
  };
  let stopped: Promise<void> | undefined;
  return {
    url: connectionUrl(place, server.port),
    pid: server.pid,
    adopted,
    stop: () => (stopped ??= stop()),
  };
}

/** After the lock was lost: whether the server is still ours to stop, and not by now another owner's. */
async function regain(place: Place, server: PidFile): Promise<boolean> {
  if (!isPostmasterOf(place.cluster, server.pid)) return false;
  const again = await takeOwnership(connection(place, server.port, 'postgres'));
  if (again !== serverGone) return !('holder' in again);
  await ended(server.pid, 10_000); // it is on its way out by itself
  return false;
}

function connection(place: Place, port: number, database: string): ClientConfig {
  return { host: '127.0.0.1', port, user: owner, password: place.password, database };
}

function connectionUrl({ password }: Place, port: number): string {
  return `postgres://${owner}:${password}@127.0.0.1:${port}/${owner}`;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening, failed) => probe.once('error', failed).listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}

/** Puts a log aside that has grown large; returns how far the current one goes. */
function beginLog(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < 10_000_000) return size;
  try {
    renameSync(log, `${log}.1`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return 0;
}
