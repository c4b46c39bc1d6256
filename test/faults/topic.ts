import { randomBytes } from 'node:crypto';
import { Kafka, logLevel, type IHeaders } from 'kafkajs';
import { withinMs } from './within';

const READ_WITHIN_MS = 60_000;

/** A record of a topic. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  readonly value: string | undefined;
  readonly headers: IHeaders;
}

/** Reads all of a topic, partition by partition in the order of the records. @throws Error where that takes too long */
export async function readTopic(brokers: readonly string[], topic: string): Promise<TopicRecord[]> {
  const kafka = new Kafka({ clientId: 'faults-judge', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const left = new Map(ends.filter(({ low, high }) => low !== high).map((each) => [each.partition, Number(each.high)]));
  const records: TopicRecord[] = [];
  if (left.size === 0) return records;

  const consumer = kafka.consumer({ groupId: `faults-judge-${randomBytes(6).toString('hex')}` });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    let finish: (done: true) => void = () => undefined;
    const finished = new Promise<true>((done) => (finish = done));
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message: { offset, value, headers = {} } }) => {
        records.push({ partition, offset: Number(offset), value: value?.toString(), headers });
        if (Number(offset) + 1 >= (left.get(partition) ?? 0)) left.delete(partition);
        if (left.size === 0) finish(true);
        return Promise.resolve();
      },
    });
    if ((await withinMs(READ_WITHIN_MS, finished)) === undefined) {
      throw new Error(`The topic ${topic} could not be read to its end.`);
    }
  } finally {
    await consumer.disconnect();
  }
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}
