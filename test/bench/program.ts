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

/** The words of `npm start` after `node`. */
function startCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
  const [program, ...words] = (scripts?.['start'] ?? '').split(' ');
  if (program === 'node' && words.length > 0) return words;
  throw new BenchError(
    'The script "start" of package.json is no plain "node …" any more: teach test/bench/program.ts.',
  );
}

/**
 * Builds the program as `npm start` does.
 * @param profiled with source maps beside it, so that a profile can be read; the code is the same
 */
export async function buildProgram(profiled: boolean, closing: Closing): Promise<void> {
  // Nest takes that path from the root alone.
  const sourceMaps = ['--', '--webpackPath', 'test/bench/with-source-maps.webpack.cjs'];
  const build = spawn('npm', ['run', '--silent', 'build', ...(profiled ? sourceMaps : [])], {
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
}

/** Names with a meaning for the program or for Node: what stands in our own environment must not change the run. */
const MEANT = ['PORT', 'HOST', 'DATABASE_URL', 'DATA_DIR', 'KAFKA_BROKERS', 'FIXTURE', 'TODAY', 'AUTH', 'NODE_OPTIONS'];

/** Starts the program on an empty data folder; fulfilled when it answers. */
export async function startProgram({ places, today, nodeOptions = [] }: Start, closing: Closing): Promise<Program> {
  const port = await freePort();
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !MEANT.includes(name)));
  mkdirSync(dirname(places.log), { recursive: true });
  const log = openSync(places.log, 'a');
  // In a group of its own: Ctrl-C reaches the benchmark, and that stops the program.
  const child = spawn(process.execPath, [...nodeOptions, ...startCommand()], {
    cwd: ROOT,
    env: { ...environment, PORT: String(port), DATA_DIR: places.dataDir, FIXTURE: 'none', TODAY: today, AUTH: 'none' },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
  const url = `http://127.0.0.1:${port}`;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= end(child, places));
  closing.add(stop);
  const failure = once(child, 'exit').then(([code, signal]) => {
    if (stopping) return new Promise<never>(() => undefined);
    throw new BenchError(`The program ended by itself (${code ?? signal}). It said:\n${tail(places.log)}`);
  });
  failure.catch(() => undefined); // raised where it is waited for
  await Promise.race([untilAnswering(url, places), failure]);
  const during = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, failure]).catch(async (error: unknown) => {
      // Where the program went away, that is the reason, whatever broke first.
      await Promise.race([failure, sleep(1_000)]);
      throw error;
    });
  return { url, pid: child.pid as number, during, stop };
}

const PATIENCE_MS = 120_000;

async function untilAnswering(url: string, places: Places): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const answer = await fetch(`${url}/v1/status`, { headers: bearer() }).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new BenchError(`The program does not answer at ${url}/v1/status. It said:\n${tail(places.log)}`);
}

const STOPPING_MS = 120_000;

async function end(child: ChildProcess, places: Places): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOPPING_MS);
    await ended;
    clearTimeout(late);
  }
  if (child.exitCode === 0) return;
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
