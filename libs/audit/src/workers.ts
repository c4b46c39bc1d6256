import { fork, type ChildProcess } from 'node:child_process';
import { extname, join, resolve } from 'node:path';
import type { AuditTerms, OutcomeOf, Task } from './tasks';
import type { FromWorker, ToWorker } from './worker-messages';

const HEAP_MB = 2048;
const YOUNG_GENERATION_MB = 64;

/** The work of an audit was broken off: a process of it is gone. */
export class AuditBrokenOff extends Error {
  override readonly name = 'AuditBrokenOff';
}

interface Waiting {
  readonly task: Task;
  readonly resolve: (outcome: OutcomeOf<Task>) => void;
  readonly reject: (error: Error) => void;
}

/** Who does the tasks of an audit. */
export interface Workers {
  /** Has a task done. @throws AuditBrokenOff where it cannot be, with the reason */
  carryOut<T extends Task>(task: T): Promise<OutcomeOf<T>>;
  /** Ends whatever they are at. */
  stop(reason?: Error): void;
}

/** @param onEvents told of each some events that are done */
export type StartWorkers = (count: number, terms: AuditTerms, onEvents: (events: number) => void) => Workers;

/** Processes that do the tasks of an audit, one each at a time. */
export class AuditWorkers implements Workers {
  private readonly processes: ChildProcess[] = [];
  private readonly idle: ChildProcess[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly busy = new Map<ChildProcess, Waiting>();
  private brokenOff: Error | undefined;

  private constructor(private readonly onEvents: (events: number) => void) {}

  /** Starts them. */
  static readonly start: StartWorkers = (count, terms, onEvents) => {
    const workers = new AuditWorkers(onEvents);
    for (let i = 0; i < count; i++) workers.add(terms);
    return workers;
  };

  carryOut<T extends Task>(task: T): Promise<OutcomeOf<T>> {
    return new Promise((done, reject) => {
      if (this.brokenOff !== undefined) return reject(this.brokenOff);
      this.waiting.push({ task, resolve: done as (outcome: OutcomeOf<Task>) => void, reject });
      this.next();
    });
  }

  stop(reason = new AuditBrokenOff('the audit is over')): void {
    this.brokenOff ??= reason;
    for (const process of this.processes.splice(0)) process.kill('SIGKILL');
    for (const { reject } of [...this.waiting.splice(0), ...this.busy.values()]) reject(this.brokenOff);
    this.busy.clear();
  }

  private add(terms: AuditTerms): void {
    const process = fork(file(), [], {
      serialization: 'advanced',
      execArgv: [
        ...loader(),
        `--max-old-space-size=${HEAP_MB}`,
        `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
        '--single-threaded-gc',
      ],
    });
    this.processes.push(process);
    process.on('message', (message: FromWorker) => this.hear(process, message));
    process.on('error', (error) => this.stop(new AuditBrokenOff(`a process could not be started: ${error.message}`)));
    process.on('exit', (code, signal) => {
      if (this.brokenOff === undefined) this.stop(new AuditBrokenOff(`a process ended by itself (${code ?? signal})`));
    });
    tell(process, { terms });
  }

  private hear(process: ChildProcess, message: FromWorker): void {
    if (message === 'ready') {
      this.idle.push(process);
      return this.next();
    }
    if ('events' in message) return this.onEvents(message.events);
    const done = this.busy.get(process);
    this.busy.delete(process);
    this.idle.push(process);
    if ('failed' in message) done?.reject(new AuditBrokenOff(message.failed));
    else done?.resolve(message.outcome);
    this.next();
  }

  private next(): void {
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const process = this.idle.pop() as ChildProcess;
      const one = this.waiting.shift() as Waiting;
      this.busy.set(process, one);
      tell(process, { task: one.task });
    }
  }
}

/** The file of the process: beside the bundle, or in the source that is not built. */
function file(): string {
  return join(__dirname, `audit-process${extname(__filename)}`);
}

function loader(): string[] {
  return extname(__filename) === '.ts' ? ['-r', resolve(__dirname, '../../../infra/run-ts.cjs')] : [];
}

function tell(process: ChildProcess, message: ToWorker): void {
  process.send(message);
}
