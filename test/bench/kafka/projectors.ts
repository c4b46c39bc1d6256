import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringTablesUpToDate } from '@careledger/service';
import { LEDGER_CONSUMER } from '@careledger/store';
import type { Pool } from 'pg';
import { BenchError } from '../bench-error';
import { sessionNames, settle } from '../ledger-facts';
import type { Run } from '../one-run';
import { type ProcessorTime, processorTime, type Usage, usageOf } from '../processor-time';
import { type Backing, type Program, startProjector } from '../program';
import { OURS, withDatabase } from '../program-database';
import { LockWatch, type Waits } from './lock-watch';
import type { Servers } from './servers';
import { topicEnds } from './topic';

/** What a stretch of a topic cost. */
export interface Cost {
  readonly events: number;
  readonly seconds: number;
  readonly processorSeconds: ProcessorTime;
  /** Processor seconds a 1,000 events. */
  readonly projectors: number;
  readonly postgres: number;
}

/** Projectors beside each other on a topic that was full before. */
export interface ProjectorsReport {
  readonly projectors: number;
  readonly whole: Cost;
  /** From half of the events on: code that was just compiled and books that were just opened are behind. */
  readonly second: Cost;
  readonly waits: Waits;
}

const LOOK_MS = 25;
const PATIENCE_MS = 240_000;

/**
 * Has some projectors, each a process of its own, read the topic into an empty database. They are held back by a lock on the
 * positions until each has its partitions, so that neither starting nor sharing out is counted.
 */
export async function measureProjectors(
  run: Run,
  servers: Servers,
  count: number,
  backing: Omit<Backing, 'DATABASE_URL'>,
): Promise<ProjectorsReport> {
  const url = await servers.makeDatabase(`projectors_${count}`);
  await bringTablesUpToDate(url);
  const ends = await topicEnds(servers);
  return withDatabase(url, async (pool) => {
    const gate = await pool.connect();
    const projectors: Program[] = [];
    try {
      await settle(pool);
      await holdBack(gate, [...ends.keys()]);
      for (let number = 1; number <= count; number++) {
        const named = new URL(url);
        named.searchParams.set('application_name', `projector ${number}`);
        const environment = { ...backing, DATABASE_URL: named.href };
        const places = { ...run.places, log: logOf(run, count, number) };
        projectors.push(await startProjector({ places, today: run.facts.lastDay, environment }, run.closing));
      }
      await untilShared(run, count, ends.size);
      await gate.query('COMMIT');
      const events = [...ends.values()].reduce((sum, end) => sum + end, 0);
      const measured = await watch(pool, projectors, servers, events);
      return { projectors: count, ...measured };
    } finally {
      gate.release();
      await Promise.all(projectors.map((projector) => projector.stop()));
    }
  });
}

function logOf({ places }: Run, count: number, number: number): string {
  return join(places.run, `projector-${number}-of-${count}.log`);
}

async function holdBack(gate: Pick<Pool, 'query'>, partitions: readonly number[]): Promise<void> {
  await gate.query(
    `INSERT INTO projector_position (consumer, partition, next_offset, next_posting)
     SELECT $1, partition, 0, 0 FROM unnest($2::smallint[]) AS new(partition)`,
    [LEDGER_CONSUMER, partitions],
  );
  await gate.query('BEGIN');
  await gate.query('SELECT FROM projector_position FOR UPDATE');
}

/** Fulfilled when every projector has said that it has as many partitions as the others. */
async function untilShared(run: Run, count: number, partitions: number): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
    const had = Array.from({ length: count }, (_, index) => partitionsOf(logOf(run, count, index + 1)));
    const distinct = new Set(had.flat());
    if (distinct.size === partitions && had.every(({ length }) => length === partitions / count)) return;
  }
  throw new BenchError(
    `${count} projectors did not share the ${partitions} partitions. Their logs are in ${run.places.run}.`,
  );
}

/** What a projector said last about the partitions that it has. */
function partitionsOf(log: string): string[] {
  const said = [...readFileSync(log, 'utf8').matchAll(/"message":"Consuming".*?"partitions":"([\d,]+)"/g)];
  return said.at(-1)?.[1]?.split(',') ?? [];
}

async function watch(pool: Pool, projectors: readonly Program[], { beside }: Servers, events: number) {
  const lookAtUsage = (): Look => {
    const usage = usageOf(
      projectors.map(({ pid }) => pid),
      beside,
    );
    if (usage === undefined) throw new BenchError('Processor time cannot be seen on this system (Linux has it).');
    return { at: performance.now(), usage, projected: 0 };
  };
  const locks = new LockWatch(pool);
  const start = lookAtUsage();
  let half: Look | undefined;
  for (;;) {
    const projected = await locks.look();
    if (half === undefined && projected >= events / 2) half = { ...lookAtUsage(), projected };
    if (projected >= events) break;
    if (performance.now() - start.at > PATIENCE_MS) {
      throw new BenchError(`The projectors have ${projected} of ${events} events after ${PATIENCE_MS / 1000} s.`);
    }
    await sleep(LOOK_MS);
  }
  const end: Look = { ...lookAtUsage(), projected: events };
  const names = await sessionNames(pool);
  const whole = costBetween(start, end, names);
  const second = half === undefined || half.projected === events ? whole : costBetween(half, end, names);
  return { whole, second, waits: locks.waits };
}

interface Look {
  readonly at: number;
  readonly usage: Usage;
  readonly projected: number;
}

function costBetween(from: Look, to: Look, names: ReadonlyMap<number, string>): Cost {
  const processorSeconds = processorTime(from.usage, to.usage, names);
  const events = to.projected - from.projected;
  const per1000 = (isMeant: (name: string) => boolean): number => {
    const used = Object.entries(processorSeconds).filter(([name]) => isMeant(name));
    return used.reduce((sum, [, seconds]) => sum + seconds, 0) / (events / 1000);
  };
  return {
    events,
    seconds: (to.at - from.at) / 1000,
    processorSeconds,
    projectors: per1000((name) => name.startsWith('Node, ')),
    postgres: per1000((name) => name.startsWith('PostgreSQL, ') && name !== `PostgreSQL, ${OURS}`),
  };
}
