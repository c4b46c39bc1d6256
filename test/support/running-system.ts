import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ROOT, typescript, type DataFolder } from './data-folder';
import { postgresPids } from './embedded-database';

/** Variables; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The names of the configuration: a test's program has those that the test gives it, whatever the tester's shell has. */
const CONFIGURATION = [
  ...['PORT', 'HOST', 'DATABASE_URL', 'DATA_DIR', 'KAFKA_BROKERS', 'KAFKA_PORT', 'FIXTURE', 'TODAY', 'AUTH'],
  ...['KAFKA_TOPIC', 'KAFKA_PARTITIONS', 'KAFKA_TLS', 'HISTORICAL_KEY', 'HISTORICAL_KEY_FILE'],
  ...['LOG_FORMAT', 'SHUTDOWN_SECONDS', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  ...['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL', 'AUTH_KEY_FILE', 'AUTH_ROLES_CLAIM', 'AUTH_AUTHORITIES_CLAIM'],
  ...['AUTH_SOURCES_CLAIM', 'RATE_LIMIT_EMITTER', 'RATE_LIMIT_READER', 'RATE_LIMIT_NOBODY', 'CARELEDGER_TOKEN'],
  ...['ANCHOR_FILE', 'ANCHOR_TOPIC', 'ANCHOR_MINUTES'],
  ...['RETENTION_YEARS', 'RETENTION_CARE_YEARS', 'RETENTION_REFUSALS_DAYS', 'RETENTION_DEAD_LETTERS_DAYS'],
  ...['RETENTION_ACCESS_LOG_DAYS', 'DEBUG', 'INIT_CWD', 'NODE_OPTIONS'],
];

const READY = /ready: (http:\S+)/;
const STOPS_WITHIN_MS = 60_000;

/** A program of the repository in a process of its own, with what it says. */
export class Program {
  /** What it wrote to standard output so far. */
  output = '';
  /** What it wrote to standard error so far. */
  complaints = '';
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  /**
   * @param folder whose data it may work on, and with which it is ended at the latest
   * @param words node's arguments
   */
  constructor(folder: DataFolder, words: readonly string[], environment: Environment) {
    const inherited = Object.entries(process.env).filter(([name]) => !CONFIGURATION.includes(name));
    this.child = spawn(process.execPath, words, {
      cwd: ROOT,
      env: { ...Object.fromEntries(inherited), ...environment },
      detached: true, // a process group of its own, so that a test can press Ctrl-C on all of it
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    folder.keepWatchOver(this.child);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.child.emit('said');
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    this.ended = once(this.child, 'close').then(([code, signal]): Ending => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    this.ended.catch(() => undefined); // who waits for it is told
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The process was not started.');
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Everything that it said, for the message of a failed test. */
  get said(): string {
    return `--- it said ---\n${this.output}--- and complained ---\n${this.complaints}---`;
  }

  /** Waits until its output matches. @throws Error where it ends without */
  async says(wanted: RegExp): Promise<RegExpExecArray> {
    for (let over = false; ;) {
      const match = wanted.exec(this.output);
      if (match) return match;
      if (over) throw new Error(`The program ended without saying ${String(wanted)}.\n${this.said}`);
      over = await Promise.race([once(this.child, 'said').then(() => false), this.ended.then(() => true)]);
    }
  }

  /** Signals the process alone. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ctrl-C, as a terminal has it: the signal goes to the whole process group. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }
}

/** What a test's program is set to where nothing else is said: no children, a free port. */
const DEFAULTS: Environment = { PORT: '0', FIXTURE: 'none', AUTH: 'none' };

/** What a start without locks, as these are, says first. */
export const OPEN_DOORS =
  'AUTH is "none": everybody on this machine can read and write all case data, sealed records too, without showing who ' +
  'they are. AUTH=key or AUTH=oidc ends that.\n';

/** The whole program, as `npm start` runs it, on a data folder and any free port. */
export class RunningSystem extends Program {
  private constructor(
    private readonly folder: DataFolder,
    environment: Environment,
  ) {
    const main = typescript('apps/standalone/src/main.ts');
    super(folder, [...nodeFlags(), ...main], { ...DEFAULTS, DATA_DIR: folder.dataDir, ...environment });
  }

  /** Starts the program and does not wait. */
  static begin(folder: DataFolder, environment: Environment = {}): RunningSystem {
    return new RunningSystem(folder, environment);
  }

  /** Starts the program; fulfilled when it is ready. */
  static async start(folder: DataFolder, environment: Environment = {}): Promise<RunningSystem> {
    const system = RunningSystem.begin(folder, environment);
    await system.ready();
    return system;
  }

  /** Waits until the program says that it is ready, and where: fulfilled with its address. */
  async ready(): Promise<string> {
    const [, address = ''] = await this.says(READY);
    return address;
  }

  /** The address at which it is ready; undefined before that. */
  get addressIfReady(): string | undefined {
    return READY.exec(this.output)?.[1];
  }

  /** The address at which it is ready. @throws Error before that */
  get address(): string {
    const address = this.addressIfReady;
    if (address === undefined) throw new Error(`The program is not ready.\n${this.said}`);
    return address;
  }

  /** Asks the program to stop, and waits until it has. @throws Error where it ends with a failure or leaves a database */
  async stop(): Promise<void> {
    this.signal('SIGINT');
    await this.stopped();
  }

  /** Waits until a program that was asked to stop has. @throws Error where it ends with a failure or leaves a database */
  async stopped(): Promise<void> {
    const late = setTimeout(() => this.signal('SIGKILL'), STOPS_WITHIN_MS);
    const { code, signal } = await this.ended;
    clearTimeout(late);
    if (signal !== null) throw new Error(`The program did not stop within ${STOPS_WITHIN_MS / 1000} s.\n${this.said}`);
    if (code !== 0) throw new Error(`The program stopped with code ${code}.\n${this.said}`);
    const left = postgresPids(this.folder.dataDir);
    if (left.length > 0) throw new Error(`The program left PostgreSQL running (process ${left.join()}).\n${this.said}`);
  }

  /** Kills the program without warning, and waits until it is gone; its database runs on. */
  async kill9(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

/** Node's own flags, as `npm start` has them. */
function nodeFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}
