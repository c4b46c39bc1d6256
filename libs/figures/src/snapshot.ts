import { LEDGER_CONSUMER, transaction, type Positions } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';

/** One look at the database: everything read through `client` is of the position. */
export interface Snapshot {
  readonly client: ClientBase;
  /** For each partition the offset that comes next: every event before it is in the figures, none from it on. */
  readonly position: Positions;
}

/** Reads at one point of time, whatever is posted meanwhile. */
export function inSnapshot<T>(pool: Pool, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return read({ client, position: await positionIn(client) });
  });
}

/** How far each partition is projected. */
export async function positionIn(client: Pick<Pool, 'query'>): Promise<Positions> {
  const { rows } = await client.query<{ position: Positions | null }>({
    name: 'ledger-position',
    text: `SELECT json_object_agg(partition, next_offset) AS position FROM projector_position WHERE consumer = $1`,
    values: [LEDGER_CONSUMER],
  });
  return rows[0]?.position ?? {};
}
