import { setTimeout as pause } from 'node:timers/promises';
import { createPool } from '@careledger/store';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeWithKafka } from '../../../test/support/kafka';
import { KafkaLog } from './kafka-log';
import { contacts } from './testing/case-events';
import { Received } from './testing/received';
import { until } from './testing/until';

jest.setTimeout(120_000);

const PARTITIONS = 4;
const LIVE = { historical: false };
let topics = 0;

/** Consumers that stand for projectors: each keeps what it is handed in the event store, where the positions are too. */
describeWithKafka('consumers of one group on Kafka', (kafka) => {
  let database: TestDatabase;
  let pool: Pool;
  let topic: string;
  const logs: KafkaLog[] = [];

  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 20);
    topic = `groups-${Date.now()}-${++topics}`;
  });

  afterEach(async () => {
    await Promise.all(logs.splice(0).map((log) => log.close()));
    await pool.end();
    await database.drop();
  });

  async function open(): Promise<KafkaLog> {
    const log = await KafkaLog.open({ settings: { brokers: kafka().brokers, topic, partitions: PARTITIONS }, pool });
    logs.push(log);
    return log;
  }

  interface Member {
    readonly log: KafkaLog;
    readonly received: Received;
    has: readonly number[] | undefined;
  }

  async function join(handle?: () => Promise<void>): Promise<Member> {
    const log = await open();
    const member: Member = {
      log,
      has: undefined,
      received: new Received(
        log,
        {
          group: 'projectors',
          store: pool,
          maxBatch: 50,
          from: async (partition) => (await stored())[partition] ?? 0,
          onPartitions: (partitions) => (member.has = partitions),
        },
        handle,
      ),
    };
    return member;
  }

  async function stored(): Promise<Record<number, number>> {
    const { rows } = await pool.query<{ partition: number; next_offset: number }>('SELECT * FROM log_partition');
    return Object.fromEntries(rows.map(({ partition, next_offset }) => [partition, next_offset]));
  }

  async function untilStored(log: KafkaLog): Promise<void> {
    const { positions } = await log.end();
    const isThere = async (): Promise<boolean> => {
      const now = await stored();
      return Object.entries(positions).every(([partition, end]) => (now[Number(partition)] ?? 0) >= end);
    };
    await until(isThere, 'all events to be stored');
  }

  const ids = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ id: string }>(`SELECT payload::jsonb ->> 'id' AS id FROM event`);
    return rows.map(({ id }) => id);
  };

  it('share the partitions, take over from who leaves, and lose and repeat nothing under load', async () => {
    const first = await join();
    await until(() => first.has?.length === PARTITIONS, 'the first to have all partitions');

    let sent = 0;
    let sending = true;
    const load = (async (): Promise<void> => {
      while (sending) {
        await first.log.append(contacts(100, sent), LIVE);
        sent += 100;
        await pause(20);
      }
    })();
    const second = await join();
    await until(() => first.has?.length === 2 && second.has?.length === 2, 'two to share');
    expect([...(first.has ?? []), ...(second.has ?? [])].sort()).toEqual([0, 1, 2, 3]);
    await until(() => second.received.events.length > 100, 'the second to work');
    await second.received.stop();
    await until(() => first.has?.length === PARTITIONS, 'the first to take over');
    sending = false;
    await load;
    await untilStored(first.log);

    const found = await ids();
    expect(found).toHaveLength(sent);
    expect(new Set(found).size).toBe(sent);
    const handed = [...first.received.events, ...second.received.events].map(({ event: { id } }) => id);
    expect(new Set(handed).size).toBe(sent);
  });

  it('that take longer over a batch than a session lasts stay members: heartbeats go on', async () => {
    let slow = true;
    const member = await join(() => (slow ? pause(8_000) : Promise.resolve()));
    await until(() => member.has?.length === PARTITIONS, 'it to have all partitions');
    await member.log.append(contacts(10), LIVE);
    await pause(9_000);
    slow = false;
    await untilStored(member.log);
    expect(member.received.failures).toEqual([]);
    expect(member.has).toHaveLength(PARTITIONS);
    expect((await ids()).length).toBe(10);
  });

  describe('whose topic is not what it was', () => {
    let admin: Admin;
    beforeEach(async () => {
      admin = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
    });
    afterEach(() => admin.disconnect());

    it('say so where records have left it before they were read', async () => {
      const log = await open();
      await log.append(contacts(200), LIVE);
      const { positions } = await log.end();
      await admin.fetchTopicOffsets(topic); // kafkajs asks for no metadata by itself here
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] });
      const member = await join();
      const isSaid = (): boolean =>
        member.received.failures.some((failure) => String(failure).includes('have left the topic'));
      await until(isSaid, 'the loss to be said');
      expect(String(member.received.failures[0])).toMatch(/records 0 to 4 of partition 0 have left the topic/);
      await until(async () => (await stored())[1] === positions[1], 'the others to go on');
      expect((await stored())[0]).toBe(0);
    });

    it.each([
      ['has fewer records', 20],
      ['has more records than were read', 400],
    ])('say so where it is another one under the same name: one that %s', async (_, records) => {
      const member = await join();
      await member.log.append(contacts(200), LIVE);
      await untilStored(member.log);
      await member.received.stop();
      await admin.deleteTopics({ topics: [topic] });
      await until(async () => !(await admin.listTopics()).includes(topic), 'the topic to be gone');
      await (await open()).append(contacts(records, 1_000), LIVE);
      const again = await join();
      const isSaid = (): boolean =>
        again.received.failures.filter((failure) => String(failure).includes('it is another topic')).length >=
        PARTITIONS;
      await until(isSaid, 'it to be said');
      expect(again.received.events).toEqual([]);
    });
  });

  it('hand over again what a database that crashed has lost', async () => {
    const { log, received } = await join();
    await log.append(contacts(100), LIVE);
    await untilStored(log);
    const end = (await stored())[0] ?? 0;
    const lost = Math.ceil(end / 2);
    expect(lost).toBeGreaterThan(0);
    // As PostgreSQL has it after a crash: the last transactions are gone, each as a whole.
    await pool.query(`DELETE FROM event WHERE partition = 0 AND "offset" >= ${end - lost}`);
    await pool.query(
      `UPDATE log_partition SET next_offset = ${end - lost},
              chain_head = coalesce((SELECT chain FROM event WHERE partition = 0 ORDER BY "offset" DESC LIMIT 1), '')
        WHERE partition = 0`,
    );
    await log.append(contacts(100, 100), LIVE);
    await untilStored(log);
    await received.stop();
    const { rows } = await pool.query<{ offset: number }>('SELECT "offset" FROM event WHERE partition = 0 ORDER BY 1');
    expect(rows.map(({ offset }) => offset)).toEqual([...Array((await stored())[0]).keys()]);
    expect(rows.length).toBeGreaterThan(end);
  });
});
