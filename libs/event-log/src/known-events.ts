import { eventIn, sameContent } from '@careledger/contract';
import { exchange, int8Array, type Answer, type Statement } from '@careledger/store';
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
  const [rows = []] = await exchange(client, [namesStatement([candidates])]);
  const [known] = knownIn(rows, [candidates]);
  return known as KnownEvents;
}

/** Asks what the event store has under the names of several lists of candidates. */
export function namesStatement(lists: readonly (readonly Candidate[])[]): Statement {
  const all = lists.flat();
  return {
    name: 'events-by-name',
    // The fence (OFFSET 0) keeps the planner at one index look-up an event, whatever its statistics say.
    text: `SELECT wanted.index, found.payload
       FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS wanted(child_key, event_key, index)
      CROSS JOIN LATERAL (
        SELECT payload FROM event
         WHERE child_key = wanted.child_key AND event_key = wanted.event_key OFFSET 0
      ) AS found`,
    values: [int8Array(all.map(({ childKey }) => childKey)), int8Array(all.map(({ eventKey }) => eventKey))],
    asks: true,
  };
}

/** What `namesStatement` answers, for each list by itself. */
export function knownIn(answer: Answer, lists: readonly (readonly Candidate[])[]): KnownEvents[] {
  const rows = answer as readonly { readonly index: number; readonly payload: string | null }[];
  const all = lists.flatMap((candidates, list) => candidates.map((candidate) => ({ candidate, list })));
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
