import type { Groups } from '@careledger/measures';
import type { ClientBase } from 'pg';
import { LEDGER_CONSUMER, type LockedPosition } from './ledger-writer';
import {
  headOf,
  meaningOfAccount,
  meaningOfCell,
  NO_POSTINGS,
  PostingSealer,
  POSTINGS_A_SEAL,
  type PostingChain,
  type PostingSeal,
  type SealedPosting,
} from './posting-seals';
import { readRows, type ReadRow } from './read-rows';

/** Columns of a posting in the order in which `sealedPostingIn` reads them. */
export const SEALED_COLUMNS =
  'number, cause, child, known_at, day, numerator, denominator, authority, partition, rulebook, cell, account';

/** What the rows of cells and accounts mean, by their numbers. */
export interface Meanings {
  readonly cells: ReadonlyMap<number, Uint8Array>;
  readonly accounts: ReadonlyMap<number, Uint8Array>;
}

/** What a posting is sealed with whose cell or account has no row: nothing that was ever sealed. */
export const NO_MEANING = Buffer.alloc(16);

/** Reads what cells and accounts mean. */
export async function readMeanings(client: ClientBase): Promise<Meanings> {
  const cells = await client.query<{ id: number; groups: Groups }>('SELECT id, groups FROM cell');
  const accounts = await client.query<{ id: number; measure: string; stream: string }>(
    'SELECT id, measure, stream FROM account',
  );
  return {
    cells: new Map(cells.rows.map(({ id, groups }) => [id, meaningOfCell(groups)])),
    accounts: new Map(accounts.rows.map(({ id, measure, stream }) => [id, meaningOfAccount(measure, stream)])),
  };
}

/** A posting with the numbers that its database uses. */
export interface StoredPosting extends SealedPosting {
  readonly cellNumber: number;
  readonly accountNumber: number;
}

/** Reads a posting from a row of `SEALED_COLUMNS`. */
export function storedPostingIn(row: ReadRow, meanings: Meanings): StoredPosting {
  const posting = {
    number: row.int8(),
    cause: row.int8(),
    child: row.int8(),
    knownAt: row.timestamptz(),
    day: row.date(),
    numerator: row.int4(),
    denominator: row.int4(),
    authority: row.int2(),
    partition: row.int2(),
    rulebook: row.int2(),
    cellNumber: row.int4(),
    accountNumber: row.int2(),
  };
  const cell = meanings.cells.get(posting.cellNumber) ?? NO_MEANING;
  return { ...posting, cell, account: meanings.accounts.get(posting.accountNumber) ?? NO_MEANING };
}

/**
 * Reads how far a partition's chain of postings goes, so that it can be gone on with. What was posted before there were seals is sealed now,
 * and the ledger keeps how much that was.
 * @param locked the position, locked by this transaction
 * @throws Error where the last postings are not those that were sealed: to go on from them would seal what somebody changed
 */
export async function openPostingChain(
  client: ClientBase,
  partition: number,
  locked: LockedPosition,
): Promise<PostingChain> {
  const { nextPosting, postingChain } = locked;
  if (nextPosting === 0) return NO_POSTINGS;
  const sealer = new PostingSealer(
    postingChain === null ? NO_POSTINGS : await lastSeal(client, partition, nextPosting),
  );
  const meanings = await readMeanings(client);
  const from = sealer.chain.next;
  await readRows(
    client,
    `SELECT ${SEALED_COLUMNS} FROM posting
      WHERE partition = ${partition} AND number >= ${from} AND number < ${nextPosting} ORDER BY number`,
    (row) => sealer.add(storedPostingIn(row, meanings)),
  );
  const { chain } = sealer;
  if (chain.next !== nextPosting) throw notAsSealed(partition, from);
  const head = headOf(chain);
  if (postingChain !== null) {
    if (!head.equals(postingChain)) throw notAsSealed(partition, from);
    return chain;
  }
  await client.query('DELETE FROM posting_seal WHERE partition = $1', [partition]);
  await addSeals(client, partition, sealer.take());
  await client.query(
    `UPDATE projector_position SET posting_chain = $3, sealed_afterwards = next_posting WHERE consumer = $1 AND partition = $2`,
    [LEDGER_CONSUMER, partition, head],
  );
  return chain;
}

async function lastSeal(client: ClientBase, partition: number, nextPosting: number): Promise<PostingChain> {
  const next = nextPosting - (nextPosting % POSTINGS_A_SEAL);
  if (next === 0) return NO_POSTINGS;
  const { rows } = await client.query<{ chain: Buffer }>(
    'SELECT chain FROM posting_seal WHERE partition = $1 AND first_number = $2',
    [partition, next - POSTINGS_A_SEAL],
  );
  const sealed = rows[0]?.chain;
  if (sealed === undefined) throw notAsSealed(partition, next - POSTINGS_A_SEAL);
  return { ...NO_POSTINGS, next, sealed };
}

async function addSeals(client: ClientBase, partition: number, seals: readonly PostingSeal[]): Promise<void> {
  await client.query(
    `INSERT INTO posting_seal (partition, first_number, last_number, digest, chain)
     SELECT $1, first, last, digest, chain FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[]) AS new(first, last, digest, chain)`,
    [
      partition,
      seals.map(({ first }) => first),
      seals.map(({ last }) => last),
      seals.map(({ digest }) => digest),
      seals.map(({ chain }) => chain),
    ],
  );
}

function notAsSealed(partition: number, from: number): Error {
  return new Error(
    `the postings of partition ${partition} from number ${from} on are not those that were sealed; npm run verify:chain says what was changed, ` +
      'and a start with --work-out-anew makes the ledger anew from the events',
  );
}
