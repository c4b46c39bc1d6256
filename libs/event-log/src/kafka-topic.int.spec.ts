import { createPool } from '@careledger/store';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { Pool } from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeWithKafka } from '../../../test/support/kafka';
import { JournalLog } from './journal-log';
import { KafkaLog } from './kafka-log';
import { ensureTopics, problemsOf } from './kafka-topic';

jest.setTimeout(60_000);

const GOOD: Record<string, string> = {
  'message.timestamp.type': 'LogAppendTime',
  'cleanup.policy': 'delete',
  'retention.ms': '604800000',
  'retention.bytes': '-1',
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
  'max.message.bytes': '1048588',
};

describe('the settings of a topic', () => {
  it('may be those that the program makes it with', () => {
    expect(problemsOf((name) => GOOD[name] ?? '', 3)).toEqual([]);
  });

  it.each([
    ['message.timestamp.type', 'CreateTime'],
    ['cleanup.policy', 'compact'],
    ['retention.ms', '3600000'],
    ['retention.bytes', '1000000'],
    ['min.insync.replicas', '1'],
    ['unclean.leader.election.enable', 'true'],
    ['max.message.bytes', '65536'],
  ])('may not have %s %s', (wrong, value) => {
    expect(problemsOf((name) => (name === wrong ? value : (GOOD[name] ?? '')), 3)).toEqual([
      expect.stringContaining(`${wrong} is ${value}`),
    ]);
  });

  it('may have one replica where there is one broker', () => {
    expect(problemsOf((name) => (name === 'min.insync.replicas' ? '1' : (GOOD[name] ?? '')), 1)).toEqual([]);
  });
});

describeWithKafka('the topics', (kafka) => {
  let admin: Admin;
  let database: TestDatabase;
  let pool: Pool;
  const topic = `topics-${Date.now()}`;
  const open = (name: string, partitions?: number): Promise<KafkaLog> =>
    KafkaLog.open({
      settings: { brokers: kafka().brokers, topic: name, ...(partitions !== undefined && { partitions }) },
      pool,
    });

  beforeAll(async () => {
    admin = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());
  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 4);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  it('are made with what they need, by whoever comes first', async () => {
    const counts = await Promise.all([1, 2, 3].map(() => ensureTopics(admin, `${topic}-a`, 5)));
    expect(counts).toEqual([5, 5, 5]);
    expect(await admin.listTopics()).toEqual(expect.arrayContaining([`${topic}-a`, `${topic}-a.dead`]));
  });

  it('are refused where they cannot serve, with everything that is wrong', async () => {
    const configEntries = [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'message.timestamp.type', value: 'CreateTime' },
    ];
    await admin.createTopics({
      topics: [{ topic: `${topic}-b`, numPartitions: 2, configEntries }],
      waitForLeaders: true,
    });
    await expect(open(`${topic}-b`)).rejects.toThrow(
      /The topic .*-b cannot serve as the event log:\n- message.timestamp.type is CreateTime.*\n- cleanup.policy is compact/,
    );
  });

  it('that are there decide how many partitions there are, and must keep that number', async () => {
    await ensureTopics(admin, `${topic}-c`, 3);
    const log = await open(`${topic}-c`, 7);
    expect(log.partitions).toBe(3);
    await log.close();
    await admin.createPartitions({ topicPartitions: [{ topic: `${topic}-c`, count: 4 }] });
    await expect(open(`${topic}-c`)).rejects.toThrow(/created with 3 partitions and cannot have 4/);
  });

  it('are those that the database was made with', async () => {
    await (await open(`${topic}-d`, 2)).close();
    await expect(open(`${topic}-e`, 2)).rejects.toThrow(
      /The events of this database are from the topic .*-d of cluster/,
    );
    await expect(JournalLog.open({ pool })).rejects.toThrow(/The log of this database is Kafka/);
  });

  it('do not take over from a journal', async () => {
    await (await JournalLog.open({ pool, partitions: 2 })).close();
    await pool.query(`DELETE FROM deployment WHERE name = 'log'`); // as a database from before there was a choice
    await expect(open(`${topic}-f`, 2)).rejects.toThrow(/The log of this database is the journal/);
  });

  it('are not there where no broker answers', async () => {
    const settings = { brokers: ['127.0.0.1:1'], topic };
    await expect(KafkaLog.open({ settings, pool })).rejects.toMatchObject({ name: 'LogUnavailable' });
  });
});
