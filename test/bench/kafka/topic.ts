import { randomBytes } from 'node:crypto';
import { partitionKey, type CaseEvent } from '@careledger/contract';
import { FETCHING } from '@careledger/event-log';
import { Kafka, logLevel } from 'kafkajs';
import { BenchError } from '../bench-error';
import { usageOf } from '../processor-time';
import { BROKER, processorTime } from '../processor-time';
import type { Channel } from '../live-load';
import type { Servers } from './servers';

/** The topic that the program makes where nothing is said. */
const TOPIC = 'case-events';

function client({ brokers }: Servers): Kafka {
  return new Kafka({ clientId: 'careledger-bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
}

/** The offset that comes next, by partition. */
export async function topicEnds(servers: Servers): Promise<Map<number, number>> {
  const admin = client(servers).admin();
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(TOPIC);
    return new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
  } finally {
    await admin.disconnect();
  }
}

/** An emitter that produces to the topic itself and waits for all replicas. */
export async function directEmitter(servers: Servers): Promise<Channel & { close(): Promise<void> }> {
  const producer = client(servers).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return {
    ready: (lines) => {
      const messages = lines.map((value) => ({ key: partitionKey(JSON.parse(value) as CaseEvent), value }));
      return async () => {
        await producer.send({ topic: TOPIC, acks: -1, messages });
        return performance.now();
      };
    },
    close: () => producer.disconnect(),
  };
}

/** How fast kafkajs reads the topic where nothing is done with the records. */
export interface Reading {
  readonly records: number;
  readonly seconds: number;
  /** Of the process that reads, and of the broker. */
  readonly processorSeconds: { readonly reader: number; readonly broker: number } | undefined;
}

const READINGS = 3;

/** Reads the whole topic some times over, as the engine fetches. @returns the fastest: the first is that of a cold client */
export async function readTopic(servers: Servers): Promise<Reading> {
  const ends = await topicEnds(servers);
  let fastest: Reading | undefined;
  for (let reading = 0; reading < READINGS; reading++) {
    const read = await readOnce(servers, ends);
    if (fastest === undefined || read.seconds < fastest.seconds) fastest = read;
  }
  if (fastest === undefined) throw new BenchError('The topic was not read.');
  return fastest;
}

async function readOnce(servers: Servers, ends: ReadonlyMap<number, number>): Promise<Reading> {
  const consumer = client(servers).consumer({ groupId: `bench-${randomBytes(6).toString('hex')}`, ...FETCHING });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
    const open = new Set([...ends].filter(([, end]) => end > 0).map(([partition]) => partition));
    let records = 0;
    let startedAt = 0;
    let before: ReturnType<typeof usageOf>;
    consumer.on('consumer.group_join', () => {
      startedAt = performance.now();
      before = usageOf([], servers.beside);
    });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const running = consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: ends.size,
        eachBatch: ({ batch }) => {
          records += batch.messages.length;
          if (Number(batch.lastOffset()) + 1 === ends.get(batch.partition)) open.delete(batch.partition);
          if (open.size === 0) resolve();
          return Promise.resolve();
        },
      });
      running.catch(reject);
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const after = usageOf([], servers.beside);
    const used = before && after && processorTime(before, after, new Map());
    const processorSeconds = used && { reader: used['the benchmark itself'] ?? 0, broker: used[BROKER] ?? 0 };
    return { records, seconds, processorSeconds };
  } finally {
    await consumer.disconnect();
  }
}
