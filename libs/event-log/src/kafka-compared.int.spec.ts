import { createPool } from '@careledger/store';
import { partitionKey } from '@careledger/contract';
import { Kafka, logLevel } from 'kafkajs';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeWithKafka } from '../../../test/support/kafka';
import { compareTopic, type TopicCompared } from './kafka-compared';
import { KafkaLog } from './kafka-log';
import type { KafkaSettings } from './kafka-settings';
import { contact, contacts } from './testing/case-events';
import { Received } from './testing/received';

jest.setTimeout(90_000);

describeWithKafka('the event store beside the topic', (kafka) => {
  let database: TestDatabase;
  let pool: Pool;
  let log: KafkaLog;
  let received: Received;
  let settings: KafkaSettings;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 10);
    settings = { brokers: kafka().brokers, topic: `compared-${Date.now()}`, partitions: 2 };
    log = await KafkaLog.open({ settings, pool });
    received = new Received(log, { store: pool });
    await log.append(contacts(40), { historical: false });
    // What an emitter puts there by itself: a repetition, and what is no event.
    const producer = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    const again = contact(0);
    await producer.send({
      topic: settings.topic,
      messages: [
        { key: partitionKey(again), value: JSON.stringify(again) },
        { key: 'somebody', value: 'no event' },
      ],
    });
    await producer.disconnect();
    await received.upTo((await log.end()).positions);
  });

  afterAll(async () => {
    await log.close();
    await pool.end();
    await database.drop();
  });

  async function compared(): Promise<TopicCompared & Record<'records' | 'same' | 'passedOver', number>> {
    const client = await pool.connect();
    try {
      const found = await compareTopic(settings, client);
      const sum = (of: 'records' | 'same' | 'passedOver'): number =>
        found.partitions.reduce((total, partition) => total + partition[of], 0);
      return { ...found, records: sum('records'), same: sum('same'), passedOver: sum('passedOver') };
    } finally {
      client.release();
    }
  }

  it('is the same, but for what is no event or was there before', async () => {
    expect(await compared()).toMatchObject({ isEqual: true, records: 42, same: 40, passedOver: 2 });
  });

  it('is found to lack an event, to have one more, and to have one otherwise', async () => {
    // Not the first one: the repetition would then be an event that the store lacks, too.
    const { rows } = await pool.query<{ partition: number; offset: number }>(
      `SELECT partition, min("offset") + 1 AS "offset" FROM event GROUP BY partition HAVING count(*) > 3 LIMIT 1`,
    );
    const { partition = 0, offset = 0 } = rows[0] ?? {};
    await pool.query('DELETE FROM event WHERE partition = $1 AND "offset" = $2', [partition, offset]);
    await pool.query(`UPDATE event SET commitment = sha256('x') WHERE partition = $1 AND "offset" = $2`, [
      partition,
      offset + 1,
    ]);
    const found = await compared();
    expect(found.isEqual).toBe(false);
    expect(found.partitions[partition]?.different).toEqual([offset, offset + 1]);
  });
});
