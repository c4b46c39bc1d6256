import { createPool } from '@careledger/store';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeWithOwnKafka } from '../../../test/support/kafka';
import { KafkaLog } from './kafka-log';
import { contacts } from './testing/case-events';
import { Received } from './testing/received';
import { until } from './testing/until';

jest.setTimeout(120_000);

const LIVE = { historical: false };
/** A broker that was killed and is begun again waits until its cluster has given the former one up: 9 s by Kafka's default. */
const settings = { 'broker.session.timeout.ms': '2000', 'broker.heartbeat.interval.ms': '500' };

describeWithOwnKafka('a broker that has been away', { settings }, (cluster) => {
  let database: TestDatabase;
  let pool: Pool;
  let log: KafkaLog;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 20);
    const brokers = cluster().addresses.split(',');
    log = await KafkaLog.open({ settings: { brokers, topic: 'away', partitions: 4 }, pool });
  });
  afterAll(async () => {
    await log.close();
    await pool.end();
    await database.drop();
  });

  it('holds up who sends and who consumes, and they go on by themselves', async () => {
    const received = new Received(log, { group: 'projectors', store: pool });
    await log.append(contacts(50), LIVE);
    await received.count(50);
    await cluster().kill();
    const started = Date.now();
    await expect(log.append(contacts(1, 50), LIVE)).rejects.toMatchObject({ name: 'LogUnavailable' });
    await expect(log.end()).rejects.toMatchObject({ name: 'LogUnavailable' });
    expect(Date.now() - started).toBeLessThan(60_000);
    await Promise.all(cluster().brokers.map((broker) => broker.start()));
    await cluster().ready();
    await log.append(contacts(50, 50), LIVE);
    const ids = async (): Promise<string[]> => {
      const { rows } = await pool.query<{ id: string }>(`SELECT payload::jsonb ->> 'id' AS id FROM event`);
      return rows.map(({ id }) => id).sort();
    };
    await until(async () => (await ids()).length >= 100, 'all events to be stored');
    expect(await ids()).toEqual(
      contacts(100)
        .map(({ event: { id } }) => id)
        .sort(),
    );
  });
});
