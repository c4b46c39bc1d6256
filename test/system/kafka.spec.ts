import { join } from 'node:path';
import { readConfiguration } from '@careledger/config';
import type { CaseEvent } from '@careledger/contract';
import { partitionOf } from '@careledger/event-log';
import { createPool } from '@careledger/store';
import { riverton } from '@careledger-fixtures/riverton';
import { Kafka, logLevel } from 'kafkajs';
import { caughtUp, postEvents, postForm, postJson, read, type Series, type Status } from '../support/client';
import { DataFolder, typescript } from '../support/data-folder';
import { databaseUrl } from '../support/embedded-database';
import { describeWithKafka } from '../support/kafka';
import { Program, RunningSystem } from '../support/running-system';
import { verifyChain } from '../support/verify-chain';

jest.setTimeout(240_000);

/** A line of `GET /v1/dead-letters`. */
interface Letter {
  readonly id: string;
  readonly eventId: string | null;
}

/** What `GET /v1/audits/{id}` answers. */
interface Audit {
  readonly id: string;
  readonly state: string;
  readonly result: {
    readonly topic: { readonly partitions: readonly Record<'erased' | 'same' | 'passedOver', number>[] };
  };
}

/** An audit once it is over. */
async function audited(address: string, id: string): Promise<Audit> {
  for (;;) {
    const audit = await read<Audit>(address, `/v1/audits/${id}`);
    if (!['queued', 'running'].includes(audit.state)) return audit;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const EVENTS = 4_000;
const TODAY = riverton.lastDay;
const FIRST = `${Number(TODAY.slice(0, 4)) - 6}-04`;

/** The beginning of a made-up history, in the order in which it was recorded. */
function beginning(): CaseEvent[] {
  const events: CaseEvent[] = [];
  for (const event of riverton.events()) {
    if (events.push(event) === EVENTS) break;
  }
  return events;
}

describeWithKafka('the whole program on Kafka', (kafka) => {
  const events = beginning();
  const half = events.length / 2;
  const folders: DataFolder[] = [];
  let onKafka: RunningSystem;
  let onJournal: RunningSystem;

  const brokers = (): string => kafka().brokers.join(',');
  const topic = `system-${Date.now()}`;
  const anchors = { ANCHOR_TOPIC: `${topic}-anchors` };
  const start = (folder: DataFolder, environment: Record<string, string> = {}): Promise<RunningSystem> =>
    RunningSystem.start(folder, { TODAY, ...environment });

  beforeAll(async () => {
    folders.push(DataFolder.make(), DataFolder.make());
    onJournal = await start(folders[0] as DataFolder);
    onKafka = await start(folders[1] as DataFolder, {
      KAFKA_BROKERS: brokers(),
      KAFKA_TOPIC: topic,
      KAFKA_PARTITIONS: '3',
    });
  });
  afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

  /** Every figure of every measure of every authority, by year. */
  async function figures({ address }: RunningSystem): Promise<Map<string, unknown>> {
    const { measures } = await read<{ measures: { id: string }[] }>(address, '/v1/measures');
    const { authorities } = await read<Status & { authorities: string[] }>(address, '/v1/status');
    const found = new Map<string, unknown>();
    for (const authority of authorities) {
      for (const { id } of measures) {
        const path = `/v1/measures/${id}/series?authority=${authority}&grain=year&from=${FIRST}&to=${TODAY.slice(0, 7)}`;
        found.set(`${authority} ${id}`, (await read<Series>(address, path)).points);
      }
    }
    return found;
  }

  it('takes events in by the intake and straight from emitters, each counting once', async () => {
    const taken = await postEvents(onKafka.address, events.slice(0, half), { historical: true });
    expect(taken).toMatchObject({ status: 202, body: { accepted: half, duplicates: 0, rejectedCount: 0 } });
    const again = await postEvents(onKafka.address, events.slice(0, 100), { historical: true });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 100 });

    // An emitter of its own: it knows the key, and nothing of partitions. It repeats what the intake had.
    const producer = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.ERROR }).producer();
    await producer.connect();
    for (let at = half - 500; at < events.length; at += 500) {
      const messages = events.slice(at, at + 500).map((event) => ({
        key: `${event.authority}:${event.subject}`,
        value: JSON.stringify(event),
      }));
      await producer.send({ topic, messages });
    }
    await producer.disconnect();
    expect(await caughtUp(onKafka.address, 60_000)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('has the same figures as on the journal', async () => {
    await postEvents(onJournal.address, events, { historical: true });
    await caughtUp(onJournal.address, 60_000);
    const [kafkas, journals] = [await figures(onKafka), await figures(onJournal)];
    expect(journals.size).toBeGreaterThan(50);
    expect(kafkas).toEqual(journals);
    expect([...journals.values()].flat().some((point) => (point as { numerator: number }).numerator > 0)).toBe(true);
  });

  it('lets operators send again what lay in a wrong partition', async () => {
    const [first] = events as [CaseEvent];
    const data = { id: 'misplaced', receivedOn: (first.recordedtime ?? TODAY).slice(0, 10) };
    const event = { ...first, subject: 'child-misplaced-01', id: 'misplaced', type: 'csc.contact.received', data };
    const producer = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.ERROR }).producer();
    await producer.connect();
    // In each partition, so in two that are wrong: twice dead, once counted.
    const value = JSON.stringify(event);
    await producer.send({ topic, messages: [0, 1, 2].map((partition) => ({ partition, value })) });
    await producer.disconnect();
    await caughtUp(onKafka.address);
    const list = async () => (await read<{ deadLetters: Letter[] }>(onKafka.address, '/v1/dead-letters')).deadLetters;
    const letters = await list();
    expect(letters).toMatchObject([{ eventId: 'misplaced', field: '' }, { eventId: 'misplaced' }]);
    const reason = 'of the test';
    for (const { id } of letters) {
      const sent = await postJson(onKafka.address, `/v1/dead-letters/${id}/resubmit`, { reason });
      expect(sent).toMatchObject({ status: 202, body: { duplicate: false } });
    }
    expect(await caughtUp(onKafka.address)).toMatchObject({ lag: 0, parked: 0 });
    expect(await list()).toEqual([]);
    const path = `/v1/children/${event.authority}/${event.subject}`;
    expect(await read(onKafka.address, path)).toMatchObject({ entities: [{ events: [{ id: 'misplaced' }] }] });
  });

  it('erases a child by a control event on the topic, and takes nothing more of it', async () => {
    const [, folder] = folders as [DataFolder, DataFolder];
    const [first] = events as [CaseEvent];
    const child = 'child-misplaced-01';
    const { authority } = first;
    const request = { authority, child, ground: 'objection', reason: 'of the test' };
    const asked = await postJson(onKafka.address, '/v1/erasures', request);
    expect(asked).toMatchObject({ status: 201, body: { found: { events: 3, deadLetters: 2 } } });
    const path = `/v1/erasures/${(asked.body as { id: string }).id}`;
    expect(await postJson(onKafka.address, `${path}/carry-out`, {})).toMatchObject({ status: 202 });
    expect(await caughtUp(onKafka.address)).toMatchObject({ lag: 0, parked: 0 });

    const producer = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.ERROR }).producer();
    await producer.connect();
    const event = { ...first, subject: child, id: 'too-late' };
    const key = `${authority}:${child}`;
    const messages = [event, { ...event, id: 'bad', type: 'csc.unknown' }].map((each) => {
      return { key, value: JSON.stringify(each), partition: partitionOf(key, 3) };
    });
    await producer.send({ topic, messages });
    await producer.disconnect();
    expect(await caughtUp(onKafka.address)).toMatchObject({ lag: 0, parked: 0 });
    expect(await read(onKafka.address, path)).toMatchObject({ state: 'done', child: null, arrivedLater: 1 });
    expect(await read(onKafka.address, '/v1/dead-letters')).toMatchObject({ deadLetters: [] });

    const pool = createPool(databaseUrl(folder.dataDir), 1);
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of tables) {
      const { rows } = await pool.query(
        `SELECT FROM ${name} AS row
          WHERE strpos(row::text, $1) > 0 OR strpos(row::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0`,
        [child],
      );
      expect([name, rows.length]).toEqual([name, 0]);
    }
    await pool.end();
  });

  it('audits a quarter, and holds what is not erased against the topic', async () => {
    const [{ authority }] = events as [CaseEvent];
    const months = { from: '2020-04', to: '2020-06', knownAt: new Date().toISOString() };
    const asked = await postJson<Audit>(onKafka.address, '/v1/audits', { authority, ...months });
    expect(asked.status).toBe(202);
    const audit = await audited(onKafka.address, asked.body.id);
    expect(audit).toMatchObject({ state: 'done', equal: true, result: { topic: { isEqual: true } } });
    const sum = (of: 'erased' | 'same' | 'passedOver'): number =>
      audit.result.topic.partitions.reduce((total, partition) => total + partition[of], 0);
    // Its one event in the store, what decided about it, and what came too late.
    expect(sum('erased')).toBeGreaterThanOrEqual(2);
    expect(sum('same')).toBeGreaterThanOrEqual(events.length);
  });

  it('is rebuilt from the event store, with what an erased child left', async () => {
    const [, folder] = folders as [DataFolder, DataFolder];
    const before = await figures(onKafka);
    const words = typescript('apps/standalone/src/rebuild/main.ts');
    const environment = { DATA_DIR: folder.dataDir, KAFKA_BROKERS: brokers(), KAFKA_TOPIC: topic };
    const program = new Program(folder, words, environment);
    expect(await program.ended).toMatchObject({ code: 0 });
    expect(program.output).toMatch(/postings of 1 erased child .*what was sealed there[^]*The new generation is live/);
    expect(await figures(onKafka)).toEqual(before);
    await postEvents(onKafka.address, [{ ...(events[0] as CaseEvent), id: 'after-the-rebuild' }]);
    expect(await caughtUp(onKafka.address)).toMatchObject({ lag: 0, parked: 0 });
  });

  it('releases a parked child by a control event on the topic', async () => {
    const [, folder] = folders as [DataFolder, DataFolder];
    const [first] = events as [CaseEvent];
    const event = { ...first, subject: 'child-parked-0001', id: 'waited' };
    await onKafka.kill9();
    const pool = createPool(databaseUrl(folder.dataDir), 1);
    const partition = partitionOf(`${event.authority}:${event.subject}`, 3);
    // As a projector leaves it that could not apply the child's first event.
    const child = [partition, event.authority, event.subject];
    await pool.query(
      `INSERT INTO parked_child SELECT $1, $2, $3, next_offset, 'Error: of the test' FROM log_partition WHERE partition = $1`,
      child,
    );
    await pool.query(`INSERT INTO child SELECT $1, next_offset, $2, $3 FROM log_partition WHERE partition = $1`, child);
    await pool.end();
    onKafka = await start(folder, { KAFKA_BROKERS: brokers(), KAFKA_TOPIC: topic });
    await postEvents(onKafka.address, [event]);
    expect(await caughtUp(onKafka.address)).toMatchObject({ parked: 1 });
    const path = `/v1/parked/${event.authority}/${event.subject}`;
    expect(await read(onKafka.address, path)).toMatchObject({ waiting: [{ event: { id: 'waited' } }] });
    // By the page: it puts its decisions on the topic too.
    const page = `/authorities/${event.authority}/data-quality/parked/${event.subject}`;
    const fields = { reason: 'of the test', by: 'ann' };
    expect(await postForm(onKafka.address, `${page}/release`, fields)).toMatchObject({ status: 303 });
    expect(await caughtUp(onKafka.address)).toMatchObject({ lag: 0, parked: 0 });
    const record = `/v1/children/${event.authority}/${event.subject}`;
    expect(await read(onKafka.address, record)).toMatchObject({ entities: [{ events: [{ id: 'waited' }] }] });
    expect(await read(onKafka.address, '/v1/dead-letters')).toMatchObject({ deadLetters: [] });
  });

  it('goes on where it was after a restart, and after a kill', async () => {
    const [, folder] = folders as [DataFolder, DataFolder];
    const before = await figures(onKafka);
    const environment = { KAFKA_BROKERS: brokers(), KAFKA_TOPIC: topic, ...anchors };
    await onKafka.stop();
    onKafka = await start(folder, environment);
    await onKafka.kill9();
    onKafka = await start(folder, environment);
    await caughtUp(onKafka.address);
    expect(await figures(onKafka)).toEqual(before);
    const again = await postEvents(onKafka.address, events.slice(-50), { historical: true });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 50 });
  });

  it('has chains that verify, with anchors in a topic', async () => {
    const [, folder] = folders as [DataFolder, DataFolder];
    const nowhere = join(folder.path, 'no-anchors.jsonl');
    const environment = { KAFKA_BROKERS: brokers(), KAFKA_TOPIC: topic, ...anchors, ANCHOR_FILE: nowhere };
    const { code, output } = await verifyChain(folder, environment);
    expect(output).toMatch(/\d anchors?, the last of .*-anchors, offset \d+\)[^]*Nothing was changed/);
    expect(code).toBe(0);
    const pool = createPool(databaseUrl(folder.dataDir), 1);
    await pool.query(
      `DELETE FROM event WHERE partition = 0 AND "offset" = (SELECT "offset" FROM event WHERE partition = 0 ORDER BY 1 OFFSET 5 LIMIT 1)`,
    );
    await pool.end();
    expect((await verifyChain(folder, environment)).output).toMatch(
      /event, partition 0, offset \d+\n.*This is not the event that was chained here.*events before it are missing/,
    );
  });

  it('does not go on with a database that had another log', async () => {
    const [folder] = folders as [DataFolder];
    await onJournal.stop();
    await expect(start(folder, { KAFKA_BROKERS: brokers() })).rejects.toThrow(
      /The log of this database is the journal/,
    );
  });

  it('is refused beside a fixture', () => {
    const read = (): unknown =>
      readConfiguration({ FIXTURE: 'tiny', KAFKA_BROKERS: brokers() }, { fixtures: ['tiny'], defaultFixture: 'tiny' });
    expect(read).toThrow(/FIXTURE names a made-up history \("tiny"\) beside KAFKA_BROKERS/);
  });
});
