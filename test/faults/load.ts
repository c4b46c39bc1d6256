import { setTimeout as wait } from 'node:timers/promises';
import type { CaseEvent } from '@careledger/contract';
import { Emitters, nothingKnown, type Known } from '../crash/emitters';
import { DirectEmitters, type DirectManner } from './direct-emitters';
import { Silence } from './silence';
import type { Site } from './site';
import { Standstill } from './standstill';
import { withinMs } from './within';

/** Small enough that two processors keep up with emitters, services, broker and database; in the short form with little to judge. */
const MANNERS = {
  short: { byIntake: { emitters: 3, eventsARequest: 12, longestPauseMs: 400 }, direct: { eventsARequest: 12 } },
  long: { byIntake: { emitters: 4, eventsARequest: 40, longestPauseMs: 300 }, direct: { eventsARequest: 40 } },
};
const LOOK_AGAIN_MS = 50;
const FLOWS_WITHIN_MS = 60_000;
const ANSWERS_WITHIN_MS = 60_000;

/** What is sent while a fault is on: by the intake, and beside it straight to the topic; and for how long nothing moved. */
export class Load {
  readonly standstill: Standstill;
  /** For how long no emitter got an answer, from the intake and from the brokers themselves. */
  readonly unanswered = { intake: new Silence(), topic: new Silence() };
  private readonly byIntake: Emitters;
  private readonly direct: DirectEmitters;

  constructor(
    site: Site,
    events: Iterator<CaseEvent>,
    { seed, form, manner }: { seed: number; form: keyof typeof MANNERS; manner: DirectManner | undefined },
  ) {
    const { byIntake, direct } = MANNERS[form];
    this.standstill = new Standstill(site.databaseUrl, site.brokers, site.topic);
    const address = (): string | undefined => (site.intake.isReady ? site.intake.address : undefined);
    this.byIntake = new Emitters(seed, events, address, {
      ...byIntake,
      onAcknowledged: () => this.unanswered.intake.answered(),
    });
    this.direct = new DirectEmitters(seed, events, site.brokers, site.topic, site.partitions, {
      ...direct,
      ...manner,
      onAcknowledged: () => this.unanswered.topic.answered(),
    });
  }

  /** Fulfilled when emitters of both kinds have been answered. */
  async flowing(): Promise<void> {
    const late = Date.now() + FLOWS_WITHIN_MS;
    while (this.byIntake.known.answered === 0 || this.direct.known.answered === 0) {
      if (Date.now() > late) throw new Error('The emitters get no answers.');
      await wait(LOOK_AGAIN_MS);
    }
  }

  /** Sends nothing new; what the emitters know in the end. @throws Error where they are not answered */
  async stop(): Promise<{ readonly all: Known; readonly direct: Known }> {
    for (const silence of Object.values(this.unanswered)) silence.end();
    const known = await withinMs(ANSWERS_WITHIN_MS, Promise.all([this.byIntake.stop(), this.direct.stop()]));
    if (known !== undefined) return { all: together(known), direct: known[1] };
    await this.abandon();
    throw new Error(`Requests have not been answered ${ANSWERS_WITHIN_MS / 1000} s after the fault was over.`);
  }

  /** Ends everything without waiting for an answer. */
  async abandon(): Promise<void> {
    await Promise.all([this.byIntake.abandon(), this.direct.abandon(), this.standstill.end()]);
  }
}

/** What several emitters know. */
export function together(all: readonly Known[]): Known {
  const known = nothingKnown();
  for (const { acknowledged, uncertain, answered, failed, faults } of all) {
    for (const [name, event] of acknowledged) known.acknowledged.set(name, event);
    for (const [name, event] of uncertain) known.uncertain.set(name, event);
    known.answered += answered;
    known.failed += failed;
    known.faults.push(...faults);
  }
  for (const name of known.acknowledged.keys()) known.uncertain.delete(name);
  return known;
}
