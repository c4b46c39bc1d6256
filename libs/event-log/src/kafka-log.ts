import { randomBytes } from 'node:crypto';
import type { Instant } from '@careledger/calendar';
import { isControl, partitionKey } from '@careledger/contract';
import { transaction, withClient } from '@careledger/store';
import type { Admin, Kafka } from 'kafkajs';
import type { Pool } from 'pg';
import { prepare, type Candidate } from './candidates';
import { DeadLetterOutbox } from './dead-letters';
import { claimEngine, fixFact, fixPartitions } from './deployment';
import {
  type AppendOptions,
  type AppendOutcome,
  type ConsumeOptions,
  type Consumer,
  type EventLog,
  type LogEvent,
  type LogEnd,
  LogUnavailable,
  type Positions,
  type Submission,
} from './event-log';
import { FreshReading } from './fresh-reading';
import { groupCommit } from './group-commit';
import { BatchContext } from './kafka-batch';
import { KafkaConsumer } from './kafka-consumer';
import { promiseEnd, topicEnds } from './kafka-end';
import { asKafkaError, asOpeningError } from './kafka-errors';
import { markHeader, Marks } from './kafka-marks';
import { RecordProducer } from './kafka-producer';
import { deadTopicOf, kafkaClient, type KafkaSettings } from './kafka-settings';
import { ensureTopics } from './kafka-topic';
import { eventsByName, repetitionOf } from './known-events';

/** Events that were produced last, kept to tell a repetition before the projector has stored them. */
const RECENT_EVENTS = 20_000;

export interface KafkaLogOptions {
  readonly settings: KafkaSettings;
  /** From the store's `createPool`: of the database with the event store. It stays open. */
  readonly pool: Pool;
  /** How the client shows at the brokers. */
  readonly name?: string;
}

/** The event log in a topic of Apache Kafka; what was projected of it is in the event store. */
export class KafkaLog implements EventLog {
  private readonly groups = groupCommit((candidates) => this.produce(candidates));
  private readonly producer: RecordProducer;
  private readonly recent = new Map<string, LogEvent>();
  private readonly consumers = new Set<Consumer>();
  private outbox: DeadLetterOutbox | undefined;
  private readonly deadProducer: RecordProducer;
  private readonly ends = new FreshReading(() => this.readPositions());
  private closed = false;

  private constructor(
    private readonly kafka: Kafka,
    private readonly admin: Admin,
    private readonly pool: Pool,
    private readonly topic: string,
    readonly partitions: number,
    private readonly marks: Marks,
    private readonly system: string,
  ) {
    this.producer = new RecordProducer(kafka, topic);
    this.deadProducer = new RecordProducer(kafka, deadTopicOf(topic));
  }

  /**
   * Opens the log; makes the topics where they are not there, and checks them where they are.
   * @throws TopicRefused; Error where the database's events came from elsewhere; LogUnavailable
   */
  static async open({ settings, pool, name = 'log' }: KafkaLogOptions): Promise<KafkaLog> {
    const kafka = kafkaClient(settings, name);
    const admin = kafka.admin();
    try {
      await claimEngine(pool, 'kafka');
      await admin.connect();
      const found = await ensureTopics(admin, settings.topic, settings.partitions);
      const partitions = await fixPartitions(pool, found, found);
      await claimTopic(pool, admin, settings.topic);
      const secret = settings.markSecret ?? (await fixFact(pool, 'mark-secret', randomBytes(32).toString('hex')));
      const system = await fixFact(pool, 'system', randomBytes(6).toString('hex'));
      return new KafkaLog(kafka, admin, pool, settings.topic, partitions, new Marks(Buffer.from(secret)), system);
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      throw asOpeningError(error);
    }
  }

  async append(events: readonly Submission[], options: AppendOptions): Promise<readonly AppendOutcome[]> {
    if (this.closed) throw new LogUnavailable('it has been closed');
    if (events.length === 0) return [];
    return this.groups.do(prepare(events, options, this.partitions));
  }

  consume(options: ConsumeOptions): Consumer {
    if (this.closed) throw new LogUnavailable('it has been closed');
    const unknown = options.partitions?.find((partition) => !(partition >= 0 && partition < this.partitions));
    if (unknown !== undefined)
      throw new RangeError(`The log has partitions 0 to ${this.partitions - 1}, none of ${unknown}`);
    const { kafka, topic, pool, marks, partitions } = this;
    this.outbox ??= new DeadLetterOutbox(pool, this.deadProducer, topic, (error) =>
      options.onFailure?.(error, undefined),
    );
    const running = new KafkaConsumer({
      kafka,
      topic,
      // A group of another database would take partitions away from this one, and both would lack events.
      group: options.group === undefined ? undefined : `careledger-${options.group}-${this.system}`,
      consume: options,
      context: new BatchContext(pool, marks, partitions),
      ends: async (partition) => (await topicEnds(this.admin, topic)).get(partition) ?? { first: 0, next: 0 },
      onDead: () => this.outbox?.wake(),
    });
    const consumer = {
      stop: async (): Promise<void> => {
        await running.stop();
        this.consumers.delete(consumer);
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  async end(): Promise<LogEnd> {
    try {
      // The clock first: what comes after the ends were read comes after this instant.
      const now = this.clock();
      const ends = await topicEnds(this.admin, this.topic);
      return await transaction(this.pool, (client) => promiseEnd(client, ends, now));
    } catch (error) {
      throw asKafkaError(error);
    }
  }

  positions(): Promise<Positions> {
    return this.ends.next();
  }

  now(): Promise<Instant> {
    return Promise.resolve(this.clock());
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
    await this.groups.settled();
    await this.outbox?.stop();
    await Promise.all([
      this.producer.close(),
      this.deadProducer.close(),
      this.admin.disconnect().catch(() => undefined),
    ]);
  }

  private async readPositions(): Promise<Positions> {
    try {
      const ends = await topicEnds(this.admin, this.topic);
      return Object.fromEntries([...ends].map(([partition, { next }]) => [partition, next]));
    } catch (error) {
      throw asKafkaError(error);
    }
  }

  /** In milliseconds, as the broker's. */
  private clock(): Instant {
    return Date.now() * 1_000;
  }

  private async produce(candidates: readonly Candidate[]): Promise<AppendOutcome[]> {
    try {
      const known = await withClient(this.pool, (client) => eventsByName(client, candidates));
      const fresh: Candidate[] = [];
      const outcomes = candidates.map((candidate): AppendOutcome | undefined => {
        const earlier = known.get(candidate.name) ?? this.recent.get(candidate.name);
        if (earlier !== undefined) return { outcome: repetitionOf(earlier, candidate.event) };
        known.set(candidate.name, candidate.event);
        fresh.push(candidate);
        return undefined;
      });
      const offsets =
        fresh.length === 0
          ? new Map<number, number[]>()
          : await this.producer.send(fresh.map((each) => this.messageOf(each)));
      for (const { name, event } of fresh) this.remember(name, event);
      const taken = new Map<number, number>();
      return outcomes.map((outcome, index) => {
        if (outcome !== undefined) return outcome;
        const { partition } = candidates[index] as Candidate;
        const place = taken.get(partition) ?? 0;
        taken.set(partition, place + 1);
        return { outcome: 'accepted', partition, offset: offsets.get(partition)?.[place] ?? -1 };
      });
    } catch (error) {
      throw asKafkaError(error);
    }
  }

  private messageOf({ event, payload, partition, instant }: Candidate) {
    const key = partitionKey(event);
    const mark = isControl(event) ? 'control' : instant === undefined ? undefined : 'historical';
    const headers = mark === undefined ? {} : { [markHeader(mark)]: this.marks.make(mark, key, payload) };
    return { key, value: payload, partition, headers };
  }

  private remember(name: string, event: LogEvent): void {
    this.recent.set(name, event);
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= RECENT_EVENTS) break;
      this.recent.delete(oldest);
    }
  }
}

/** Holds a database to its topic. @throws Error where its events came from another cluster or topic */
async function claimTopic(pool: Pool, admin: Admin, topic: string): Promise<void> {
  const { clusterId } = await admin.describeCluster();
  const wanted = `${topic} of cluster ${clusterId}`;
  const found = await fixFact(pool, 'topic', wanted);
  if (found === wanted) return;
  throw new Error(
    `The events of this database are from the topic ${found}, not from ${wanted}: positions in one mean nothing in the other. ` +
      'Start with the brokers and the topic that it was made with, or with a new database.',
  );
}
