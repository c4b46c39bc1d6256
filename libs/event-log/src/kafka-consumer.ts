import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AssignerProtocol,
  type Consumer as KafkaJsConsumer,
  type EachBatchPayload,
  type Kafka,
  type PartitionAssigner,
} from 'kafkajs';
import type { ConsumeOptions, Consumer } from './event-log';
import type { BatchContext } from './kafka-batch';
import type { TopicEnd } from './kafka-end';
import { asKafkaError } from './kafka-errors';
import { KafkaPartition, type Supply } from './kafka-partition';
import type { KafkaRecord } from './kafka-record';
import { backOff, Signal } from './pause';

/** So long a fetch waits for something to come: also how long a partition waits that is to be read again. */
const FETCH_WAIT_MS = 200;
/**
 * So long it rests after a fetch that brought something. A broker answers as soon as it has one record: without a rest, a stream of
 * small sends would be fetched record by record, each partition of a send by itself, at more cost than all that is done with them.
 * While batches take their time it rests for half as long as they take: what comes meanwhile has to wait for them anyway.
 */
const LEAST_REST_MS = 5;
const MOST_REST_MS = 20;
/** How the topic is fetched. */
export const FETCHING = {
  maxWaitTimeInMs: FETCH_WAIT_MS,
  maxBytesPerPartition: 1 << 20,
  maxBytes: 8 << 20,
} as const;
const HEARTBEAT_MS = 1_000;
/** A consumer that is not heard of for so long has lost its partitions: the least that brokers allow as they come. */
const SESSION_MS = 6_000;
const REBALANCE_MS = 20_000;
/** After so long it is asked anew which broker has which partition: kafkajs does not ask when one is gone. */
const METADATA_MS = 3_000;

export interface KafkaConsumerOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  /** Consumers of one group share the partitions; a group of its own where nothing is said. */
  readonly group: string | undefined;
  readonly consume: ConsumeOptions;
  readonly context: BatchContext;
  readonly ends: (partition: number) => Promise<TopicEnd>;
  readonly onDead: () => void;
}

/**
 * Reads the topic with kafkajs, which sees to group membership and heartbeats, and gives the records to a `KafkaPartition` for
 * each partition that the group assigns. Fetching goes on while batches are worked on, so that no partition waits for
 * another and heartbeats never stop; what waits is bounded by pausing. Positions are not committed to Kafka: they are in
 * PostgreSQL with the effects, and on assignment the consumer goes there.
 */
export class KafkaConsumer implements Consumer {
  private readonly partitions = new Map<number, KafkaPartition>();
  /** Partitions that were lost and whose last batch may be under way. */
  private readonly leaving = new Map<number, Promise<void>>();
  private readonly stopping = new Signal();
  /** What the group has given last; undefined before it has. */
  private had: readonly number[] | undefined;
  private consumer: KafkaJsConsumer | undefined;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(private readonly options: KafkaConsumerOptions) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.assign([]);
    this.stopping.raise();
    await Promise.all(this.leaving.values());
    await this.running;
  }

  /** Keeps a consumer going; where kafkajs gives one up, the next begins after a pause. */
  private async run(): Promise<void> {
    for (let failures = 1; !this.stopped; failures++) {
      const lost = new Signal();
      try {
        await this.consume(lost, () => (failures = 1));
        await Promise.race([lost.after(0), this.stopping.after(0)]);
      } catch (error) {
        this.fail(error);
      }
      // The partitions stay: what they have fetched stands, and if the group gives them again they go on.
      await this.disconnect();
      if (!this.stopped) await this.stopping.after(0, backOff(failures));
    }
  }

  private async consume(lost: Signal, onJoined: () => void): Promise<void> {
    const { kafka, topic, group, consume } = this.options;
    const consumer = kafka.consumer({
      groupId: group ?? `careledger-reader-${randomBytes(8).toString('hex')}`,
      ...(consume.partitions && { partitionAssigners: [exactly(topic, consume.partitions)] }),
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: REBALANCE_MS,
      heartbeatInterval: HEARTBEAT_MS,
      ...FETCHING,
      metadataMaxAge: METADATA_MS,
      allowAutoTopicCreation: false,
      // kafkajs would begin again by itself, and not say so.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 6, restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    consumer.on('consumer.group_join', ({ payload }) => {
      onJoined();
      if (!this.stopped) this.assign([...(payload.memberAssignment[topic] ?? [])].sort((a, b) => a - b));
    });
    // Where a fetch brought nothing for consumers, only the marks of transactions, no batch comes.
    consumer.on('consumer.end_batch_process', ({ payload: { partition, batchSize, lastOffset } }) => {
      if (batchSize === 0) this.partitions.get(partition)?.offer([], Number(lastOffset) + 1);
    });
    consumer.on('consumer.crash', ({ payload }) => {
      this.fail(payload.error);
      lost.raise();
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.context.partitions,
      eachBatch: (payload) => this.take(payload),
    });
  }

  /** Takes what was fetched: it only passes it on, so the next fetch and the heartbeat follow soon. */
  private take(fetched: EachBatchPayload): Promise<void> {
    const { batch } = fetched;
    const partition = this.partitions.get(batch.partition);
    const expected = partition?.expected;
    // Lost, or not yet told where to begin: what is fetched then is not wanted.
    if (partition === undefined || expected === undefined || fetched.isStale()) return Promise.resolve();
    const next = Number(batch.lastOffset()) + 1;
    if (next <= expected) {
      if (Number(batch.highWatermark) < expected) this.refuseShorter(batch.partition, expected, batch.highWatermark);
      this.seek(batch.partition, expected);
      return Promise.resolve();
    }
    const records: KafkaRecord[] = [];
    for (const { offset, timestamp, key, value, headers = {} } of batch.messages) {
      if (Number(offset) < expected) continue;
      const place = { partition: batch.partition, offset: Number(offset), timestamp: Number(timestamp) * 1_000 };
      records.push({ ...place, key, value, headers });
    }
    partition.offer(records, next);
    fetched.resolveOffset(batch.lastOffset());
    return sleep(Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, partition.pace / 2)));
  }

  /** The partitions that the group has given: those that were there go on, others begin, others end. */
  private assign(assigned: readonly number[]): void {
    const before = this.had?.join();
    if (!this.stopped && before !== assigned.join()) this.options.consume.onPartitions?.(assigned);
    this.had = assigned;
    for (const [partition, running] of this.partitions) {
      if (assigned.includes(partition)) continue;
      running.stop();
      this.partitions.delete(partition);
      const left = running.done.then(() => {
        if (this.leaving.get(partition) === left) this.leaving.delete(partition);
      });
      this.leaving.set(partition, left);
    }
    for (const partition of assigned) {
      const running = this.partitions.get(partition);
      const expected = running?.expected;
      if (running === undefined) this.begin(partition);
      else if (expected !== undefined) this.seek(partition, expected);
      if (expected === undefined || running?.isFull === true) this.tap('pause', partition);
    }
  }

  private begin(partition: number): void {
    const supply: Supply = {
      startAt: (offset) => {
        this.seek(partition, offset);
        this.tap('resume', partition);
      },
      pause: () => this.tap('pause', partition),
      resume: () => this.tap('resume', partition),
      ends: () => this.options.ends(partition),
      onDead: this.options.onDead,
    };
    const after = this.leaving.get(partition);
    const { consume, context } = this.options;
    this.partitions.set(partition, new KafkaPartition(partition, consume, context, supply, after));
  }

  private seek(partition: number, offset: number): void {
    this.whileRunning((consumer) => consumer.seek({ topic: this.options.topic, partition, offset: String(offset) }));
  }

  private tap(act: 'pause' | 'resume', partition: number): void {
    this.whileRunning((consumer) => consumer[act]([{ topic: this.options.topic, partitions: [partition] }]));
  }

  /** A consumer that is being replaced takes no orders: the next one gets them when it has joined. */
  private whileRunning(order: (consumer: KafkaJsConsumer) => void): void {
    if (this.consumer === undefined) return;
    try {
      order(this.consumer);
    } catch {
      // kafkajs refuses before it has begun and after it has ended; `assign` says all of it again.
    }
  }

  /** Where the topic ends before what was dealt with: to begin at its start would take other events for known ones. */
  private refuseShorter(partition: number, expected: number, end: string): void {
    this.tap('pause', partition);
    this.options.consume.onFailure?.(
      new Error(
        `partition ${partition} of the topic ends at ${end}, but was read up to ${expected} before: it is another topic, or has lost records. ` +
          'Nothing more is read from it. See docs/kafka.md.',
      ),
      partition,
    );
  }

  private fail(error: unknown): void {
    this.options.consume.onFailure?.(asKafkaError(error), undefined);
  }

  private async disconnect(): Promise<void> {
    const { consumer } = this;
    this.consumer = undefined;
    await consumer?.disconnect().catch(() => undefined);
  }
}

/** Gives the one member of a group these partitions. */
function exactly(topic: string, partitions: readonly number[]): PartitionAssigner {
  return () => ({
    name: 'careledger-exactly',
    version: 1,
    assign: ({ members }) =>
      Promise.resolve(
        members.map(({ memberId }, index) => ({
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: 1,
            assignment: { [topic]: index === 0 ? [...partitions] : [] },
            userData: Buffer.alloc(0),
          }),
        })),
      ),
    protocol: ({ topics }) => ({
      name: 'careledger-exactly',
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
    }),
  });
}
