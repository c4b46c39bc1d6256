import { partitionKey, type CaseEvent } from '@careledger/contract';
import { Kafka, logLevel } from 'kafkajs';
import { partitionOf } from '@careledger/event-log';
import type { Site } from './site';

/** A record that is no event, or one that cannot count: where it lies, and what must be said of it. */
export interface BadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly rule: RegExp;
}

/**
 * Produces one record of each kind that cannot count.
 * @param known an event that is on the log
 */
export async function produceBadRecords(site: Site, known: CaseEvent): Promise<BadRecord[]> {
  const right = partitionOf(partitionKey(known), site.partitions);
  const wrong = (right + 1) % site.partitions;
  const records: { readonly partition: number; readonly value: string | null; readonly rule: RegExp }[] = [
    { partition: right, value: '{"specversion": "1.0", "id": ', rule: /^must be JSON$/ },
    { partition: right, value: null, rule: /^must not be empty$/ },
    { partition: right, value: JSON.stringify({ ...known, id: 'bad-1', type: 'csc.child.dreamt' }), rule: /must be/ },
    { partition: right, value: JSON.stringify({ ...known, id: 'bad-2', authority: '5' }), rule: /must be/ },
    { partition: wrong, value: JSON.stringify({ ...known, id: 'bad-3' }), rule: /must lie in partition/ },
    {
      partition: right,
      value: JSON.stringify({ ...known, recordedtime: '2019-01-01T00:00:00Z' }),
      rule: /^id-reused$/,
    },
  ];
  const producer = new Kafka({ clientId: 'bad-emitter', brokers: site.brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const bad: BadRecord[] = [];
  for (const { partition, value, rule } of records) {
    const messages = [{ key: partitionKey(known), value, partition }];
    const [answer] = await producer.send({ topic: site.topic, acks: -1, messages });
    bad.push({ partition, offset: Number(answer?.baseOffset), rule });
  }
  await producer.disconnect();
  return bad;
}
