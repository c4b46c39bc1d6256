import type { Pool, PoolClient } from 'pg';

/** Runs the work in a transaction on a connection of its own: all of it is durable when the promise is fulfilled, or none. */
export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let usable = true;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot even roll back goes out of the pool.
    await client.query('ROLLBACK').catch(() => (usable = false));
    throw error;
  } finally {
    client.release(!usable);
  }
}
