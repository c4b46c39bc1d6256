import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { createPool } from '@careledger/store';
import { caughtUp } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { databaseUrl, postgresPid, REAL } from '../support/embedded-database';
import { RunningSystem } from '../support/running-system';
import { Emitters, type Known } from './emitters';
import { eventSource } from './event-source';
import { inWords, schedule, strike, type Kill } from './kills';
import { counts, findings, secondComing } from './what-must-hold';

/** So long a program may take to notice that its database is gone, and to end. */
const ENDS_WITHIN_MS = 60_000;
const STARTS_WITHIN_MS = 60_000;
/** And so long after its last start it may take until every emitter has its answer, and every event is in the figures. */
const ANSWERS_WITHIN_MS = 60_000;
const CATCHES_UP_WITHIN_MS = 60_000;
/** The load goes on so long after the last start. */
const LOAD_AFTER_MS = 2_000;
const LOOK_AGAIN_MS = 10;
const WENT_ON = 'went on' as const;

export interface CrashOptions {
  readonly kills: number;
  /** Chooses events, requests, victims and moments. What falls together when is the machine's, and never the same again. */
  readonly seed: number;
  /** Told what happens, a line each. */
  readonly say?: (line: string) => void;
}

/** What a run came to. */
export interface CrashReport {
  readonly acknowledged: number;
  readonly uncertain: number;
  readonly requestsFailed: number;
  readonly events: number;
  readonly postings: number;
}

/** The crash law does not hold. The message has everything that is needed to look for the reason. */
export class CrashLawBroken extends Error {
  override readonly name = 'CrashLawBroken';
}

/**
 * The crash law: whatever is killed when, every acknowledged event is in the log, the ledger and the figures exactly once
 * (docs/crash-law.md).
 * @throws CrashLawBroken where it is not, or the program does not come up again
 */
export async function crashLaw(options: CrashOptions): Promise<CrashReport> {
  const folder = DataFolder.make();
  const trial = new Trial(folder, options);
  try {
    return await trial.run();
  } finally {
    await folder.remove();
  }
}

class Trial {
  private readonly diary: string[] = [];
  private readonly kills: readonly Kill[];
  private system: RunningSystem | undefined;

  constructor(
    private readonly folder: DataFolder,
    private readonly options: CrashOptions,
  ) {
    this.kills = schedule(options.kills, options.seed);
  }

  async run(): Promise<CrashReport> {
    const { seed } = this.options;
    this.note(`Seed ${seed}, ${this.kills.length} kills.`);
    const emitters = new Emitters(seed, eventSource(seed, this.kills.length), () => this.address());
    try {
      for (const kill of this.kills) await this.endure(kill);
      await this.readySystem();
      await wait(LOAD_AFTER_MS);
    } catch (error) {
      await emitters.abandon();
      throw error;
    }
    const asked = Date.now();
    const known = await withinMs(ANSWERS_WITHIN_MS, emitters.stop());
    if (known === undefined) {
      await emitters.abandon();
      throw this.broken([`requests have not been answered ${ANSWERS_WITHIN_MS / 1000} s after the last start`]);
    }
    this.note(`All emitters answered after ${Date.now() - asked} ms.`);
    return this.judge(known);
  }

  /** Where the system is, if there is one. */
  private address(): string | undefined {
    return this.system === undefined || this.system.hasEnded ? undefined : this.system.addressIfReady;
  }

  /** Starts the program where it does not run, kills at the moment that is meant, and waits for what comes of it. */
  private async endure(kill: Kill): Promise<void> {
    const system = await this.systemAt(kill.since);
    await wait(kill.afterMs);
    if (system.hasEnded) throw this.broken([`the program ended by itself before the kill: ${inWords(kill)}`]);
    const wasReady = system.addressIfReady !== undefined;
    const struck = await strike(kill.victim, system, this.folder.dataDir);
    this.note(`Killed ${inWords(kill)}${struck === kill.victim ? '' : ` (in its place: ${struck})`}.`);
    if (struck === 'node' || struck === 'both') return;

    // The program notices that its database is gone and ends; one that is starting may start the database again.
    const ready = wasReady ? [] : [system.ready().then(() => WENT_ON)];
    const outcome = await withinMs(ENDS_WITHIN_MS, system.ended, ...ready.map((one) => one.catch(() => system.ended)));
    if (outcome === undefined)
      throw this.broken(['the program neither ended nor went on after its database was killed']);
    if (outcome !== WENT_ON && outcome.code !== 1) {
      throw this.broken([`after its database was killed the program ended with ${JSON.stringify(outcome)}`]);
    }
  }

  /** The program at the moment from which a kill's time counts. */
  private async systemAt(since: Kill['since']): Promise<RunningSystem> {
    if (since === 'ready') return this.readySystem();
    const system = this.begunSystem();
    if (since === 'begun') return system;
    while (postgresPid(this.folder.dataDir) === undefined && !system.hasEnded) await wait(LOOK_AGAIN_MS);
    return system;
  }

  /** The program in the course of its start: a new process where none runs. */
  private begunSystem(): RunningSystem {
    if (this.system === undefined || this.system.hasEnded) {
      this.system = RunningSystem.begin(this.folder);
    }
    return this.system;
  }

  private async readySystem(): Promise<RunningSystem> {
    const begun = Date.now();
    const system = this.begunSystem();
    if (system.addressIfReady !== undefined) return system;
    const address = await withinMs(STARTS_WITHIN_MS, system.ready()).catch((error: unknown) => {
      throw this.broken([`the program did not start again: ${String(error)}`]);
    });
    if (address === undefined) throw this.broken(['the program did not start again in time']);
    this.note(`Ready after ${Date.now() - begun} ms.`);
    return system;
  }

  /** Waits until the figures are complete, and looks whether all is as it must be; then a clean stop. */
  private async judge(known: Known): Promise<CrashReport> {
    const system = await this.readySystem();
    const asked = Date.now();
    const status = await caughtUp(system.address, CATCHES_UP_WITHIN_MS);
    this.note(`Figures complete after ${Date.now() - asked} ms.`);
    if (status.parked !== 0) throw this.broken([`${status.parked} children are parked`]);
    const pool = createPool(databaseUrl(this.folder.dataDir), 2, { applicationName: 'crash law' });
    try {
      const anchorFile = join(this.folder.dataDir, REAL, 'anchors.jsonl');
      const found = await findings(pool, system.address, known, { anchorFile });
      const again = await secondComing(system.address, known);
      await caughtUp(system.address);
      const { events, postings } = await counts(pool);
      const faults = [...found.faults, ...again];
      if (events !== found.events) faults.push(`posting again made ${events} events of ${found.events}`);
      if (postings !== found.postings) faults.push(`posting again made ${postings} postings of ${found.postings}`);
      if (faults.length > 0) throw this.broken(faults);
      await system.stop();
      const { acknowledged, uncertain, failed } = known;
      return { acknowledged: acknowledged.size, uncertain: uncertain.size, requestsFailed: failed, events, postings };
    } catch (error) {
      if (error instanceof CrashLawBroken) throw error;
      throw this.broken([`what came of it could not be asked: ${inspect(error)}`]);
    } finally {
      await pool.end();
    }
  }

  private note(line: string): void {
    this.diary.push(line);
    this.options.say?.(line);
  }

  private broken(faults: readonly string[]): CrashLawBroken {
    const { seed } = this.options;
    const { system } = this;
    return new CrashLawBroken(
      [
        `The crash law is broken (seed ${seed}):`,
        ...faults.map((fault) => `- ${fault}`),
        'What happened:',
        ...this.diary.map((line) => `  ${line}`),
        'The plan:',
        ...this.kills.map((kill) => `  ${inWords(kill)}`),
        `Again: npm run crash -- --kills ${this.kills.length} --seed ${seed}`,
        ...(system === undefined ? [] : [system.said]),
      ].join('\n'),
    );
  }
}

/** The first of these to be fulfilled; undefined where none is in time. */
async function withinMs<T>(ms: number, ...promises: readonly Promise<T>[]): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([...promises, wait(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
