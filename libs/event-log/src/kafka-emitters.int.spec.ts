import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseInstant } from '@careledger/calendar';
import { partitionKey } from '@careledger/contract';
import { createPool } from '@careledger/store';
import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import type { Pool } from 'pg';
import { classPath } from '../../../infra/kafka/libraries';
import { freshDatabase, type TestDatabase } from '../../../test/support/database';
import { describeWithKafka } from '../../../test/support/kafka';
import { KafkaLog } from './kafka-log';
import { Marks } from './kafka-marks';
import { deadTopicOf } from './kafka-settings';
import { partitionOf } from './partition';
import { contact, contacts, submission } from './testing/case-events';
import { until } from './testing/until';
import { Received } from './testing/received';

jest.setTimeout(60_000);

const PARTITIONS = 3;
const SECRET = 'the secret of the marks, long enough';
const RECORDED = '2019-05-01T10:00:00Z';

interface DeadLetter {
  readonly partition: number;
  readonly offset: number;
  readonly event_id: string | null;
  readonly field: string;
  readonly rule: string;
  readonly payload: Buffer | null;
  readonly bytes: number;
  readonly status: string;
  readonly produced_at: number | null;
}

let topics = 0;

describeWithKafka('emitters that produce to the topic themselves', (kafka) => {
  let database: TestDatabase;
  let pool: Pool;
  let log: KafkaLog;
  let received: Received;
  let client: Kafka;
  let producer: Producer;
  let topic: string;

  beforeEach(async () => {
    database = await freshDatabase();
    pool = createPool(database.url, 10);
    topic = `emitters-${Date.now()}-${++topics}`;
    const settings = { brokers: kafka().brokers, topic, partitions: PARTITIONS, markSecret: SECRET };
    log = await KafkaLog.open({ settings, pool });
    received = new Received(log, { store: pool });
    client = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.NOTHING });
    producer = client.producer();
    await producer.connect();
  });

  afterEach(async () => {
    await producer.disconnect();
    await log.close();
    await pool.end();
    await database.drop();
  });

  async function produce(...messages: Message[]): Promise<void> {
    await producer.send({ topic, messages });
  }

  /** Waits until everything that is in the topic has been dealt with. */
  async function dealtWith(): Promise<void> {
    await received.upTo((await log.end()).positions);
  }

  async function deadLetters(): Promise<DeadLetter[]> {
    await dealtWith();
    const { rows } = await pool.query<DeadLetter>(
      'SELECT * FROM dead_letter ORDER BY received_at, partition, "offset"',
    );
    return rows;
  }

  const record = (event = contact(1)): { key: string; value: string } => ({
    key: partitionKey(event),
    value: JSON.stringify(event),
  });

  it('are served like the intake: their own partitioner finds the partition of the child', async () => {
    await produce(...contacts(60).map(({ event }) => record(event as ReturnType<typeof contact>)));
    await dealtWith();
    expect(received.events).toHaveLength(60);
    for (const { partition, event } of received.events) {
      expect(partition).toBe(partitionOf(partitionKey(event), PARTITIONS));
    }
    expect(await deadLetters()).toEqual([]);
  });

  it('may be written in another language: the console producer of Java', async () => {
    const events = contacts(20, 500).map(({ event }) => event);
    const java = spawn('java', [
      ...['-cp', classPath, 'org.apache.kafka.tools.ConsoleProducer'],
      ...['--bootstrap-server', kafka().brokers.join(','), '--topic', topic],
      ...['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=|'],
    ]);
    java.stdin.end(events.map((event) => `${partitionKey(event)}|${JSON.stringify(event)}\n`).join(''));
    const [code] = (await once(java, 'exit')) as [number];
    expect(code).toBe(0);
    await dealtWith();
    expect(received.events.map(({ event }) => event.id).sort()).toEqual(events.map(({ id }) => id).sort());
    expect(await deadLetters()).toEqual([]);
  });

  it('may repeat themselves and the intake: each event counts once', async () => {
    await log.append([submission(contact(1))], { historical: false });
    const again = { ...contact(1), tracestate: 'other=1' };
    await produce(record(), record(again), record(contact(2)), record(contact(2)));
    await dealtWith();
    await produce(record(contact(2)), record());
    await dealtWith();
    expect(received.events.map(({ event }) => event.id).sort()).toEqual(['e-1', 'e-2']);
    expect(await deadLetters()).toEqual([]);
    // What came past the intake is known to it, once it is projected.
    expect(await log.append([submission(contact(2))], { historical: false })).toEqual([{ outcome: 'duplicate' }]);
  });

  it('get what cannot count on the topic of dead letters, with reason and position, and the rest goes on', async () => {
    const key = partitionKey(contact(1));
    const partition = partitionOf(key, PARTITIONS);
    const wrongPlace = (partition + 1) % PARTITIONS;
    const reused = contact(1, { data: { id: 'another', receivedOn: '2020-04-01' } });
    await produce({ ...record(), partition });
    await produce(
      { key, value: '{"specversion": "1.0"', partition },
      { key, value: null, partition },
      { key, value: Buffer.from([0x7b, 0xff, 0x7d]), partition },
      { key, value: JSON.stringify(contact(2, { data: { id: 'c', receivedOn: '2020-02-30' } })), partition },
      { key, value: JSON.stringify({ ...contact(3), tracestate: 'x'.repeat(70_000) }), partition },
      { key, value: JSON.stringify(reused), partition },
      { key, value: JSON.stringify({ ...contact(4), type: 'careledger.control.child-released' }), partition },
    );
    await produce({ ...record(contact(51)), partition: wrongPlace });
    await produce({ ...record(contact(101)), partition });
    const letters = await deadLetters();
    expect(letters.map(({ event_id, field, rule }) => [event_id, field, rule])).toEqual([
      [null, '', 'must be JSON'],
      [null, '', 'must not be empty'],
      [null, '', 'must be in UTF-8'],
      ['e-2', 'data.receivedOn', expect.any(String)],
      [null, '', 'must not be longer than 64 KB'],
      ['e-1', 'id', 'id-reused'],
      [null, 'type', 'must be a case event: control events come from CareLedger alone'],
      ['e-51', '', expect.stringContaining(`must lie in partition ${partition}`)],
    ]);
    expect(letters.map((letter) => [letter.partition, letter.offset, letter.status])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((offset) => [partition, offset, 'open']),
      [wrongPlace, 0, 'open'],
    ]);
    expect(letters[4]!.payload).toHaveLength(65_536);
    expect(letters[4]!.bytes).toBeGreaterThan(70_000);
    expect(received.events.map(({ event }) => event.id)).toEqual(['e-1', 'e-101']);

    const onTopic = await consumed(deadTopicOf(topic), letters.length);
    // Partitions have their turns as they come.
    const placeOf = (partition: unknown, offset: unknown): string => `${String(partition)}/${String(offset)}`;
    const places = onTopic.map(({ headers }) => placeOf(headers['careledger-partition'], headers['careledger-offset']));
    expect([...places].sort()).toEqual(letters.map((letter) => placeOf(letter.partition, letter.offset)).sort());
    expect(onTopic[places.indexOf(placeOf(partition, 6))]).toMatchObject({
      key,
      value: JSON.stringify(reused),
      headers: { 'careledger-field': 'id', 'careledger-rule': 'id-reused', 'careledger-topic': topic },
    });
    expect((await deadLetters()).every(({ produced_at }) => produced_at !== null)).toBe(true);
  });

  it('cannot say by themselves when an event was known: only the intake’s mark counts', async () => {
    const event = contact(1, { recordedtime: RECORDED, data: { id: 'c', receivedOn: '2019-04-30' } });
    const at = (number: number) => ({ ...event, id: `e-${number}`, data: { ...event.data, id: `c-${number}` } });
    const [own, forged, stolen] = [record(at(1)), record(at(2)), record(at(3))];
    const mark = new Marks(Buffer.from(SECRET)).make('historical', own.key, own.value);
    const other = new Marks(Buffer.from('another secret')).make('historical', forged.key, forged.value);
    const before = await log.now();
    await produce(
      { ...own, headers: { 'careledger-historical': mark } },
      { ...forged, headers: { 'careledger-historical': other } },
      { ...stolen, headers: { 'careledger-historical': mark } },
      { ...record(at(4)), headers: { 'careledger-historical': 'true' } },
    );
    await dealtWith();
    const instants = new Map(received.events.map(({ event: { id }, appendedAt }) => [id, appendedAt]));
    expect(instants.get('e-1')).toBe(parseInstant(RECORDED));
    for (const id of ['e-2', 'e-3', 'e-4']) expect(instants.get(id)).toBeGreaterThanOrEqual(before);
  });

  it('may use transactions: what is given up does not count, and nothing stays behind', async () => {
    const transactional = client.producer({
      transactionalId: `emitter-${topic}`,
      maxInFlightRequests: 1,
      idempotent: true,
    });
    await transactional.connect();
    for (const [number, isGiven] of [
      [1, false],
      [2, true],
      [3, false],
    ] as const) {
      const work = await transactional.transaction();
      await work.send({ topic, messages: [record(contact(number))] });
      await (isGiven ? work.commit() : work.abort());
    }
    await transactional.disconnect();
    await dealtWith();
    expect(received.events.map(({ event }) => event.id)).toEqual(['e-2']);
    // The marks of transactions are records too: the position is past them, and the lag is nothing.
    await until(async () => {
      const { rows } = await pool.query<{ partition: number; next_offset: number }>('SELECT * FROM log_partition');
      const { positions } = await log.end();
      const records = Object.values(positions).reduce((sum, next) => sum + next, 0);
      return records === 6 && rows.every(({ partition, next_offset }) => next_offset === positions[partition]);
    }, 'all six records, three of them marks, to be dealt with');
    expect(received.events.map(({ event }) => event.id)).toEqual(['e-2']);
  });

  /** Reads that many records of a topic. */
  async function consumed(name: string, count: number) {
    const found: { key: string | undefined; value: string | undefined; headers: Record<string, string> }[] = [];
    const consumer = client.consumer({ groupId: `test-${name}` });
    await consumer.connect();
    await consumer.subscribe({ topics: [name], fromBeginning: true });
    await new Promise<void>((done, failed) => {
      consumer
        .run({
          eachMessage: ({ message: { key, value, headers = {} } }) => {
            const texts = Object.entries(headers).map(([header, text]) => [header, String(text)]);
            found.push({
              key: key?.toString(),
              value: value?.toString(),
              headers: Object.fromEntries(texts) as Record<string, string>,
            });
            if (found.length === count) done();
            return Promise.resolve();
          },
        })
        .catch(failed);
    });
    await consumer.disconnect();
    return found;
  }
});
