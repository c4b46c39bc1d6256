import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { CaseEvent } from '@careledger/contract';
import { eventSource } from '../crash/event-source';
import { caughtUp } from '../support/client';
import { Diary } from './diary';
import type { Fault, Scene } from './faults';
import { judge } from './judge';
import { Load, together } from './load';
import type { Outcome, Row } from './outcome';
import { Site } from './site';

const CATCHES_UP_WITHIN_MS = 90_000;
/** Enough events for that many seconds of load are those of so many kills of the crash law. */
const SECONDS_A_KILL = 5;
const PROJECTORS = 2;

export interface TrialOptions {
  /** So long the load is on at least, fault by fault. */
  readonly seconds: number;
  /** Chooses what is sent. What falls together when is the machine's, and never the same again. */
  readonly seed: number;
  readonly form: 'short' | 'long';
  readonly say?: (line: string) => void;
}

/** Something acknowledged is missing, counts twice, or did not come in time. The message has all that is known of it. */
export class FaultNotWithstood extends Error {
  override readonly name = 'FaultNotWithstood';
}

/**
 * Lets the faults happen on one site, one after the other, each while events come in, and judges in the end: nothing
 * acknowledged is missing, nothing counts twice (docs/faults.md).
 * @throws FaultNotWithstood
 */
export async function withstand(faults: readonly Fault[], options: TrialOptions): Promise<readonly Row[]> {
  const diary = new Diary(options.say);
  const site = await Site.start({
    brokers: faults.some(({ brokers }) => brokers === 3) ? 3 : 1,
    projectors: Math.max(...faults.map(({ projectors = PROJECTORS }) => projectors)),
    smallDisk: faults.some(({ smallDisk }) => smallDisk === true),
    isInHaste: options.form === 'short',
    diary,
  });
  try {
    const events = eventSource(options.seed, Math.ceil((faults.length * options.seconds) / SECONDS_A_KILL));
    const outcomes: Outcome[] = [];
    for (const [index, fault] of faults.entries()) {
      outcomes.push(await endure(site, fault, { ...options, seed: options.seed + 1_000 * index }, events));
    }
    diary.note('Judging.');
    const { rows, faults: found } = await judge(site, outcomes);
    diary.note(found.length === 0 ? 'All is as it must be.' : 'Not all is as it must be.');
    if (found.length > 0) throw new Error(found.map((each) => `- ${each}`).join('\n'));
    return rows;
  } catch (error) {
    throw new FaultNotWithstood(
      [
        `Not withstood (seed ${options.seed}):`,
        error instanceof Error ? error.message : inspect(error),
        'What happened:',
        ...diary.lines,
        `Again: npm run faults -- --only ${faults.map(({ name }) => name).join()} --seconds ${options.seconds} --seed ${options.seed}`,
        site.lastWords,
      ].join('\n'),
      { cause: error },
    );
  } finally {
    await site.remove();
  }
}

/** One fault, from the first event of its load until everything is in the figures. */
async function endure(
  site: Site,
  fault: Fault,
  { seconds, seed, form }: TrialOptions,
  events: Iterator<CaseEvent>,
): Promise<Outcome> {
  const { diary } = site;
  diary.note(`${fault.title}: load begins.`);
  const from = Date.now();
  const load = new Load(site, events, { seed, form, manner: fault.manner });
  try {
    await load.flowing();
    await wait(seconds * 250);
    const scene: Scene = {
      site,
      seed,
      awayMs: (fault.awaySeconds?.[form] ?? 0) * 1_000,
      events,
      sent: [],
      bad: [],
      parked: [],
    };
    diary.note(`${fault.title}: now.`);
    await fault.strike(scene);
    await wait(Math.max(seconds * 500, from + seconds * 1_000 - Date.now()));
    const { all, direct } = await load.stop();
    const stopped = Date.now();
    await caughtUp(site.insight.address, CATCHES_UP_WITHIN_MS);
    await load.standstill.end();
    diary.note(`All is in the figures ${Date.now() - stopped} ms after the load ended.`);
    const still = load.standstill.longest;
    const unanswered = { intake: load.unanswered.intake.longest, topic: load.unanswered.topic.longest };
    const known = together([all, ...scene.sent]);
    return { fault, known, direct, from, to: Date.now(), bad: scene.bad, parked: scene.parked, still, unanswered };
  } catch (error) {
    await load.abandon();
    throw error;
  }
}
