import { readConfiguration } from '@careledger/config';
import type { CaseEvent } from '@careledger/contract';
import { riverton } from '@careledger-fixtures/riverton';
import { Kafka, logLevel } from 'kafkajs';
import { caughtUp, postEvents, read, type Series, type Status } from '../support/client';
import { DataFolder } from '../support/data-folder';
import { describeWithKafka } from '../support/kafka';
import { RunningSystem } from '../support/running-system';

jest.setTimeout(240_000);

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

  it('goes on where it was after a restart, and after a kill', async () => {
    const [, folder] = folders as [DataFolder, DataFolder];
    const before = await figures(onKafka);
    const environment = { KAFKA_BROKERS: brokers(), KAFKA_TOPIC: topic };
    await onKafka.stop();
    onKafka = await start(folder, environment);
    await onKafka.kill9();
    onKafka = await start(folder, environment);
    await caughtUp(onKafka.address);
    expect(await figures(onKafka)).toEqual(before);
    const again = await postEvents(onKafka.address, events.slice(-50), { historical: true });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 50 });
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
