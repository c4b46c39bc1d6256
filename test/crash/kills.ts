import { signalPostmaster } from '../../libs/embedded-postgres/src/postmaster';
import { Chance } from '@careledger-fixtures/casework/chance';
import { Client } from 'pg';
import { databaseUrl, postgresPid } from '../support/embedded-database';
import type { RunningSystem } from '../support/running-system';

/** Who is killed: Node, PostgreSQL's main process, any one of PostgreSQL's other processes, or Node and the main process. */
export type Victim = 'node' | 'postmaster' | 'backend' | 'both';
/** The share of kills that hit a program that is starting. */
const STARTING = 0.25;
const VICTIMS: readonly Victim[] = ['node', 'postmaster', 'backend', 'both'];

export interface Kill {
  readonly victim: Victim;
  /** Since when the time counts: the program is ready; its process was begun; the database was, in the middle of a start. */
  readonly since: 'ready' | 'begun' | 'database';
  readonly afterMs: number;
}

/** So many kills from a seed. Each kind of victim comes before one comes again; a quarter hit a program that is starting. */
export function schedule(kills: number, seed: number): Kill[] {
  const chance = new Chance(seed);
  let left: Victim[] = [];
  return Array.from({ length: kills }, (): Kill => {
    if (left.length === 0) left = [...VICTIMS];
    const victim = chance.one(left);
    left = left.filter((other) => other !== victim);
    if (!chance.of(STARTING)) return { victim, since: 'ready', afterMs: chance.between(300, 3_500) };
    return victim === 'node'
      ? { victim, since: 'begun', afterMs: chance.between(0, 3_000) }
      : { victim, since: 'database', afterMs: chance.between(0, 1_000) };
  });
}

const MOMENTS = { ready: 'it was ready', begun: 'it was begun', database: 'its database was begun' } as const;

/** `node 812 ms after it was ready`. */
export function inWords({ victim, since, afterMs }: Kill): string {
  return `${victim} ${afterMs} ms after ${MOMENTS[since]}`;
}

/**
 * Kills with SIGKILL. Where there is no PostgreSQL (yet), Node is killed in its place.
 * @returns who was killed
 */
export async function strike(victim: Victim, system: RunningSystem, dataDir: string): Promise<Victim> {
  const server = postgresPid(dataDir);
  if (victim === 'node' || server === undefined) {
    await system.kill9();
    return 'node';
  }
  switch (victim) {
    case 'postmaster':
      signalPostmaster(server, 'SIGKILL');
      return victim;
    case 'both':
      signalPostmaster(server, 'SIGKILL');
      await system.kill9();
      return victim;
    case 'backend': {
      const pid = await anyBackend(dataDir);
      signalPostmaster(pid ?? server, 'SIGKILL');
      return pid === undefined ? 'postmaster' : victim;
    }
  }
}

/** One of the server's processes but ours, whichever it names first by chance; undefined where it takes no connections. */
async function anyBackend(dataDir: string): Promise<number | undefined> {
  try {
    const client = new Client({ connectionString: databaseUrl(dataDir), connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>(
        'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY random() LIMIT 1',
      );
      return rows[0]?.pid;
    } finally {
      await client.end().catch(() => undefined);
    }
  } catch {
    return undefined;
  }
}
