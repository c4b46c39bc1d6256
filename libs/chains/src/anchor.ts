import { formatInstant, parseInstant, type Instant } from '@careledger/calendar';
import { BEGUN_UNDER, LEDGER_CONSUMER, transaction } from '@careledger/store';
import type { Pool } from 'pg';

/** How far a chain went, and its value there. */
export interface Head {
  /** The place that comes next: the chain value is that over all before it. */
  readonly next: number;
  /** In hexadecimal digits; none where nothing was before it. */
  readonly chain: string;
}

export interface PartitionHeads {
  readonly partition: number;
  readonly events: Head;
  /** Null where the postings have not been sealed yet. */
  readonly postings: Head | null;
}

/** The heads of all chains of a database at an instant. */
export interface Anchor {
  readonly at: Instant;
  /** What rules the ledger was begun under: worked out anew under others it has another chain. */
  readonly rules: string | null;
  readonly partitions: readonly PartitionHeads[];
}

/** An anchor with where it is kept, for people. */
export interface KeptAnchor extends Anchor {
  readonly from: string;
}

interface HeadRow {
  readonly partition: number;
  readonly next_offset: number;
  readonly chain_head: Buffer;
  readonly next_posting: number | null;
  readonly posting_chain: Buffer | null;
  readonly rules: string | null;
  readonly now: Instant;
}

/** What rules the ledger was begun under, in SQL; of ledgers from before that was noted only the rulebook is known. */
export const RULES = `coalesce((SELECT value FROM deployment WHERE name = '${BEGUN_UNDER}'), (SELECT 'rulebook ' || value FROM deployment WHERE name = 'rulebook'))`;

/** Reads the heads as they are now. What they name may not be on the disk yet: see `durableHeads`. */
export async function readHeads(pool: Pick<Pool, 'query'>): Promise<Anchor | undefined> {
  const { rows } = await pool.query<HeadRow>(
    `SELECT l.partition, l.next_offset, l.chain_head, p.next_posting, p.posting_chain, clock_timestamp() AS now,
            ${RULES} AS rules
       FROM log_partition l LEFT JOIN projector_position p ON p.partition = l.partition AND p.consumer = $1
      ORDER BY l.partition`,
    [LEDGER_CONSUMER],
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  return { at: first.now, rules: first.rules, partitions: rows.map(headsOf) };
}

/** Name of the fact that is written so that a commit can be waited for: when heads were last read that are on the disk. */
const DURABLE = 'heads-durable';

/**
 * Reads the heads and waits until the disk has what they name: the projector does not wait, and after a crash the database would come back
 * without it. The commit that is waited for here has all that was committed before it on the disk.
 */
export async function durableHeads(pool: Pool): Promise<Anchor | undefined> {
  const heads = await readHeads(pool);
  if (heads === undefined) return undefined;
  await transaction(pool, async (client) => {
    await client.query('SET LOCAL synchronous_commit = on');
    await client.query(
      `INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [DURABLE, formatInstant(heads.at)],
    );
  });
  return heads;
}

function headsOf({ partition, next_offset, chain_head, next_posting, posting_chain }: HeadRow): PartitionHeads {
  const postings =
    next_posting === null
      ? { next: 0, chain: '' }
      : posting_chain && { next: next_posting, chain: posting_chain.toString('hex') };
  return { partition, events: { next: next_offset, chain: chain_head.toString('hex') }, postings };
}

/** An anchor as one line of text. */
export function anchorLine({ at, rules, partitions }: Anchor): string {
  return JSON.stringify({ at: formatInstant(at), rules, partitions });
}

/** Reads what `anchorLine` wrote; undefined where it is none. */
export function anchorIn(line: string): Anchor | undefined {
  try {
    const { at, rules, partitions } = JSON.parse(line) as Record<string, unknown>;
    if (typeof at !== 'string' || !Array.isArray(partitions) || !partitions.every(isHeads)) return undefined;
    return { at: parseInstant(at), rules: typeof rules === 'string' ? rules : null, partitions };
  } catch {
    return undefined;
  }
}

function isHeads(value: unknown): value is PartitionHeads {
  if (!isObject(value)) return false;
  const { partition, events, postings } = value;
  return Number.isSafeInteger(partition) && isHead(events) && (postings === null || isHead(postings));
}

function isHead(value: unknown): value is Head {
  if (!isObject(value)) return false;
  const { next, chain } = value;
  return Number.isSafeInteger(next) && typeof chain === 'string' && /^([0-9a-f]{64})?$/.test(chain);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
