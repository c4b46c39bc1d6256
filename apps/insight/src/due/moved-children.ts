import { controlTextStart, eventIn } from '@careledger/contract';
import type { Positions } from '@careledger/store';
import type { ClientBase } from 'pg';

/** Of whom the log has told between two positions. */
export interface Moved {
  /** Children of the authority of whom there is an event, or an act about one. */
  readonly subjects: readonly string[];
  /** The keys of all children, of whatever authority, of whom there is anything. */
  readonly keys: readonly string[];
  /** Whether a child was erased: the event that says so names nobody. */
  readonly hasErased: boolean;
}

/** One event of each child key is looked at: whose it is stands in it, and keys are never trusted alone. */
const ONE_OF_EACH = `
  SELECT e.child_key::text AS key, e.payload
    FROM (SELECT min("offset") AS first FROM event
           WHERE partition = $1 AND "offset" >= $2 AND "offset" < $3 AND payload IS NOT NULL GROUP BY child_key) AS each_key
    JOIN event e ON e.partition = $1 AND e."offset" = each_key.first`;

/** Reads which children of an authority may not be any more what they were at an earlier position. */
export async function movedChildren(
  client: Pick<ClientBase, 'query'>,
  authority: string,
  before: Positions,
  now: Positions,
): Promise<Moved> {
  const subjects: string[] = [];
  const keys: string[] = [];
  let hasErased = false;
  for (const [partition, next] of Object.entries(now)) {
    const from = before[Number(partition)] ?? 0;
    if (from >= next) continue;
    const { rows } = await client.query<{ key: string; payload: string }>(ONE_OF_EACH, [partition, from, next]);
    for (const { key, payload } of rows) {
      if (payload.startsWith(ERASED_START)) hasErased = true;
      const event = eventIn(payload);
      if (event.authority === authority) subjects.push(event.subject);
      keys.push(key);
    }
  }
  return { subjects, keys, hasErased };
}

const ERASED_START = controlTextStart('child-erased');
