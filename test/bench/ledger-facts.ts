import type { Pool } from 'pg';

/** Postings that the events of a type made. */
export interface PostingsOfType {
  readonly type: string;
  readonly events: number;
  readonly postings: number;
}

/** Bytes on the disk. */
export interface TableSize {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  readonly indexBytes: number;
}

/** What the load left in the database. */
export interface LedgerFacts {
  readonly events: number;
  readonly postings: number;
  /** Most postings first. */
  readonly byType: readonly PostingsOfType[];
  readonly tables: readonly TableSize[];
  readonly databaseBytes: number;
}

/** The tables that an event writes to. */
export const WRITTEN_TABLES = ['event', 'child', 'posting', 'balance', 'posting_span'] as const;

export async function ledgerFacts(pool: Pool): Promise<LedgerFacts> {
  const byType = await postingsByType(pool);
  const tables = await tableSizes(pool);
  const { rows } = await pool.query<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes');
  return {
    events: byType.reduce((sum, { events }) => sum + events, 0),
    postings: byType.reduce((sum, { postings }) => sum + postings, 0),
    byType,
    tables,
    databaseBytes: rows[0]?.bytes ?? 0,
  };
}

/** How many bytes PostgreSQL has written to its log (WAL) in all. */
export async function walBytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS bytes`,
  );
  return rows[0]?.bytes ?? 0;
}

async function postingsByType(pool: Pool): Promise<PostingsOfType[]> {
  const { rows } = await pool.query<PostingsOfType>(
    `WITH posted AS (SELECT partition, cause, count(*) AS postings FROM posting GROUP BY partition, cause)
     SELECT payload::json ->> 'type' AS type, count(*) AS events, coalesce(sum(postings), 0)::bigint AS postings
       FROM event LEFT JOIN posted ON posted.partition = event.partition AND cause = "offset"
      GROUP BY 1 ORDER BY 3 DESC, 2 DESC`,
  );
  return rows;
}

async function tableSizes(pool: Pool): Promise<TableSize[]> {
  const sizes: TableSize[] = [];
  for (const table of WRITTEN_TABLES) {
    const { rows } = await pool.query<Omit<TableSize, 'table'>>(
      `SELECT (SELECT count(*) FROM ${table}) AS rows, pg_table_size('${table}') AS bytes,
              pg_indexes_size('${table}') AS "indexBytes"`,
    );
    sizes.push(...rows.map((row) => ({ table, ...row })));
  }
  return sizes;
}

/** Measures with a stream of that name, those with the most postings first. */
export async function busiestMeasures(pool: Pool, stream: 'level' | 'rolling-12m'): Promise<string[]> {
  const { rows } = await pool.query<{ measure: string }>(
    `SELECT measure FROM posting JOIN account ON account.id = posting.account
      WHERE stream = $1 GROUP BY measure ORDER BY count(*) DESC, measure`,
    [stream],
  );
  return rows.map(({ measure }) => measure);
}

/** What each session and server process of PostgreSQL is for, by its process id. */
export async function sessionNames(pool: Pool): Promise<Map<number, string>> {
  const { rows } = await pool.query<{ pid: number; name: string }>(
    `SELECT pid, CASE backend_type WHEN 'client backend' THEN application_name ELSE backend_type END AS name
       FROM pg_stat_activity`,
  );
  return new Map(rows.map(({ pid, name }) => [pid, name]));
}

/**
 * What PostgreSQL does by itself in the minutes after a load, done at once, so that it is neither in the way of what is
 * measured next nor missing from it: dead rows cleared, statistics taken, everything written out.
 */
export async function settle(pool: Pool): Promise<void> {
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}
