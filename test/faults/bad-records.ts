import { partitionKey } from '@careledger/contract';
import { Kafka, logLevel } from 'kafkajs';
import { partitionOf } from '@careledger/event-log';
import { nothingKnown, type Known } from '../crash/emitters';
import { nameOf } from '../crash/event-source';
import { referral } from './poison';
import type { Site } from './site';

/** A record that is no event, or one that cannot count: where it lies, and what must be said of it. */
export interface BadRecord {
  readonly partition: number;
  readonly offset: number;
  readonly rule: RegExp;
}

/** Produces an event, and one record of each kind that cannot count. */
export async function produceBadRecords(
  site: Site,
  seed: number,
): Promise<{ readonly bad: BadRecord[]; readonly sent: Known }> {
  const good = referral(`child-of-bad-records-${seed}`, 'good', '2019-05-01');
  const right = partitionOf(partitionKey(good), site.partitions);
  const wrong = (right + 1) % site.partitions;
  const records: { readonly partition: number; readonly value: string | null; readonly rule: RegExp }[] = [
    { partition: right, value: '{"specversion": "1.0", "id": ', rule: /^must be JSON$/ },
    { partition: right, value: null, rule: /^must not be empty$/ },
    { partition: right, value: JSON.stringify({ ...good, id: 'bad-1', type: 'csc.child.dreamt' }), rule: /must be/ },
    { partition: right, value: JSON.stringify({ ...good, id: 'bad-2', authority: '5' }), rule: /must be/ },
    { partition: wrong, value: JSON.stringify({ ...good, id: 'bad-3' }), rule: /must lie in partition/ },
    {
      partition: right,
      value: JSON.stringify(referral(good.subject, 'good', '2019-05-02')),
      rule: /^id-reused$/,
    },
  ];
  const producer = new Kafka({ clientId: 'bad-emitter', brokers: site.brokers, logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  await producer.send({
    topic: site.topic,
    acks: -1,
    messages: [{ key: partitionKey(good), value: JSON.stringify(good) }],
  });
  const sent = nothingKnown();
  sent.acknowledged.set(nameOf(good), good);
  const bad: BadRecord[] = [];
  for (const { partition, value, rule } of records) {
    const messages = [{ key: partitionKey(good), value, partition }];
    const [answer] = await producer.send({ topic: site.topic, acks: -1, messages });
    bad.push({ partition, offset: Number(answer?.baseOffset), rule });
  }
  await producer.disconnect();
  return { bad, sent };
}
