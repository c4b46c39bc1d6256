import type { Pool, PoolClient } from 'pg';
import type { Statement } from './exchange';
import { WRITE_BATCH } from './generations';
import { withClient } from './with-client';
import { together, write, type Writing } from './writing';

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

/**
 * The arrays that a batch is written from have other lengths each time: PostgreSQL would think it worth its while to plan a statement anew
 * for each, which takes longer than to execute it.
 */
const BEGIN_BATCH: readonly Statement[] = [
  { name: 'begin', text: 'BEGIN', values: [] },
  {
    name: 'set-for-batch',
    text: `SELECT set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
    values: [],
  },
  { name: 'write-batch', text: WRITE_BATCH, values: [] },
];

/**
 * Writes batches of the ledger in a derived transaction, which waits while a new generation of the ledger goes live.
 * @param options.bulk as `write` has it
 */
export function ledgerTransaction(pool: Pool, writing: Writing, { bulk }: { readonly bulk: boolean }): Promise<void> {
  return withClient(pool, async (client) => {
    await write(client, together({ steps: BEGIN_BATCH }, writing), bulk);
    await client.query('COMMIT');
  });
}

function inTransaction<T>(pool: Pool, begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  });
}
