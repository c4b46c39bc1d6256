import { setTimeout as wait } from 'node:timers/promises';
import { partitionKey, type CaseEvent } from '@careledger/contract';
import { partitionOf } from '@careledger/event-log';
import { Chance } from '@careledger-fixtures/casework/chance';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { nothingKnown, take, type Known, type Manner } from '../crash/emitters';
import { nameOf } from '../crash/event-source';

const EMITTERS = 2;
const EVENTS_A_REQUEST = 40;
const LONGEST_PAUSE_MS = 300;
const TRY_AGAIN_MS = 100;
/** Shares: of requests that are sent again though they were answered, and of failed ones that are given up. */
const AGAIN = 0.05;
const GIVEN_UP = 0.05;

export interface DirectManner extends Manner {
  /** So far the emitters' clocks are ahead, in milliseconds; behind where it is less than 0. */
  readonly clockAheadMs?: number;
}

/**
 * Case systems that produce to the topic themselves, with a common client as it comes: they know the key, wait for all in-sync
 * replicas, and repeat what fails, so that some events are on the topic twice.
 */
export class DirectEmitters {
  readonly known = nothingKnown();
  private readonly kafka: Kafka;
  private readonly done: Promise<unknown>;
  private stopping = false;
  private abandoned = false;

  constructor(
    seed: number,
    private readonly events: Iterator<CaseEvent>,
    brokers: readonly string[],
    private readonly topic: string,
    private readonly partitions: number,
    private readonly manner: DirectManner = {},
  ) {
    this.kafka = new Kafka({
      clientId: 'emitter',
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 3 },
    });
    const length = manner.emitters ?? EMITTERS;
    this.done = Promise.all(Array.from({ length }, (_, lane) => this.emit(new Chance(seed + 101 + lane))));
  }

  /** Sends nothing new; fulfilled when all that is under way has been answered or given up. */
  async stop(): Promise<Known> {
    this.stopping = true;
    await this.done;
    return this.known;
  }

  /** Ends everything without waiting for an answer. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.stop();
  }

  private async emit(chance: Chance): Promise<void> {
    const { eventsARequest = EVENTS_A_REQUEST, longestPauseMs = LONGEST_PAUSE_MS } = this.manner;
    const producer = this.kafka.producer({ allowAutoTopicCreation: false });
    while (!this.stopping) {
      const events = take(this.events, chance.between(1, eventsARequest));
      if (events.length === 0) break;
      await this.untilAnswered(producer, events, chance);
      if (chance.of(AGAIN)) await this.untilAnswered(producer, events, chance);
      await wait(chance.between(0, longestPauseMs));
    }
    await producer.disconnect().catch(() => undefined);
  }

  private async untilAnswered(producer: Producer, events: readonly CaseEvent[], chance: Chance): Promise<void> {
    const { acknowledged, uncertain } = this.known;
    for (; !this.abandoned; await wait(TRY_AGAIN_MS)) {
      if (await this.send(producer, events)) {
        for (const event of events) {
          acknowledged.set(nameOf(event), event);
          uncertain.delete(nameOf(event));
        }
        this.manner.onAcknowledged?.();
        return;
      }
      for (const event of events) if (!acknowledged.has(nameOf(event))) uncertain.set(nameOf(event), event);
      if (chance.of(GIVEN_UP)) return;
    }
  }

  private async send(producer: Producer, events: readonly CaseEvent[]): Promise<boolean> {
    const { clockAheadMs } = this.manner;
    const timestamp = clockAheadMs === undefined ? {} : { timestamp: String(Date.now() + clockAheadMs) };
    const messages = events.map((event) => ({
      key: partitionKey(event),
      value: JSON.stringify(event),
      ...timestamp,
    }));
    try {
      await producer.connect();
      const answers = await producer.send({ topic: this.topic, acks: -1, messages });
      // kafkajs 2.2.4 may leave out what was meant for a leader that died, and call the rest a success (docs/faults.md).
      const answered = new Set(answers.map(({ partition }) => partition));
      if (!events.every((event) => answered.has(partitionOf(partitionKey(event), this.partitions))))
        throw new Error('left out');
      this.known.answered++;
      return true;
    } catch {
      this.known.failed++;
      return false;
    }
  }
}
