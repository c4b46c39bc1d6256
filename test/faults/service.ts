import { setTimeout as wait } from 'node:timers/promises';
import type { DataFolder } from '../support/data-folder';
import { Program, type Environment } from '../support/running-system';
import type { Diary } from './diary';

const READY = /"address":"http:[^"]+"/;
/** As a service manager has it: what ends is begun again, after a moment. */
const BEGIN_AGAIN_MS = 500;
const STOPS_WITHIN_MS = 40_000;
const LAST_WORDS = 15;

/** What a service is started with. */
export interface ServiceOptions {
  readonly name: string;
  readonly folder: DataFolder;
  readonly diary: Diary;
  /** Node's arguments. */
  readonly words: readonly string[];
  readonly environment: Environment;
  readonly port: number;
}

/** A part of the system as a service manager runs it: a process on a port of its own, begun again whenever it ends. */
export class Service {
  readonly address: string;
  /** How often it ended though nobody had asked it to. */
  endings = 0;
  private wanted = true;
  private program: Program;
  private readonly before: Program[] = [];

  constructor(private readonly options: ServiceOptions) {
    this.address = `http://127.0.0.1:${options.port}`;
    this.program = this.begin();
  }

  get name(): string {
    return this.options.name;
  }

  get isReady(): boolean {
    return !this.program.hasEnded && READY.test(this.program.output);
  }

  /** Fulfilled when it answers. @throws Error with its last words where that takes too long */
  async ready(withinMs: number): Promise<void> {
    for (const late = Date.now() + withinMs; !this.isReady; await wait(50)) {
      if (Date.now() > late) throw new Error(`The ${this.name} is not ready within ${withinMs} ms.`);
    }
  }

  /** Kills it without warning; it is begun again. */
  async kill9(): Promise<void> {
    const { program } = this;
    program.signal('SIGKILL');
    await program.ended;
  }

  /** Asks it to stop, and it stays so. @throws Error where it does not end with code 0 */
  async stop(): Promise<void> {
    this.wanted = false;
    const { program } = this;
    program.signal('SIGTERM');
    const late = setTimeout(() => program.signal('SIGKILL'), STOPS_WITHIN_MS);
    const { code, signal } = await program.ended;
    clearTimeout(late);
    if (code !== 0) throw new Error(`The ${this.name} was asked to stop and ended with ${code ?? signal}.`);
  }

  /** It will not be begun again. */
  leave(): void {
    this.wanted = false;
  }

  /** The end of what it said, those before it too. */
  get lastWords(): string {
    const said = [...this.before, this.program].map(({ output, complaints }) => `${output}${complaints}`).join('');
    return [`The ${this.name} said last:`, ...said.trim().split('\n').slice(-LAST_WORDS)].join('\n  ');
  }

  private begin(): Program {
    const { folder, words, environment, port } = this.options;
    const program = new Program(folder, words, { ...environment, PORT: String(port), AUTH: 'none' });
    void program.ended.then(({ code, signal }) => this.goOn(program, code ?? signal));
    return program;
  }

  private async goOn(ended: Program, how: number | NodeJS.Signals | null): Promise<void> {
    if (!this.wanted) return;
    this.endings++;
    this.options.diary.note(`The ${this.name} ended (${how}); it is begun again.`);
    this.before.push(ended);
    await wait(BEGIN_AGAIN_MS);
    if (this.wanted) this.program = this.begin();
  }
}
