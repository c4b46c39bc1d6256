import { cellOf, type Cell, type Groups } from '@careledger/measures';
import type { ClientBase } from 'pg';
import { ERASED } from './erased-children';
import { LEDGER_CONSUMER } from './ledger-positions';
import { readMeanings, SEALED_COLUMNS, StoredPosting } from './posting-chain';
import {
  meaningOfAccount,
  POSTINGS_A_SEAL,
  sealLink,
  SealedRows,
  type CauseOfPosting,
  type Meaning,
  type PostedAmount,
} from './posting-seals';
import { readRows } from './read-rows';

/** A posting of a child whose events are erased, as a ledger has it: nothing that is left can make it again. */
export interface PostingOfErased extends CauseOfPosting, PostedAmount {
  readonly number: number;
  readonly rulebook: number;
  readonly cell: Cell;
  /** Number of the account in the database. */
  readonly account: number;
  readonly accountMeaning: Meaning;
}

/** A look at the ledger's tables in one schema. */
interface Seen {
  readonly client: ClientBase;
  readonly schema: string;
}

/** How many children of a partition were erased so far: where it has not changed, nobody was. */
export async function erasuresDone(client: ClientBase, partition: number): Promise<number> {
  const { rows } = await client.query<{ done: number }>(
    `SELECT count(*)::int AS done FROM erasure WHERE partition = $1 AND state = 'done'`,
    [partition],
  );
  return rows[0]?.done ?? 0;
}

/** What an erasure leaves of an event. */
const IS_ERASED = 'payload IS NULL AND child_key = 0';

/** Whether the event store has erased events in a partition. */
export async function hasErasedEvents(client: ClientBase, partition: number): Promise<boolean> {
  const { rows } = await client.query(`SELECT FROM event WHERE partition = $1 AND ${IS_ERASED} LIMIT 1`, [partition]);
  return rows.length > 0;
}

/**
 * The postings of a partition's erased children, in the order of their numbers. A child was erased whose first event is: that
 * is in the event store, whatever the ledger's own tables say.
 */
export async function postingsOfErased({ client, schema }: Seen, partition: number): Promise<PostingOfErased[]> {
  const { rows } = await client.query<
    Omit<PostingOfErased, 'knownAt' | 'cell' | 'accountMeaning'> & {
      known_at: number;
      groups: Groups;
      measure: string;
      stream: string;
    }
  >(
    `SELECT number, cause, child, known_at, day, numerator, denominator, authority, rulebook, account, groups, measure, stream
       FROM ${schema}.posting p JOIN cell ON cell.id = p.cell JOIN account ON account.id = p.account
      WHERE p.partition = $1
        AND p.number < (SELECT next_posting FROM ${schema}.projector_position WHERE consumer = $2 AND partition = $1)
        AND p.child IN (SELECT "offset" FROM event WHERE partition = $1 AND ${IS_ERASED})
      ORDER BY number`,
    [partition, LEDGER_CONSUMER],
  );
  return rows.map(({ known_at: knownAt, groups, measure, stream, ...posting }) => {
    return { ...posting, knownAt, cell: cellOf(groups), accountMeaning: meaningOfAccount(measure, stream) };
  });
}

/**
 * Writes the rows of erased children into the tables that `own` sees first, as far as a partition has come there.
 * @param live the schema of the live tables
 * @param postings of erased children: whose row is missing among the live ones is known by them
 */
export async function addErasedChildren(
  own: ClientBase,
  live: string,
  partition: number,
  nextOffset: number,
  postings: readonly PostingOfErased[],
): Promise<void> {
  const authorities = new Map(postings.map(({ child, authority }) => [child, authority]));
  await own.query(
    `INSERT INTO child (partition, child, authority, subject)
     SELECT $1, child, authority, '${ERASED}' || $1 || ':' || child
       FROM (SELECT child, authority FROM unnest($3::bigint[], $4::smallint[]) AS posted(child, authority)
              UNION
             SELECT child, authority FROM ${live}.child
              WHERE partition = $1 AND child IN (SELECT "offset" FROM event WHERE partition = $1 AND ${IS_ERASED})) AS erased
      WHERE child < $2
     ON CONFLICT DO NOTHING`,
    [partition, nextOffset, [...authorities.keys()], [...authorities.values()]],
  );
}

/**
 * Whether seals of the live ledger confirm what another generation has at the numbers of erased children's postings: that they
 * are what was posted, and stand where they stood. Where it does not, either was changed by another hand.
 * @param numbers of postings of erased children; both ledgers have come to the same position
 */
export async function areAsSealed(
  live: Seen,
  rebuilt: Seen,
  partition: number,
  numbers: readonly number[],
): Promise<boolean> {
  const firsts = [...new Set(numbers.map((number) => number - (number % POSTINGS_A_SEAL)))];
  const [ours, theirs] = [await headIn(live, partition), await headIn(rebuilt, partition)];
  if (ours.next !== theirs.next) return false;
  const rest = ours.next - (ours.next % POSTINGS_A_SEAL);
  const sealed = firsts.filter((first) => first < rest);
  const [before, after] = [await digestsIn(live, partition, sealed), await digestsIn(rebuilt, partition, sealed)];
  if (sealed.some((first) => before.get(first) === undefined || before.get(first) !== after.get(first))) return false;
  if (!firsts.includes(rest)) return true;
  const { rows } = await live.client.query<{ chain: Buffer }>(
    `SELECT chain FROM ${live.schema}.posting_seal WHERE partition = $1 AND first_number = $2`,
    [partition, rest - POSTINGS_A_SEAL],
  );
  const chain = rest === 0 ? Buffer.alloc(0) : rows[0]?.chain;
  if (chain === undefined) return false;
  const digest = await digestFrom(rebuilt, partition, rest);
  return ours.chain?.equals(sealLink(chain, rest, ours.next - 1, digest)) === true;
}

async function headIn(
  { client, schema }: Seen,
  partition: number,
): Promise<{ readonly next: number; readonly chain: Buffer | null }> {
  const { rows } = await client.query<{ next: number; chain: Buffer | null }>(
    `SELECT next_posting AS next, posting_chain AS chain FROM ${schema}.projector_position WHERE consumer = $1 AND partition = $2`,
    [LEDGER_CONSUMER, partition],
  );
  return rows[0] ?? { next: 0, chain: null };
}

async function digestsIn(
  { client, schema }: Seen,
  partition: number,
  firsts: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ first: number; digest: string }>(
    `SELECT first_number AS first, encode(digest, 'hex') AS digest FROM ${schema}.posting_seal
      WHERE partition = $1 AND first_number = ANY ($2::bigint[])`,
    [partition, firsts],
  );
  return new Map(rows.map(({ first, digest }) => [first, digest]));
}

/** The digest of the postings from a number on, fewer than a seal covers. */
async function digestFrom({ client, schema }: Seen, partition: number, from: number): Promise<Buffer> {
  const meanings = await readMeanings(client);
  const sealed = new SealedRows();
  const posting = new StoredPosting();
  await readRows(
    client,
    `SELECT ${SEALED_COLUMNS} FROM ${schema}.posting WHERE partition = ${partition} AND number >= ${from} ORDER BY number`,
    (row) => {
      posting.read(row);
      posting.sealInto(sealed, meanings);
    },
  );
  return sealed.digest();
}
