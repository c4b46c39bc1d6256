import type { Day, Instant } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import type { ClientBase } from 'pg';
import { LEDGER_CONSUMER, type LockedPosition } from './ledger-positions';
import {
  headOf,
  meaningOfAccount,
  meaningOfCell,
  NO_POSTINGS,
  PostingSealer,
  POSTINGS_A_SEAL,
  type PostingChain,
  type CauseOfPosting,
  type Meaning,
  type PlaceOfPosting,
  type PostedAmount,
  type PostingSeal,
  type SealedRows,
} from './posting-seals';
import { readRows, type ReadRow } from './read-rows';

/** Columns of a posting in the order in which `StoredPosting` reads them. */
export const SEALED_COLUMNS =
  'number, cause, child, known_at, day, numerator, denominator, authority, partition, rulebook, cell, account';

/** What the rows of cells and accounts mean, by their numbers. */
export interface Meanings {
  readonly cells: ReadonlyMap<number, Meaning>;
  readonly accounts: ReadonlyMap<number, Meaning>;
}

/** What a posting is sealed with whose cell or account has no row: nothing that was ever sealed. */
const NO_MEANING: Meaning = new Int32Array(4);

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

/** A posting as it is stored: read row by row into the same object, since a ledger has many. */
export class StoredPosting implements CauseOfPosting, PostedAmount, PlaceOfPosting {
  number = 0;
  cause = 0;
  child = 0;
  knownAt: Instant = 0;
  day: Day = 0;
  numerator = 0;
  denominator = 0;
  authority = 0;
  partition = 0;
  rulebook = 0;
  cell = 0;
  account = 0;

  /** Takes over a row of `SEALED_COLUMNS`. */
  read(row: ReadRow): void {
    this.number = row.int8();
    this.cause = row.int8();
    this.child = row.int8();
    this.knownAt = row.timestamptz();
    this.day = row.date();
    this.numerator = row.int4();
    this.denominator = row.int4();
    this.authority = row.int2();
    this.partition = row.int2();
    this.rulebook = row.int2();
    this.cell = row.int4();
    this.account = row.int2();
  }

  /** Adds itself to what is sealed. */
  sealInto(rows: Pick<SealedRows, 'add'>, { cells, accounts }: Meanings): void {
    rows.add(this, this, this, cells.get(this.cell) ?? NO_MEANING, accounts.get(this.account) ?? NO_MEANING);
  }
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
  const posting = new StoredPosting();
  await readRows(
    client,
    `SELECT ${SEALED_COLUMNS} FROM posting
      WHERE partition = ${partition} AND number >= ${from} AND number < ${nextPosting} ORDER BY number`,
    (row) => {
      posting.read(row);
      posting.sealInto(sealer, meanings);
    },
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
