import { eventIn, isControl } from '@careledger/contract';
import { BEGINNING, FOREVER } from '@careledger/measures';
import type { Pool } from 'pg';
import type { Finding } from './record-findings';

/** So many at most: where more ids are used twice, the emitter has no ids of its own, and the first show it. */
const MOST = 1_000;

/**
 * Events of one (source, id) under two children of an authority (events.md: both count, and it is listed). It looks through the
 * index of all events, so it is for now and then.
 * @returns by pseudonym
 */
export async function sameEventIds(pool: Pick<Pool, 'query'>, authority: string): Promise<Map<string, Finding[]>> {
  const { rows: twice } = await pool.query<{ event_key: string; one: string; other: string }>(
    `SELECT event_key::text, min(child_key)::text AS one, max(child_key)::text AS other
       FROM event GROUP BY event_key HAVING min(child_key) <> max(child_key) LIMIT ${MOST}`,
  );
  if (twice.length === 0) return new Map();
  const { rows } = await pool.query<{ payload: string }>(
    `SELECT e.payload FROM unnest($1::bigint[], $2::bigint[]) AS wanted (child_key, event_key)
       JOIN event e USING (child_key, event_key) WHERE e.payload IS NOT NULL`,
    [twice.flatMap(({ one, other }) => [one, other]), twice.flatMap(({ event_key }) => [event_key, event_key])],
  );
  const children = new Map<string, Set<string>>();
  for (const { payload } of rows) {
    const event = eventIn(payload);
    if (isControl(event) || event.authority !== authority) continue;
    const name = `${event.source}\n${event.id}`;
    children.set(name, (children.get(name) ?? new Set()).add(event.subject));
  }
  const found = new Map<string, Finding[]>();
  for (const [name, subjects] of children) {
    if (subjects.size < 2) continue; // the first bytes of two names are the same, or one was erased
    const [source = '', id = ''] = name.split('\n');
    for (const subject of subjects) found.set(subject, [...(found.get(subject) ?? []), findingOf(source, id)]);
  }
  return found;
}

function findingOf(source: string, id: string): Finding {
  return {
    kind: 'same-event-id',
    entity: null,
    says: `The event ${id} of ${source} stands under another child too.`,
    from: BEGINNING,
    to: FOREVER,
    measures: [],
  };
}
