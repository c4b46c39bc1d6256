import type { Pool, PoolClient } from 'pg';

/**
 * Lends a connection of the pool for some work. After an error it is thrown away, and with it the transaction that it
 * may have been in.
 */
export async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks says so twice: to the query that waits, and as an event that ends the process if nobody listens.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  try {
    const result = await work(client);
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
