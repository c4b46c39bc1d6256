import { eventIn, sameContent } from '@careledger/contract';
import { int8Array } from '@careledger/store';
import type { ClientBase } from 'pg';
import { nameOf, type Candidate } from './candidates';
import type { LogEvent } from './event-log';

/** What the event store has under a name: the event, or no more than that there was one. */
export type KnownEvents = Map<string, LogEvent | 'erased'>;

/** What an event is, beside the one that is known under its name. */
export function repetitionOf(known: LogEvent | 'erased', event: LogEvent): 'duplicate' | 'id-reused' {
  return known === 'erased' || sameContent(known, event) ? 'duplicate' : 'id-reused';
}

/** What the event store has under the candidates' names already: one query for all. */
export async function eventsByName(client: ClientBase, candidates: readonly Candidate[]): Promise<KnownEvents> {
  const [known] = await eventsByNames(client, [candidates]);
  return known as KnownEvents;
}

/** The same for several lists of candidates, each with an answer of its own. */
export async function eventsByNames(
  client: ClientBase,
  lists: readonly (readonly Candidate[])[],
): Promise<KnownEvents[]> {
  const all = lists.flatMap((candidates, list) => candidates.map((candidate) => ({ candidate, list })));
  // The fence (OFFSET 0) keeps the planner at one index look-up an event, whatever its statistics say.
  const { rows } = await client.query<{ index: number; payload: string | null }>({
    name: 'events-by-name',
    text: `SELECT wanted.index, found.payload
       FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS wanted(child_key, event_key, index)
      CROSS JOIN LATERAL (
        SELECT payload FROM event
         WHERE child_key = wanted.child_key AND event_key = wanted.event_key OFFSET 0
      ) AS found`,
    values: [
      int8Array(all.map(({ candidate }) => candidate.childKey)),
      int8Array(all.map(({ candidate }) => candidate.eventKey)),
    ],
  });
  const known = lists.map((): KnownEvents => new Map());
  for (const { index, payload } of rows) {
    const { candidate, list } = all[index - 1]!;
    const mine = known[list]!;
    if (payload === null) {
      // Nothing is left to compare with but the keys. Taking it in again would bring back what was erased.
      mine.set(candidate.name, 'erased');
    } else if (payload === candidate.payload) {
      mine.set(candidate.name, candidate.event);
    } else {
      const event = eventIn(payload);
      if (nameOf(event) === candidate.name) mine.set(candidate.name, event);
    }
  }
  return known;
}
