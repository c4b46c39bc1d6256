import type { Pool, PoolClient } from 'pg';
import { withClient } from './with-client';

/** Runs the work in a transaction on a connection of its own: all of it is durable when the promise is fulfilled, or none. */
export function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}
