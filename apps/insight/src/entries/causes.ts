import type { CaseEvent } from '@careledger/contract';
import type { ClientBase } from 'pg';

/** Where an event lies in the log. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** The event that made a posting; nulls where it has been erased. */
export interface Cause {
  readonly id: string | null;
  readonly type: string | null;
}

const ERASED: Cause = { id: null, type: null };

/** The events at these places of the log. */
export async function causesAt(client: ClientBase, places: readonly Place[]): Promise<(place: Place) => Cause> {
  const { rows } = await client.query<{ partition: number; offset: number; payload: string | null }>(
    `SELECT partition, "offset", payload FROM event
      WHERE (partition, "offset") IN (SELECT * FROM unnest($1::smallint[], $2::bigint[]))`,
    [places.map(({ partition }) => partition), places.map(({ offset }) => offset)],
  );
  const causes = new Map<string, Cause>();
  for (const { partition, offset, payload } of rows) {
    if (payload === null) continue;
    const { id, type } = JSON.parse(payload) as CaseEvent;
    causes.set(`${partition} ${offset}`, { id, type });
  }
  return ({ partition, offset }) => causes.get(`${partition} ${offset}`) ?? ERASED;
}
