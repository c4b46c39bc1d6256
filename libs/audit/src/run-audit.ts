import { availableParallelism } from 'node:os';
import { formatDay, type Instant } from '@careledger/calendar';
import type { Finality } from '@careledger/figures';
import { LEDGER_CONSUMER, withClient } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import type { TopicCompared } from '@careledger/event-log';
import type { BalancesCompared } from './balances';
import { digestOfAll } from './digest-partition';
import { untoldErasedEvents } from './erased-events';
import type { Slice } from './plan-slices';
import type { AuditScope, PartitionPosition } from './question';
import type { AuditResult, PartitionState } from './result';
import { Draw } from './sample';
import type { Compared, DifferentMonth, SliceResult } from './slice-result';
import type { AuditTerms, PopulationsKnown } from './tasks';
import { readVersions } from './versions';
import { AuditWorkers, type StartWorkers, type Workers } from './workers';

/** How far an audit is. */
export interface Progress {
  /** What it is at, as people read it. */
  readonly stage: string;
  readonly eventsDone: number;
  readonly eventsTotal: number;
}

export interface AuditMeans {
  /** Lends the connection that keeps the snapshot. */
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly populations: PopulationsKnown;
  /** Whether figures as known at an instant are final, see `LogEnds`. */
  readonly isFinalAt: (knownAt: Instant) => Promise<Finality>;
  /** With Kafka: compares the event store with the topic. */
  readonly compareTopic: ((client: ClientBase) => Promise<TopicCompared>) | undefined;
  readonly onProgress: (progress: Progress) => void;
  /** Aborted where the audit is to be broken off. */
  readonly signal: AbortSignal;
  /** Processes at work at once; as many as there are processors, four at most, where nothing is said. */
  readonly processes?: number;
  /** How the tasks are done; in processes of their own where nothing is said. */
  readonly startWorkers?: StartWorkers;
  /** See `planSlices`. */
  readonly eventsASlice?: number;
}

const MOST_PROCESSES = 4;
const DIFFERENCES_KEPT = 1_000;

/**
 * Replays the events of an authority, and reconciles what they make with the ledger. Everything is read in one snapshot: the
 * ledger, its positions and the event store are those of one moment, whatever is taken in meanwhile.
 * @throws AuditBrokenOff with the reason
 */
export async function runAudit(scope: AuditScope, means: AuditMeans): Promise<AuditResult> {
  const startedAt = performance.now();
  // Before the snapshot: the end of the log that it is held against must not be younger.
  const isFinal = await means.isFinalAt(scope.knownAt);
  return withClient(means.pool, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
    const terms: AuditTerms = {
      databaseUrl: means.databaseUrl,
      snapshot: rows[0]?.snapshot ?? '',
      scope,
      eventsASlice: means.eventsASlice,
    };
    let events = { done: 0, total: 0 };
    let stage = 'reading how the log is divided';
    const tell = (): void => means.onProgress({ stage, eventsDone: events.done, eventsTotal: events.total });
    const start = means.startWorkers ?? AuditWorkers.start;
    const workers = start(means.processes ?? processes(), terms, (more) => {
      events = { ...events, done: Math.min(events.total, events.done + more) };
      tell();
    });
    const breakOff = (): void => workers.stop();
    means.signal.addEventListener('abort', breakOff);
    if (means.signal.aborted) breakOff();
    try {
      tell();
      const positions = await readPositions(client);
      const slices = await planned(workers, positions);
      events = { done: 0, total: slices.reduce((sum, slice) => sum + slice.events, 0) };
      stage = 'replaying the events';
      tell();
      const parts = await Promise.all(slices.map((slice) => workers.carryOut({ kind: 'reconcile', slice })));
      events = { ...events, done: events.total };
      stage = 'making the digest of the events';
      tell();
      const states = await Promise.all(positions.map((one) => stateOf(client, workers, scope, one, parts)));
      const partitions = states.map(({ state }) => state);
      stage = 'comparing figures and balances';
      tell();
      const [{ rulebook, figures, figuresDiffer }, ...balancesOfPartitions] = await Promise.all([
        workers.carryOut({
          kind: 'conclude',
          positions,
          replay: parts.map((part) => part.replay),
          delta: parts.map((part) => part.delta),
          populations: means.populations,
        }),
        ...positions.map(({ partition }) => {
          const postings = parts.filter((part) => part.partition === partition).map((part) => part.postingSums);
          return workers.carryOut({ kind: 'balances', partition, postings });
        }),
      ]);
      const balances = balancesOf(balancesOfPartitions);
      let topic: TopicCompared | null = null;
      if (means.compareTopic !== undefined) {
        stage = 'comparing the event store with the topic';
        tell();
        topic = await means.compareTopic(client);
      }
      const versions = await readVersions(client, rulebook);
      await client.query('COMMIT');
      const position = Object.fromEntries(positions.map(({ partition, nextOffset }) => [partition, nextOffset]));
      const sum = (of: (part: SliceResult) => number): number => parts.reduce((total, part) => total + of(part), 0);
      const changed = parts.flatMap((part) => part.changedEvents.map((offset) => `${part.partition}:${offset}`));
      const faults = parts.flatMap((part) => part.faults);
      const different = sum((part) => part.differenceCount);
      const draw = new Draw(scope.sample ?? { size: 0, seed: '' });
      for (const part of parts) part.drawn.forEach((entry) => draw.add(entry));
      const isEqual =
        different === 0 &&
        faults.length === 0 &&
        changed.length === 0 &&
        figuresDiffer.length === 0 &&
        balances.different === 0 &&
        topic?.isEqual !== false;
      return {
        summary: {
          isEqual,
          isFinal: await isFinal(position),
          today: formatDay(scope.today),
          partitions,
          digest: digestOfAll(partitions),
          events: {
            inScope: partitions.reduce((total, partition) => total + partition.events, 0),
            erased: sum((part) => part.erasedInScope) + states.reduce((total, { untold }) => total + untold, 0),
            changed,
          },
          children: {
            inScope: sum((part) => part.children),
            parked: sum((part) => part.parked),
            parkedApplicable: sum((part) => part.parkedApplicable),
            erased: sum((part) => part.erasedChildren),
            faulty: faults.length,
          },
          postings: sum((part) => part.postings),
          entries: {
            compared: sum((part) => part.compared.reduce((total, { compared }) => total + compared, 0)),
            different,
            erased: sum((part) => part.erasedEntries),
            accounts: accountsOf(parts),
            months: monthsOf(parts),
          },
          figures,
          figuresDiffer,
          balances,
          topic,
          versions,
          seconds: (performance.now() - startedAt) / 1000,
        },
        differences: parts.flatMap((part) => part.differences).slice(0, DIFFERENCES_KEPT),
        faults,
        sample: draw.entries,
      };
    } finally {
      means.signal.removeEventListener('abort', breakOff);
      workers.stop();
    }
  });
}

/** One processor is left to those who take events in and answer questions: PostgreSQL has as much to do for an audit as its processes. */
function processes(): number {
  return Math.min(MOST_PROCESSES, Math.max(1, availableParallelism() - 1));
}

async function readPositions(client: ClientBase): Promise<PartitionPosition[]> {
  const { rows } = await client.query<PartitionPosition>(
    `SELECT l.partition, coalesce(p.next_offset, 0) AS "nextOffset", coalesce(p.next_posting, 0) AS "nextPosting"
       FROM log_partition l LEFT JOIN projector_position p ON p.partition = l.partition AND p.consumer = $1
      ORDER BY l.partition`,
    [LEDGER_CONSUMER],
  );
  return rows;
}

async function planned(workers: Workers, positions: readonly PartitionPosition[]): Promise<Slice[]> {
  const plans = await Promise.all(positions.map((position) => workers.carryOut({ kind: 'plan', position })));
  return plans.flat();
}

async function stateOf(
  client: ClientBase,
  workers: Workers,
  scope: AuditScope,
  position: PartitionPosition,
  parts: readonly SliceResult[],
): Promise<{ readonly state: PartitionState; readonly untold: number }> {
  const { partition, nextOffset, nextPosting } = position;
  const own = parts.filter((part) => part.partition === partition);
  const told = own.flatMap((part) => [...part.erasedTold]);
  const untold = await untoldErasedEvents(client, position, scope, told);
  const inScope = [...own.map((part) => part.inScope), untold];
  const digest = await workers.carryOut({ kind: 'digest', partition, inScope });
  const { rows } = await client.query<{ logEnd: number; chainHead: string }>(
    `SELECT next_offset AS "logEnd", encode(chain_head, 'hex') AS "chainHead" FROM log_partition WHERE partition = $1`,
    [partition],
  );
  const { logEnd = 0, chainHead = '' } = rows[0] ?? {};
  return { state: { ...digest, nextOffset, nextPosting, logEnd, chainHead }, untold: untold.length };
}

function balancesOf(partitions: readonly BalancesCompared[]): BalancesCompared {
  return {
    compared: partitions.reduce((sum, { compared }) => sum + compared, 0),
    different: partitions.reduce((sum, { different }) => sum + different, 0),
    differences: partitions.flatMap(({ differences }) => differences),
  };
}

function accountsOf(parts: readonly SliceResult[]): Compared[] {
  const found = new Map<string, { -readonly [K in keyof Compared]: Compared[K] }>();
  for (const { measure, stream, compared, different } of parts.flatMap((part) => part.compared)) {
    const name = `${measure}/${stream}`;
    const account = found.get(name);
    if (account === undefined) found.set(name, { measure, stream, compared, different });
    else {
      account.compared += compared;
      account.different += different;
    }
  }
  return [...found.values()].sort((a, b) => order(a.measure, b.measure) || order(a.stream, b.stream));
}

function monthsOf(parts: readonly SliceResult[]): DifferentMonth[] {
  const found = new Map<string, { -readonly [K in keyof DifferentMonth]: DifferentMonth[K] }>();
  for (const one of parts.flatMap((part) => part.differentMonths)) {
    const name = `${one.measure}/${one.stream}/${one.month}`;
    const month = found.get(name);
    if (month === undefined) found.set(name, { ...one });
    else {
      month.entries += one.entries;
      month.numerator += one.numerator;
      month.denominator += one.denominator;
    }
  }
  return [...found.values()].sort(
    (a, b) => order(a.measure, b.measure) || order(a.stream, b.stream) || a.month - b.month,
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
