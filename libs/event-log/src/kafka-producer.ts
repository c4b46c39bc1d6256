import type { Kafka, Message, Producer, RecordMetadata } from 'kafkajs';
import { LogUnavailable } from './event-log';
import { asKafkaError } from './kafka-errors';

/** A request may have 1 MB by the broker's default; headers and keys need a little beside the values. */
const REQUEST_BYTES = 800_000;
const RECORD_OVERHEAD = 200;

/**
 * Produces to one topic, waiting for all in-sync replicas, idempotently: what is tried again within a call is in the topic
 * once, and in its order. After a failure the next call begins with a new producer, since the sequence numbers of the old
 * one may not be those of the broker. One call at a time.
 */
export class RecordProducer {
  private producer: Promise<Producer> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly topic: string,
  ) {}

  /**
   * @returns where the broker put them: for each partition the offsets in the order of its messages
   * @throws LogUnavailable where they may not all be there
   */
  async send(messages: readonly Message[]): Promise<ReadonlyMap<number, number[]>> {
    const offsets = new Map<number, number[]>();
    try {
      for (const chunk of chunksOf(messages)) {
        // Where a leader dies, kafkajs 2.2.4 may leave out what was meant for it and call the rest a success: if the new leader
        // has answered for partitions of its own, it is not asked again. So the answers are counted.
        for (let left = chunk; left.length > 0;) {
          const producer = await (this.producer ??= this.connect());
          const metadata = await producer.send({ topic: this.topic, acks: -1, timeout: 8_000, messages: left });
          note(offsets, left, metadata);
          const answered = new Set(metadata.map(({ partition }) => partition));
          const unanswered = left.filter(({ partition }) => partition === undefined || !answered.has(partition));
          if (unanswered.length === left.length)
            throw new LogUnavailable('the brokers answered for none of the records');
          left = unanswered;
        }
      }
    } catch (error) {
      await this.close();
      throw asKafkaError(error);
    }
    return offsets;
  }

  async close(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    await producer?.then((each) => each.disconnect()).catch(() => undefined);
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // Long enough for a new leader to be found, short enough for an emitter to be told to come again.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 6 },
    });
    await producer.connect();
    return producer;
  }
}

function note(offsets: Map<number, number[]>, chunk: readonly Message[], metadata: readonly RecordMetadata[]): void {
  for (const { partition, baseOffset } of metadata) {
    const first = Number(baseOffset);
    const mine = chunk.filter((message) => message.partition === partition).map((_, index) => first + index);
    offsets.set(partition, [...(offsets.get(partition) ?? []), ...mine]);
  }
}

/** Cuts messages into requests that a broker takes. */
function* chunksOf(messages: readonly Message[]): Generator<Message[]> {
  let chunk: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const more =
      RECORD_OVERHEAD + (message.key?.length ?? 0) + (message.value === null ? 0 : Buffer.byteLength(message.value));
    if (chunk.length > 0 && bytes + more > REQUEST_BYTES) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += more;
  }
  if (chunk.length > 0) yield chunk;
}
