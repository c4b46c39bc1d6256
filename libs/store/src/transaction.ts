import type { Pool, PoolClient } from 'pg';
import { WRITE_BATCH } from './generations';
import { withClient } from './with-client';

/** Runs the work in a transaction on a connection of its own: all of it is durable when the promise is fulfilled, or none. */
export function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'BEGIN', work);
}

/**
 * The same for what can be worked out again: the promise is fulfilled before the disk has it. A database that crashes may
 * lose the last of such transactions, each as a whole and none before one that it keeps.
 */
export function derivedTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, 'BEGIN; SET LOCAL synchronous_commit = off', work);
}

/** A derived transaction that writes batches of the ledger: it waits while a new generation of it goes live. */
export function ledgerTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, `BEGIN; SET LOCAL synchronous_commit = off; ${WRITE_BATCH}`, work);
}

function inTransaction<T>(pool: Pool, begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}
