import { startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { join } from 'node:path';
import { DataFolder, typescript } from './data-folder';
import { Program, type Environment } from './running-system';

/** The parts that run as processes of their own. */
export type Part = 'intake' | 'projector' | 'insight';

/** One line of a part's log. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly service: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

const READY = /"address":"(http:[^"]+)"/;
const STOPS_WITHIN_MS = 40_000;

/** A part of the system in a process of its own, on a database that is there, on any free port. */
export class RunningPart extends Program {
  private constructor(
    folder: DataFolder,
    readonly part: Part,
    environment: Environment,
  ) {
    super(folder, typescript(`apps/${part}/src/main.ts`), { PORT: '0', AUTH: 'none', ...environment });
  }

  /** Starts a part and does not wait. */
  static begin(folder: DataFolder, part: Part, environment: Environment): RunningPart {
    return new RunningPart(folder, part, environment);
  }

  /** Starts a part; fulfilled when it answers. */
  static async start(folder: DataFolder, part: Part, environment: Environment): Promise<RunningPart> {
    const started = RunningPart.begin(folder, part, environment);
    await started.says(READY);
    return started;
  }

  /** Where it answers. @throws Error before it does */
  get address(): string {
    const address = READY.exec(this.output)?.[1];
    if (address === undefined) throw new Error(`The ${this.part} is not ready.\n${this.said}`);
    return address;
  }

  /** All that it logged. @throws Error where a line is no JSON */
  get log(): LogLine[] {
    return `${this.output}${this.complaints}`
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Asks it to stop. @throws Error where it does not end with code 0 */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<void> {
    this.signal(signal);
    const late = setTimeout(() => this.signal('SIGKILL'), STOPS_WITHIN_MS);
    const { code } = await this.ended;
    clearTimeout(late);
    if (code !== 0) throw new Error(`The ${this.part} ended with code ${code}.\n${this.said}`);
  }

  async kill9(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }
}

/** A PostgreSQL server with the parts that a test starts on it. */
export class SeparateParts {
  readonly running: RunningPart[] = [];

  private constructor(
    readonly folder: DataFolder,
    readonly databaseUrl: string,
    private readonly variables: Environment,
  ) {}

  /** Starts the server alone. */
  static async make(variables: Environment = {}): Promise<SeparateParts> {
    const folder = DataFolder.make();
    const { url } = await startEmbeddedPostgres({ dataDir: join(folder.dataDir, 'server') });
    return new SeparateParts(folder, url, variables);
  }

  async start(part: Part, variables: Environment = {}): Promise<RunningPart> {
    const started = await RunningPart.start(this.folder, part, this.environment(variables));
    this.running.push(started);
    return started;
  }

  environment(variables: Environment = {}): Environment {
    return { DATABASE_URL: this.databaseUrl, DATA_DIR: this.folder.dataDir, ...this.variables, ...variables };
  }

  /** Waits until something holds. @throws Error where it takes too long */
  async until(what: string, holds: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
    for (const late = Date.now() + withinMs; !(await holds());) {
      const said = this.running.map((each) => `${each.part}: ${each.said}`).join('\n');
      if (Date.now() > late) throw new Error(`${what}: not within ${withinMs} ms\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends all that still runs, the server too, and removes its files. */
  remove(): Promise<void> {
    return this.folder.remove();
  }
}
