import type { Kafka, Message, ProducerRecord, RecordMetadata } from 'kafkajs';
import { RecordProducer } from './kafka-producer';

const TOPIC = 'case-events';

/** A client as kafkajs 2.2.4 is when a leader dies: of the first request it leaves out some partitions, and calls it a success. */
function forgetfulClient(forgets: (request: number, partition: number) => boolean): { kafka: Kafka; sent: Message[] } {
  const sent: Message[] = [];
  let requests = 0;
  const producer = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    send: ({ messages }: ProducerRecord): Promise<RecordMetadata[]> => {
      requests++;
      const taken = messages.filter(({ partition = 0 }) => !forgets(requests, partition));
      const answers = [...new Set(taken.map(({ partition = 0 }) => partition))].map((partition) => {
        const baseOffset = String(sent.filter((each) => each.partition === partition).length);
        return { topicName: TOPIC, partition, errorCode: 0, baseOffset };
      });
      sent.push(...taken);
      return Promise.resolve(answers);
    },
  };
  return { kafka: { producer: () => producer } as unknown as Kafka, sent };
}

describe('RecordProducer', () => {
  const messages = [0, 1, 2, 1].map((partition, index) => ({ key: `k${index}`, value: `v${index}`, partition }));

  it('sends again what the client left out, and that alone', async () => {
    const { kafka, sent } = forgetfulClient((request, partition) => request === 1 && partition === 1);
    const offsets = await new RecordProducer(kafka, TOPIC).send(messages);
    expect(sent.map(({ value }) => value)).toEqual(['v0', 'v2', 'v1', 'v3']);
    expect(offsets).toEqual(
      new Map([
        [0, [0]],
        [2, [0]],
        [1, [0, 1]],
      ]),
    );
  });

  it('says that the log cannot be reached where nothing is answered for', async () => {
    const { kafka } = forgetfulClient((request, partition) => request === 2 || partition === 1);
    await expect(new RecordProducer(kafka, TOPIC).send(messages)).rejects.toMatchObject({ name: 'LogUnavailable' });
  });
});
