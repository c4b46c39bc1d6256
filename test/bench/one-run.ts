import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statfsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { BenchError } from './bench-error';
import type { Closing } from './closing';
import { exportWritten, type Floor, measureFloor, type WrittenRows } from './floor';
import { historyFile, type HistoryFacts } from './history-file';
import { HttpClient } from './http-client';
import { busiestMeasures, type LedgerFacts, ledgerFacts, sessionNames, settle, walBytes } from './ledger-facts';
import { type LiveLatency, liveLatency, sendLive } from './live-load';
import { load, type Loading } from './loading';
import { type MemoryUse, MemoryWatch } from './memory';
import { type Places, placesFor, ROOT } from './places';
import { type Beside, processorTime, type ProcessorTime, usageOf } from './processor-time';
import { type Program, startProgram } from './program';
import { withProgramDatabase } from './program-database';
import { batchesByPartition } from './projector-metrics';
import { type SeriesLatency, seriesLatencies, type SeriesSubject } from './series';

/** The load, and what it took. */
export interface LoadReport extends Loading {
  /** Transactions of the projector, by partition. */
  readonly batches: Readonly<Record<number, number>>;
  readonly walBytes: number;
  /** Undefined where processes cannot be looked at. */
  readonly processorSeconds: ProcessorTime | undefined;
  readonly memory: MemoryUse | undefined;
}

/** All that a run at one size measured. */
export interface RunReport {
  readonly events: number;
  readonly children: number;
  readonly at: string;
  readonly commit: string;
  readonly machine: string;
  readonly load: LoadReport;
  readonly ledger: LedgerFacts;
  readonly live: LiveLatency;
  readonly series: readonly SeriesLatency[];
  /** Peak and end of the whole run, live phase and reads included. */
  readonly memory: MemoryUse | undefined;
  readonly floor: Floor & { readonly eventsPerSecond: number; readonly ratio: number };
}

/** What a run has to work with. */
export interface Run {
  readonly places: Places;
  readonly facts: HistoryFacts;
  readonly closing: Closing;
  readonly say: (message: string) => void;
  /** Where the program's database is; undefined where it is its own. */
  readonly databaseUrl?: string;
  /** What serves the program and does not descend from it. */
  readonly beside?: Beside;
}

/** The rate of the live phase, as a share of the rate of the load. */
const LIVE_SHARE = 1 / 4;
const ROLLING_DISTINCT: SeriesSubject = { measure: 'missing-children', grain: 'rolling-12m' };
const BREAKDOWN = 'ageBand';

/** Makes ready for a run with that many events: its history is there, and nothing of an earlier run. */
export async function prepareRun(events: number, closing: Closing, say: Run['say']): Promise<Run> {
  const places = placesFor(events);
  mustBeAlone(events, places);
  const facts = await historyFile(events, places, say);
  rmSync(places.run, { recursive: true, force: true });
  mustHaveRoom(events, places);
  return { places, facts, closing, say };
}

/** Two runs with as many events would work in the same folder. */
function mustBeAlone(events: number, { databaseDir }: Places): void {
  try {
    const [pid] = readFileSync(join(databaseDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 0);
  } catch {
    return; // no database, or none that runs
  }
  throw new BenchError(
    `Another run with ${events} events is under way in ${databaseDir}. Wait for its end, or stop it.`,
  );
}

/** What a run takes at most: the database, its log, the rows exported and written back. */
const BYTES_AN_EVENT = 10_000;

function mustHaveRoom(events: number, { work }: Places): void {
  const { bavail, bsize } = statfsSync(work);
  const needed = events * BYTES_AN_EVENT;
  if (bavail * bsize >= needed) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new BenchError(
    `A run with ${events} events needs about ${gigabytes(needed)} in ${work}; ${gigabytes(bavail * bsize)} are free.`,
  );
}

/** Measures all there is to measure with that many events. */
export async function measure(run: Run): Promise<RunReport> {
  const { places, facts, closing, say } = run;
  const program = await startProgram({ places, today: facts.lastDay }, closing);
  const watch = new MemoryWatch(program.pid);
  const phases = async (): Promise<Omit<RunReport, 'floor'> & { written: WrittenRows[] }> => {
    const loaded = await loadAndWatch(run, program, watch);
    say('Asking the database what was written, and exporting it for the floor …');
    const asked = await withProgramDatabase(run, async (pool) => {
      const ledger = await ledgerFacts(pool);
      const written = await exportWritten(pool, loaded.batches, places);
      const stocks = await busiestMeasures(pool, 'level');
      await settle(pool);
      return { ledger, written, stocks };
    });
    const { latencies, stretch, rate, memory } = await liveAndReads(run, program, watch, loaded, asked.stocks);
    const live = await withProgramDatabase(run, (pool) => liveLatency(pool, stretch, rate));
    return {
      events: facts.events,
      children: facts.subjects.length,
      at: new Date().toISOString(),
      commit: commit(),
      machine: machine(),
      load: loaded.report,
      ledger: asked.ledger,
      live,
      series: latencies,
      memory,
      written: asked.written,
    };
  };
  const { written, ...report } = await program.during(phases()).finally(() => watch.pause());
  say('Stopping the program …');
  await program.stop();
  say('Measuring the floor: the same rows, copied …');
  const floor = await measureFloor(written, places, closing);
  const eventsPerSecond = facts.events / floor.seconds;
  const ratio = report.load.eventsPerSecond / eventsPerSecond;
  return { ...report, floor: { ...floor, eventsPerSecond, ratio } };
}

/** Loads the history and watches what that takes. */
export async function loadAndWatch(run: Run, program: Program, watch: MemoryWatch) {
  const { facts, places, say, beside } = run;
  const walBefore = await withProgramDatabase(run, walBytes);
  const http = new HttpClient(program.url, 1);
  say(`Loading ${facts.events.toLocaleString('en-GB')} events …`);
  const usageBefore = usageOf(program.pid, beside);
  watch.start();
  const loading = await load(program.url, http, facts, places);
  const memory = watch.use();
  const usageAfter = usageOf(program.pid, beside);
  watch.pause();
  const batches = await batchesByPartition(http);
  http.close();
  const { names, wal } = await withProgramDatabase(run, async (pool) => ({
    names: await sessionNames(pool),
    wal: (await walBytes(pool)) - walBefore,
  }));
  const report: LoadReport = {
    ...loading,
    batches: Object.fromEntries(batches),
    walBytes: wal,
    processorSeconds: usageBefore && usageAfter && processorTime(usageBefore, usageAfter, names),
    memory,
  };
  return { report, batches };
}

type Loaded = Awaited<ReturnType<typeof loadAndWatch>>;

async function liveAndReads(
  { facts, places, say }: Run,
  program: Program,
  watch: MemoryWatch,
  loaded: Loaded,
  stocks: readonly string[],
) {
  const rate = loaded.report.eventsPerSecond * LIVE_SHARE;
  say(`Sending live events, ${Math.round(rate).toLocaleString('en-GB')} a second …`);
  watch.start();
  const stretch = await sendLive({ url: program.url, facts, places, eventsPerSecond: rate });
  say('Asking for series …');
  const http = new HttpClient(program.url, 1);
  const busiest: SeriesSubject = { measure: await withBreakdown(http, stocks), grain: 'month' };
  const latencies = await seriesLatencies(http, [busiest, ROLLING_DISTINCT], facts);
  http.close();
  const memory = watch.use();
  watch.pause();
  return { rate, stretch, latencies, memory };
}

/** The first of the measures that is told by age band. */
async function withBreakdown(http: HttpClient, measures: readonly string[]): Promise<string> {
  const { measures: catalogue } = await http.getJson<{
    measures: readonly { id: string; breakdowns: readonly string[] }[];
  }>('/v1/measures');
  const offered = new Set(catalogue.filter(({ breakdowns }) => breakdowns.includes(BREAKDOWN)).map(({ id }) => id));
  const found = measures.find((id) => offered.has(id));
  if (found === undefined) throw new BenchError(`No stock with postings has the breakdown ${BREAKDOWN}.`);
  return found;
}

export function commit(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ', with changes');
  } catch {
    return 'unknown';
  }
}

export function machine(): string {
  const all = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${all.length} × ${all[0]?.model.trim() ?? 'processor'}, ${memory}, Node ${process.version}`;
}
