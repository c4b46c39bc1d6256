import type { ClientBase } from 'pg';
import type { Statement } from './exchange';
import type { Writing } from './writing';

/** The name under which the ledger keeps its positions. */
export const LEDGER_CONSUMER = 'ledger';

/** How far a partition is projected. */
export interface LedgerPosition {
  /** Every event before it is in the figures. */
  readonly nextOffset: number;
  /** The number that the next posting of the partition gets. */
  readonly nextPosting: number;
}

/** A position with what else its row keeps. */
export interface LockedPosition extends LedgerPosition {
  /** Chain value over all postings before the next one; null where they have never been sealed. */
  readonly postingChain: Buffer | null;
}

interface PositionRow extends Readonly<Record<string, unknown>> {
  readonly partition: number;
  readonly next_offset: number;
  readonly next_posting: number;
  readonly posting_chain: Buffer | null;
}

/**
 * Reads the positions of partitions and locks them until the transaction ends: who holds one is the one to post. Rows are
 * locked in the order of partitions, so that no two wait for each other; one that is missing is made.
 */
export async function lockPositions(
  client: ClientBase,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, LockedPosition>> {
  for (;;) {
    const { name, text, values } = lockStatement(partitions);
    const { rows } = await client.query<PositionRow>({ name, text, values: [...values] });
    const found = positionsIn(rows);
    const missing = partitions.filter((partition) => !found.has(partition));
    if (missing.length === 0) return found;
    await client.query(
      `INSERT INTO projector_position (consumer, partition, next_offset, next_posting)
       SELECT $1, partition, 0, 0 FROM unnest($2::smallint[]) AS missing(partition) ORDER BY partition ON CONFLICT DO NOTHING`,
      [LEDGER_CONSUMER, missing],
    );
  }
}

function lockStatement(partitions: readonly number[]): Statement {
  return {
    name: 'lock-ledger-positions',
    text: `SELECT partition, next_offset, next_posting, posting_chain FROM projector_position
            WHERE consumer = $1 AND partition = ANY ($2::smallint[]) ORDER BY partition FOR UPDATE`,
    values: [LEDGER_CONSUMER, `{${partitions.join(',')}}`],
    asks: true,
  };
}

function positionsIn(rows: readonly PositionRow[]): ReadonlyMap<number, LockedPosition> {
  return new Map(
    rows.map(({ partition, next_offset: nextOffset, next_posting: nextPosting, posting_chain: postingChain }) => {
      return [partition, { nextOffset, nextPosting, postingChain }];
    }),
  );
}

/**
 * Locks the positions of partitions that have one, as `lockPositions` does.
 * @param check is given them before the transaction is committed: to throw where they are not what the batches were worked out from
 */
export function lockingPositions(
  partitions: readonly number[],
  check: (positions: ReadonlyMap<number, LockedPosition>) => void,
): Writing {
  return {
    steps: [lockStatement(partitions)],
    check: ([rows]) => rows && check(positionsIn(rows as readonly PositionRow[])),
  };
}

/** The same for one partition. */
export async function lockPosition(client: ClientBase, partition: number): Promise<LockedPosition> {
  return (await lockPositions(client, [partition])).get(partition) as LockedPosition;
}
