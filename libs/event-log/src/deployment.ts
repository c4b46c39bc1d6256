import type { Pool } from 'pg';

/** Where the events of a database come from: it can change only with the database. */
export type LogEngine = 'journal' | 'kafka';

/** Notes a fact of the system where it is not noted yet. @returns what is noted */
export async function fixFact(pool: Pick<Pool, 'query'>, name: string, value: string): Promise<string> {
  await pool.query('INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, value]);
  const { rows } = await pool.query<{ value: string }>('SELECT value FROM deployment WHERE name = $1', [name]);
  return rows[0]!.value;
}

/**
 * Holds a database to the engine that its events came by: offsets of one say nothing in the other.
 * @throws Error where it was the other
 */
export async function claimEngine(pool: Pick<Pool, 'query'>, engine: LogEngine): Promise<void> {
  // Databases from before there were two have partitions and no engine: they are journals.
  const { rows } = await pool.query(`SELECT FROM deployment WHERE name = 'partitions'`);
  const found = await fixFact(pool, 'log', rows.length > 0 ? await knownEngine(pool) : engine);
  if (found === engine) return;
  throw new Error(
    engine === 'kafka'
      ? 'The log of this database is the journal: its events were not taken from Kafka, and their positions mean nothing there. Start without KAFKA_BROKERS, or with a new database.'
      : 'The log of this database is Kafka: start with KAFKA_BROKERS, or with a new database.',
  );
}

async function knownEngine(pool: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await pool.query<{ value: string }>(`SELECT value FROM deployment WHERE name = 'log'`);
  return rows[0]?.value ?? 'journal';
}

/**
 * Fixes how many partitions the log has, and makes their rows.
 * @throws Error where it was made with another number
 */
export async function fixPartitions(
  pool: Pick<Pool, 'query'>,
  wanted: number | undefined,
  otherwise: number,
): Promise<number> {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= 1_000)) {
    throw new RangeError(`A log has 1 to 1000 partitions, not ${wanted}`);
  }
  const fixed = Number(await fixFact(pool, 'partitions', String(wanted ?? otherwise)));
  if (wanted !== undefined && wanted !== fixed) {
    throw new Error(
      `This log was created with ${fixed} partitions and cannot have ${wanted}: the partition of a child follows from ` +
        `the count, and its events must stay in one order. Open it with ${fixed}, or load a new database.`,
    );
  }
  await pool.query(
    `INSERT INTO log_partition (partition) SELECT generate_series(0, $1::int - 1) ON CONFLICT DO NOTHING`,
    [fixed],
  );
  return fixed;
}
