import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CoreWatch, type CoreWaits } from '../core-waits';
import { copyBack, exportWritten, type Floor } from '../floor';
import { sessionNames, settle } from '../ledger-facts';
import { type Channel, type LiveLatency, liveLatency, sendLive } from '../live-load';
import { MemoryWatch } from '../memory';
import { commit, loadAndWatch, type LoadReport, machine, type Run } from '../one-run';
import { microsecondNow, type Stretch } from '../profile';
import { type Backing, type Program, startProgram } from '../program';
import { processorTime, type ProcessorTime, usageOf } from '../processor-time';
import { withProgramDatabase } from '../program-database';
import { measureProjectors, type ProjectorsReport } from './projectors';
import { type Servers, startServers } from './servers';
import { directEmitter, readTopic, type Reading } from './topic';

/** The load of a whole program on one engine, and what the same rows cost when nothing else is done. */
export interface EngineReport {
  readonly partitions: number;
  readonly load: LoadReport;
  readonly floor: Floor & { readonly eventsPerSecond: number; readonly ratio: number };
}

/** From the acknowledgement to the live stream, at a share of the rate of the load. */
export interface LatencyAtShare extends LiveLatency {
  readonly share: number;
  /** When the events came. */
  readonly stretch: Stretch;
  /** Of all that took part, while the events came. */
  readonly processorSeconds: ProcessorTime | undefined;
  /** Of those that a figure goes through on its way. */
  readonly coreWaits: CoreWaits | undefined;
}

/** All that a run on Kafka measured. */
export interface KafkaReport {
  readonly events: number;
  readonly at: string;
  readonly commit: string;
  readonly machine: string;
  readonly journal: EngineReport;
  readonly kafka: EngineReport;
  readonly live: readonly LatencyAtShare[];
  /** The same on the journal, from the intake's 202. */
  readonly liveOnJournal: readonly LatencyAtShare[];
  readonly reading: Reading;
  readonly projectors: readonly ProjectorsReport[];
}

/** A stretch of live events: at which share of the rate of the load, with which share of the events that are kept back for it. */
interface LiveStretch {
  readonly share: number;
  readonly ofEvents: number;
  readonly isCounted: boolean;
}

/**
 * Half the rate is what the target is about; the others show how much of that is waiting in line. What comes first is not counted: program and broker
 * have only ever seen large batches, and for some seconds compile what small ones need, on the same cores. An installation does
 * that once a start.
 */
const STRETCHES: readonly LiveStretch[] = [
  { share: 1 / 2, ofEvents: 0.4, isCounted: false },
  { share: 1 / 2, ofEvents: 0.35, isCounted: true },
  { share: 1 / 4, ofEvents: 0.15, isCounted: true },
  { share: 1 / 8, ofEvents: 0.1, isCounted: true },
];
/** Each send has a marker: with fewer events in it there are more samples. */
const EVENTS_A_SEND = 10;
const PROJECTORS = [1, 2, 4];
/** PostgreSQL ends its last sessions, the broker writes out: not to be counted in what follows. */
const REST_MS = 1_000;

/**
 * Measures the program on the journal and on Kafka, on one PostgreSQL server and one broker.
 * @param keep told of what has been measured so far, so that a run that is broken off has not been for nothing
 */
export async function measureOnKafka(run: Run, keep: (soFar: Partial<KafkaReport>) => void): Promise<KafkaReport> {
  const { places, facts, closing, say } = run;
  say('Starting PostgreSQL and a Kafka broker …');
  const servers = await startServers(places, closing);
  const onKafka = { KAFKA_BROKERS: servers.brokers, HISTORICAL_KEY: randomBytes(32).toString('hex') };

  say('On the journal:');
  const { report: journal, besides: liveOnJournal } = await measureEngine(run, servers, 'journal', {}, liveAt);
  const [at, by, on] = [new Date().toISOString(), commit(), machine()];
  const head = { events: facts.events, at, commit: by, machine: on, journal, liveOnJournal };
  keep(head);
  say('On Kafka:');
  const { report: kafka, besides: live } = await measureEngine(run, servers, 'kafka', onKafka, (on, program, load) =>
    liveOnKafka(on, servers, program, load),
  );
  keep({ ...head, kafka, live });
  say('Reading the topic with kafkajs alone …');
  const reading = await readTopic(servers);
  const projectors: ProjectorsReport[] = [];
  for (const count of PROJECTORS) {
    say(count === 1 ? 'One projector …' : `${count} projectors beside each other …`);
    await sleep(REST_MS);
    projectors.push(await measureProjectors(run, servers, count, onKafka));
    keep({ ...head, kafka, live, reading, projectors });
  }
  return { ...head, kafka, live, reading, projectors };
}

/**
 * Measures the live events on Kafka alone.
 * @param nodeOptions of the program: to have it profiled, say
 */
export async function measureLive(run: Run, nodeOptions: readonly string[]) {
  const { places, facts, closing, say } = run;
  say('Starting PostgreSQL and a Kafka broker …');
  const servers = await startServers(places, closing);
  const databaseUrl = await servers.makeDatabase('kafka');
  const on: Run = { ...run, databaseUrl, beside: servers.beside };
  const environment: Backing = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: servers.brokers };
  const program = await startProgram({ places, today: facts.lastDay, nodeOptions, environment }, closing);
  const watch = new MemoryWatch(program.pid);
  const phases = async () => {
    const { report: load } = await loadAndWatch(on, program, watch);
    await withProgramDatabase(on, settle);
    return { load, live: await liveOnKafka(on, servers, program, load) };
  };
  const measured = await program.during(phases()).finally(() => watch.pause());
  await program.stop();
  return measured;
}

/** @param whileLoaded what is measured after the load, before the program is stopped */
export async function measureEngine<T>(
  run: Run,
  servers: Servers,
  name: string,
  engine: Omit<Backing, 'DATABASE_URL'>,
  whileLoaded: (run: Run, program: Program, load: LoadReport) => Promise<T>,
): Promise<{ report: EngineReport; besides: T }> {
  const { places, facts, closing, say } = run;
  const databaseUrl = await servers.makeDatabase(name);
  const on: Run = { ...run, databaseUrl, beside: servers.beside };
  const environment: Backing = { ...engine, DATABASE_URL: databaseUrl };
  const program = await startProgram({ places, today: facts.lastDay, environment }, closing);
  const watch = new MemoryWatch(program.pid);
  const phases = async () => {
    const { report: load, batches } = await loadAndWatch(on, program, watch);
    const written = await withProgramDatabase(on, async (pool) => {
      const exported = await exportWritten(pool, batches, places);
      await settle(pool);
      return exported;
    });
    const besides = await whileLoaded(on, program, load);
    return { load, partitions: batches.size, written, besides };
  };
  const { load, partitions, written, besides } = await program.during(phases()).finally(() => watch.pause());
  await program.stop();
  say('The floor: the same rows, copied …');
  const floor = await copyBack(databaseUrl, written);
  const eventsPerSecond = facts.events / floor.seconds;
  const ratio = load.eventsPerSecond / eventsPerSecond;
  return { report: { partitions, load, floor: { ...floor, eventsPerSecond, ratio } }, besides };
}

/** By an emitter that produces to the topic itself. */
export async function liveOnKafka(
  run: Run,
  servers: Servers,
  program: Program,
  load: LoadReport,
): Promise<LatencyAtShare[]> {
  const emitter = await directEmitter(servers);
  try {
    return await liveAt(run, program, load, emitter);
  } finally {
    await emitter.close();
  }
}

/** @param channel the intake where nothing is said */
export async function liveAt(
  run: Run,
  { url, pid }: Program,
  load: LoadReport,
  channel?: Channel,
): Promise<LatencyAtShare[]> {
  const { facts, places, say, beside } = run;
  const latencies: LatencyAtShare[] = [];
  let begin = 0;
  for (const { share, ofEvents, isCounted } of STRETCHES) {
    const eventsPerSecond = load.eventsPerSecond * share;
    const pace = `${Math.round(eventsPerSecond).toLocaleString('en-GB')} a second`;
    say(`Live events, ${pace}${isCounted ? '' : ', to warm up'} …`);
    const part = { from: begin, to: (begin += ofEvents) };
    const how = { eventsPerSecond, eventsARequest: EVENTS_A_SEND, part, ...(channel && { channel }) };
    const usageBefore = usageOf(pid, beside);
    const from = microsecondNow();
    const watch = new CoreWatch(pid, beside?.postgres ?? pid);
    const sent = await sendLive({ url, facts, places, watch, ...how });
    const stretch = { from, to: microsecondNow() };
    if (!isCounted) continue;
    const usageAfter = usageOf(pid, beside);
    const { latency, names } = await withProgramDatabase(run, async (pool) => ({
      names: await sessionNames(pool),
      latency: await liveLatency(pool, sent, eventsPerSecond),
    }));
    const processorSeconds = usageBefore && usageAfter && processorTime(usageBefore, usageAfter, names);
    latencies.push({ share, stretch, ...latency, processorSeconds, coreWaits: watch.waits });
  }
  return latencies;
}
