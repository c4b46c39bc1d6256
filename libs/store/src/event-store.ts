import { hash } from 'node:crypto';
import { CONTROL_TEXT_START, controlTextStart, eventIn, partitionKey } from '@careledger/contract';
import type { Instant } from '@careledger/calendar';
import { isActivation, type Activation } from '@careledger/ledger';
import type { Logged, LoggedControl } from '@careledger/record';
import type { Pool } from 'pg';
import { int8Array } from './binary-array';

/** First eight bytes of sha256(`authority:subject`): finds a child's events; rows are checked against the subject itself. */
export function childKey(authority: string, subject: string): Buffer {
  return keyOf(`${authority}:${subject}`);
}

/** First eight bytes of sha256(source, 0x00, id): finds a repetition of an event; rows are checked against the event itself. */
export function eventKey(source: string, id: string): Buffer {
  return keyOf(`${source}\0${id}`);
}

function keyOf(text: string): Buffer {
  // 'binary' is half as dear as 'buffer', and a log hashes a lot.
  return Buffer.from(hash('sha256', text, 'binary').slice(0, 8), 'latin1');
}

/** For each partition the offset that comes next: every event before it is meant, none from it on. */
export type Positions = Readonly<Record<number, number>>;

interface StoredEvent {
  readonly partition: number;
  readonly offset: number;
  readonly appended_at: Instant;
  readonly payload: string;
}

/**
 * All events of many children, control events among them, with one query.
 * @param options.before for each partition the offset to stop before; a partition that is not named has no events then.
 * @returns by `authority:subject`, each child's events in the order of the log; a child without events is not in it.
 *   Erased events are left out.
 */
export async function eventsOfChildren(
  pool: Pick<Pool, 'query'>,
  children: readonly { readonly authority: string; readonly subject: string }[],
  options: { readonly before?: Positions } = {},
): Promise<Map<string, Logged[]>> {
  const found = new Map<string, Logged[]>();
  if (children.length === 0) return found;
  const wanted = new Map<string, Buffer>();
  for (const { authority, subject } of children) wanted.set(`${authority}:${subject}`, childKey(authority, subject));

  // The fence (OFFSET 0) keeps the planner at one index look-up a child, whatever its statistics say.
  const bounds = options.before ? Object.entries(options.before) : undefined;
  const { rows } = await pool.query<StoredEvent>(
    `SELECT e.partition, e."offset", e.appended_at, e.payload
       FROM (SELECT DISTINCT unnest($1::bigint[]) AS child_key) AS wanted
      CROSS JOIN LATERAL (
        SELECT partition, "offset", appended_at, payload FROM event
         WHERE child_key = wanted.child_key AND payload IS NOT NULL OFFSET 0
      ) AS e
      ${bounds ? 'JOIN unnest($2::smallint[], $3::bigint[]) AS bound(partition, before) ON e.partition = bound.partition AND e."offset" < bound.before' : ''}`,
    [
      int8Array([...wanted.values()]),
      ...(bounds ? [bounds.map(([partition]) => Number(partition)), bounds.map(([, before]) => before)] : []),
    ],
  );
  for (const row of rows) {
    const logged = loggedOf(row);
    const child = partitionKey(logged.event);
    if (!wanted.has(child)) continue; // another child whose key happens to be the same
    const others = found.get(child);
    if (others) others.push(logged);
    else found.set(child, [logged]);
  }
  for (const events of found.values()) events.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  return found;
}

/** The control events of a partition, in the order of the log: there are as many as operators have decided things. */
export async function controlsOf(pool: Pick<Pool, 'query'>, partition: number): Promise<LoggedControl[]> {
  const { rows } = await pool.query<StoredEvent>(
    `SELECT partition, "offset", appended_at, payload FROM event
      WHERE partition = $1 AND starts_with(payload, '${CONTROL_TEXT_START}') ORDER BY "offset"`,
    [partition],
  );
  return rows.map((row) => loggedOf(row) as LoggedControl);
}

/** Children of a partition, those that follow on a child's number, in the order of their numbers. */
export async function childrenAfter(
  pool: Pick<Pool, 'query'>,
  partition: number,
  child: number,
  limit: number,
): Promise<{ readonly child: number; readonly authority: string; readonly subject: string }[]> {
  const { rows } = await pool.query<{ child: number; authority: string; subject: string }>(
    `SELECT child, lpad(authority::text, 3, '0') AS authority, subject FROM child
      WHERE partition = $1 AND child > $2 ORDER BY child LIMIT $3`,
    [partition, child, limit],
  );
  return rows;
}

/** The activations of rulebooks in all partitions, in the order of each one's log. */
export async function activationsOf(pool: Pick<Pool, 'query'>): Promise<Activation[]> {
  // The first condition is that of the index of control events; the second picks out the few that these are.
  const { rows } = await pool.query<StoredEvent>(
    `SELECT partition, "offset", appended_at, payload FROM event
      WHERE starts_with(payload, '${CONTROL_TEXT_START}') AND starts_with(payload, '${controlTextStart('rulebook-activated')}')
      ORDER BY partition, "offset"`,
  );
  return rows.map(loggedOf).filter(isActivation);
}

function loggedOf({ partition, offset, appended_at: appendedAt, payload }: StoredEvent): Logged {
  return { partition, offset, appendedAt, event: eventIn(payload) };
}
