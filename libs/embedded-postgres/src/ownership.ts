import { Client, type ClientConfig } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, EmbeddedPostgresError, messageOf } from './errors';

/**
 * One owner a data folder: who holds this session lock. It goes with the process that holds it, however that ends, and
 * no file can be left behind.
 */
export interface Ownership {
  client: Client;
}
/** The lock is another's: `holder` is its process id where it said so. */
export interface Held {
  holder: number | null;
  since: Date | null;
}
/** The server went away, or is on its way. */
export const serverGone = 'server gone';

const lock = { space: 0x63_61_72_65, object: 1 }; // 'care'
const namePrefix = 'careledger, owner: process ';

/** Takes the lock, waiting a moment for an owner that was just killed to be noticed. */
export async function takeOwnership(
  server: ClientConfig,
  patienceMs = 2000,
): Promise<Ownership | Held | typeof serverGone> {
  const client = new Client({
    ...server,
    application_name: namePrefix + process.pid,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  const ignore = (): void => undefined; // what breaks shows in the query
  client.on('error', ignore);
  try {
    await client.connect();
    for (const end = Date.now() + patienceMs; ; await sleep(100)) {
      const taken = await client.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS ok', [
        lock.space,
        lock.object,
      ]);
      if (taken.rows[0]?.ok) return { client };
      if (Date.now() > end) break;
    }
    const held = await holderOf(client);
    await client.end();
    return held;
  } catch (error) {
    void client.end().catch(ignore);
    if (codeOf(error) === '28P01') {
      throw new EmbeddedPostgresError(
        'The password in the data folder is not that of the database in it. Put the right file `password` back.',
      );
    }
    if (isGone(error)) return serverGone;
    throw error;
  }
}

async function holderOf(client: Client): Promise<Held> {
  const { rows } = await client.query<{ name: string; since: Date }>(
    `SELECT s.application_name AS name, s.backend_start AS since
       FROM pg_locks l JOIN pg_stat_activity s USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2`,
    [lock.space, lock.object],
  );
  const [holder] = rows;
  const pid = holder?.name.startsWith(namePrefix) ? Number(holder.name.slice(namePrefix.length)) : NaN;
  return { holder: Number.isInteger(pid) ? pid : null, since: holder?.since ?? null };
}

/** Connection refused or broken; 57P01…57P03 and their kin: shutting down, crashed, not accepting yet. */
export function isGone(error: unknown): boolean {
  return /^(ECONN|EPIPE|57P0|08)/.test(codeOf(error)) || messageOf(error).includes('Connection terminated');
}

/**
 * Ends every other session. The former owner is dead, or has lost its lock: nothing of what it began may still
 * commit once its successor has begun.
 */
export async function endOtherSessions({ client }: Ownership): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND NOT starts_with(application_name, $1)`,
    [namePrefix],
  );
}
