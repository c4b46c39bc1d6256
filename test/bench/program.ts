import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bearer } from '@careledger/config';
import { startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { BenchError } from './bench-error';
import type { Closing } from './closing';
import { type Places, ROOT } from './places';

/** The program in a process of its own, as `npm start` runs it. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  /**
   * Waits for work that needs the program.
   * @throws BenchError with what the program said last, where it ends by itself meanwhile
   */
  during<T>(work: Promise<T>): Promise<T>;
  /** Stops it as Ctrl-C does; fulfilled when its database has stopped too. */
  stop(): Promise<void>;
}

interface Package {
  readonly scripts?: Readonly<Record<string, string>>;
}

/** What of package.json starts a process: everything, or a projector alone. */
type Script = 'start' | 'start:projector';

/** The words of such a script after `node`. */
function startCommand(script: Script): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
  const [program, ...words] = (scripts?.[script] ?? '').split(' ');
  if (program === 'node' && words.length > 0) return words;
  throw new BenchError(
    `The script "${script}" of package.json is no plain "node …" any more: teach test/bench/program.ts.`,
  );
}

/**
 * Builds the program as `npm start` does, or the projector as `npm run start:projector`.
 * @param profiled with source maps beside it, so that a profile can be read; the code is the same
 */
export async function buildProgram(
  profiled: boolean,
  closing: Closing,
  script: 'build' | 'build:projector' = 'build',
): Promise<void> {
  // Nest takes that path from the root alone.
  const sourceMaps = ['--', '--webpackPath', 'test/bench/with-source-maps.webpack.cjs'];
  const build = spawn('npm', ['run', '--silent', script, ...(profiled ? sourceMaps : [])], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [build.stdout, build.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  closing.add(() => Promise.resolve(build.kill()));
  const [code] = (await once(build, 'close')) as [number | null];
  if (code !== 0) throw new BenchError(`The program cannot be built:\n${Buffer.concat(said).toString().trim()}`);
}

/** What the program is started with. */
export interface Start {
  readonly places: Places;
  /** `YYYY-MM-DD`: the day of the figures. */
  readonly today: string;
  /** Options of Node beside those of `npm start`. */
  readonly nodeOptions?: readonly string[];
  /** A database and a log that are there already; the embedded database and the journal where nothing is said. */
  readonly environment?: Backing;
}

/** What the program works on, as its configuration names it. */
export interface Backing {
  readonly DATABASE_URL: string;
  readonly KAFKA_BROKERS?: string;
  /** The same for all that read a topic: the database would have one of its own, and marks would count there alone. */
  readonly HISTORICAL_KEY?: string;
}

/** Names with a meaning for the program or for Node: what stands in our own environment must not change the run. */
const MEANT = ['PORT', 'HOST', 'DATABASE_URL', 'DATA_DIR', 'FIXTURE', 'TODAY', 'AUTH', 'NODE_OPTIONS'];
const isMeant = (name: string): boolean => MEANT.includes(name) || /^(KAFKA|HISTORICAL|OTEL)_/.test(name);

/** Starts the program on an empty data folder, or on what is named; fulfilled when it answers. */
export function startProgram(start: Start, closing: Closing): Promise<Program> {
  return startScript('start', start, closing);
}

/** Starts a projector of its own on what is named; fulfilled when it answers. */
export function startProjector(start: Start & { environment: Backing }, closing: Closing): Promise<Program> {
  return startScript('start:projector', start, closing);
}

async function startScript(
  script: Script,
  { places, today, nodeOptions = [], environment: backing }: Start,
  closing: Closing,
): Promise<Program> {
  const port = await freePort();
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !isMeant(name)));
  mkdirSync(dirname(places.log), { recursive: true });
  const log = openSync(places.log, 'a');
  const settings = { PORT: String(port), DATA_DIR: places.dataDir, FIXTURE: 'none', TODAY: today, AUTH: 'none' };
  // In a group of its own: Ctrl-C reaches the benchmark, and that stops the program.
  const child = spawn(process.execPath, [...nodeOptions, ...startCommand(script)], {
    cwd: ROOT,
    env: { ...environment, ...settings, ...backing },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
  const url = `http://127.0.0.1:${port}`;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= end(child, backing === undefined ? places : undefined));
  closing.add(stop);
  const failure = once(child, 'exit').then(([code, signal]) => {
    if (stopping) return new Promise<never>(() => undefined);
    throw new BenchError(`The program ended by itself (${code ?? signal}). It said:\n${tail(places.log)}`);
  });
  failure.catch(() => undefined); // raised where it is waited for
  await Promise.race([untilAnswering(`${url}${ANSWERING[script]}`, places), failure]);
  const during = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, failure]).catch(async (error: unknown) => {
      // Where the program went away, that is the reason, whatever broke first.
      await Promise.race([failure, sleep(1_000)]);
      throw error;
    });
  return { url, pid: child.pid as number, during, stop };
}

const PATIENCE_MS = 120_000;

const ANSWERING: Readonly<Record<Script, string>> = { start: '/v1/status', 'start:projector': '/health/live' };

async function untilAnswering(url: string, places: Places): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const answer = await fetch(url, { headers: bearer() }).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new BenchError(`The program does not answer at ${url}. It said:\n${tail(places.log)}`);
}

const STOPPING_MS = 120_000;

/** @param places where the database is its own, so that it may be left behind */
async function end(child: ChildProcess, places: Places | undefined): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPING_MS);
    await ended;
    clearTimeout(late);
  }
  if (child.exitCode === 0 || places === undefined) return;
  // It did not end in order, so its PostgreSQL may still run: take that over, and stop it.
  const postgres = await startEmbeddedPostgres({ dataDir: places.databaseDir });
  await postgres.stop();
}

function tail(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-20).join('\n');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
