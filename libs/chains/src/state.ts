import { LEDGER_CONSUMER } from '@careledger/store';
import type { ClientBase } from 'pg';
import { RULES, type KeptAnchor } from './anchor';
import type { LogHead } from './events';
import { range, type Findings } from './finding';
import type { LedgerHead } from './postings';

/** What the rows of a partition say of log and ledger. */
export interface Heads {
  readonly log: LogHead;
  readonly ledger: LedgerHead;
  /** Postings before this number were sealed when they were there already. */
  readonly sealedAfterwards: number;
}

export interface State {
  readonly heads: readonly Heads[];
  /** The rulebook of the ledger. */
  readonly rulebook: string | null;
  /** What rules it was begun under, as anchors name them. */
  readonly rules: string | null;
  /** Whether the log is a topic, whose offsets may skip. */
  readonly isKafka: boolean;
}

interface HeadRow {
  readonly partition: number;
  readonly next_offset: number;
  readonly chain_head: Buffer;
  readonly placed_from: number;
  readonly projected: number | null;
  readonly next_posting: number | null;
  readonly posting_chain: Buffer | null;
  readonly sealed_afterwards: number | null;
}

/** Tables with rows of a partition. */
const TABLES = ['event', 'posting', 'posting_seal', 'balance', 'posting_span', 'child', 'projector_position'];

/** @throws Error where the tables are not there, or are those of an earlier version */
export async function readState(client: ClientBase): Promise<State> {
  const { rows: made } = await client.query<{ made: boolean }>(
    `SELECT to_regclass('posting_seal') IS NOT NULL AS made`,
  );
  if (made[0]?.made !== true) {
    throw new Error(
      'This database has no chain of postings: it is empty, or was made by an earlier version of the program. Start the program on it once.',
    );
  }
  const { rows: facts } = await client.query<{ name: string; value: string }>('SELECT name, value FROM deployment');
  const fact = (name: string): string | null => facts.find((each) => each.name === name)?.value ?? null;
  const { rows } = await client.query<HeadRow>(
    `SELECT l.partition, l.next_offset, l.chain_head, l.placed_from,
            p.next_offset AS projected, p.next_posting, p.posting_chain, p.sealed_afterwards
       FROM log_partition l LEFT JOIN projector_position p ON p.partition = l.partition AND p.consumer = $1
      ORDER BY l.partition`,
    [LEDGER_CONSUMER],
  );
  const heads = rows.map((row): Heads => {
    const { partition } = row;
    return {
      log: { partition, nextOffset: row.next_offset, chainHead: row.chain_head, placedFrom: row.placed_from },
      ledger: {
        partition,
        nextOffset: row.projected ?? 0,
        nextPosting: row.next_posting ?? 0,
        postingChain: row.next_posting === null ? Buffer.alloc(0) : row.posting_chain,
      },
      sealedAfterwards: row.sealed_afterwards ?? 0,
    };
  });
  const begun = await client.query<{ rules: string | null }>(`SELECT ${RULES} AS rules`);
  return { heads, rulebook: fact('rulebook'), rules: begun.rows[0]?.rules ?? null, isKafka: fact('log') === 'kafka' };
}

/** Finds what belongs to a partition that the log has not, and partitions that it had when it was anchored. */
export async function findStrays(
  client: ClientBase,
  heads: readonly Heads[],
  anchors: readonly KeptAnchor[],
  findings: Findings,
): Promise<void> {
  const known = heads.map(({ log }) => log.partition);
  for (const table of TABLES) {
    const { rows } = await client.query<{ partition: number; rows: number }>(
      `SELECT partition, count(*) AS "rows" FROM ${table} WHERE partition <> ALL ($1) GROUP BY partition ORDER BY partition`,
      [known],
    );
    for (const { partition, rows: count } of rows) {
      findings.add(
        table,
        partition,
        `${count} rows`,
        'log_partition has no such partition: rows were added there, or removed here.',
      );
    }
  }
  const anchored = new Map<number, string>();
  for (const { partitions, from } of anchors) {
    for (const { partition, events } of partitions) {
      if (!known.includes(partition) && events.next > 0) anchored.set(partition, from);
    }
  }
  for (const [partition, from] of anchored) {
    findings.add(
      'log_partition',
      partition,
      'the whole partition',
      `It is missing, and was there when it was anchored (${from}).`,
    );
  }
}

/** Holds the position of the ledger against the end of the log. */
export function findPosition({ log, ledger }: Heads, findings: Findings): void {
  const { partition, nextOffset } = log;
  if (ledger.nextOffset <= nextOffset) return;
  findings.add(
    'projector_position',
    partition,
    range('offset', nextOffset, ledger.nextOffset - 1),
    'These events are in the figures, and the log ends before them: it was cut off, or the position was changed.',
  );
}
