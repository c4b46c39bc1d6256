import { setTimeout as wait } from 'node:timers/promises';
import type { CaseEvent } from '@careledger/contract';
import { Chance } from '@careledger-fixtures/casework/chance';
import { postEvents } from '../support/client';
import { nameOf } from './event-source';

const EMITTERS = 6;
const EVENTS_A_REQUEST = 80;
const LONGEST_PAUSE_MS = 200;
const ANSWER_WITHIN_MS = 15_000;
const TRY_AGAIN_MS = 40;

/** Shares: of requests that are sent again though they were answered, of historical ones, of failed ones that are given up. */
const AGAIN = 0.05;
const HISTORICAL = 0.25;
const GIVEN_UP = 0.05;

/** What the emitters know, which is all that anybody outside can know. */
export interface Known {
  /** Events that the system acknowledged, by name. */
  readonly acknowledged: Map<string, CaseEvent>;
  /** Events whose emitter lost patience with them: they may be in the log or not. */
  readonly uncertain: Map<string, CaseEvent>;
  /** How many requests were answered, and how many failed and were repeated or given up. */
  answered: number;
  failed: number;
  /** Answers that no emitter may get. */
  readonly faults: string[];
}

/** How the emitters go about it, where not as in the crash law. */
export interface Manner {
  readonly emitters?: number;
  readonly eventsARequest?: number;
  readonly longestPauseMs?: number;
  /** Told of each acknowledgement as it comes. */
  readonly onAcknowledged?: () => void;
}

/**
 * Case systems that post events in many small requests, each until it is answered: they repeat what fails and take a
 * 202 at its word.
 */
export class Emitters {
  readonly known = nothingKnown();
  private stopping = false;
  private abandoned = false;
  private readonly done: Promise<unknown>;

  /** @param address where the system is at the moment; undefined while there is none */
  constructor(
    seed: number,
    private readonly events: Iterator<CaseEvent>,
    private readonly address: () => string | undefined,
    private readonly manner: Manner = {},
  ) {
    const length = manner.emitters ?? EMITTERS;
    this.done = Promise.all(Array.from({ length }, (_, lane) => this.emit(new Chance(seed + 1 + lane))));
  }

  /** Sends nothing new; fulfilled when all that is under way has been answered or given up. */
  async stop(): Promise<Known> {
    this.stopping = true;
    await this.done;
    return this.known;
  }

  /** Ends everything without waiting for an answer: the trial has failed already. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.stop();
  }

  private async emit(chance: Chance): Promise<void> {
    const { eventsARequest = EVENTS_A_REQUEST, longestPauseMs = LONGEST_PAUSE_MS } = this.manner;
    while (!this.stopping) {
      const events = take(this.events, chance.between(1, eventsARequest));
      if (events.length === 0) return;
      const historical = chance.of(HISTORICAL) && events.every(({ recordedtime }) => recordedtime !== undefined);
      await this.untilAnswered(events, historical, chance);
      if (chance.of(AGAIN)) await this.untilAnswered(events, false, chance);
      await wait(chance.between(0, longestPauseMs));
    }
  }

  private async untilAnswered(events: readonly CaseEvent[], historical: boolean, chance: Chance): Promise<void> {
    const { acknowledged, uncertain } = this.known;
    for (; !this.abandoned; await wait(TRY_AGAIN_MS)) {
      const address = this.address();
      if (address === undefined) continue;
      if (await this.send(address, events, historical)) {
        for (const event of events) {
          acknowledged.set(nameOf(event), event);
          uncertain.delete(nameOf(event));
        }
        this.manner.onAcknowledged?.();
        return;
      }
      if (chance.of(GIVEN_UP)) {
        for (const event of events) if (!acknowledged.has(nameOf(event))) uncertain.set(nameOf(event), event);
        return;
      }
    }
  }

  /** Whether the events were acknowledged. */
  private async send(address: string, events: readonly CaseEvent[], historical: boolean): Promise<boolean> {
    try {
      const { status, headers, body } = await postEvents(address, events, { historical, timeoutMs: ANSWER_WITHIN_MS });
      if (status === 202 && body.accepted + body.duplicates === events.length) {
        this.known.answered++;
        return true;
      }
      const mayBe = status === 503 && headers.has('retry-after');
      if (!mayBe) this.known.faults.push(`a request of good events was answered ${status}: ${JSON.stringify(body)}`);
    } catch {
      // No connection, a broken one, or no answer in time: the emitter cannot know what was taken.
    }
    this.known.failed++;
    return false;
  }
}

/** Before anything was sent. */
export function nothingKnown(): Known {
  return { acknowledged: new Map(), uncertain: new Map(), answered: 0, failed: 0, faults: [] };
}

/** The next events; fewer than asked for where there are no more. */
export function take(events: Iterator<CaseEvent>, count: number): CaseEvent[] {
  const taken: CaseEvent[] = [];
  while (taken.length < count) {
    const { done, value } = events.next() as IteratorResult<CaseEvent, undefined>;
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}
