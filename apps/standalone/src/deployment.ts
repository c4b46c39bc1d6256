import type { Pool } from 'pg';

const NO_FIXTURE = 'none';

/**
 * Holds a database to the history it was made for: made-up children never mix with real ones.
 * @throws Error where it was made for another
 */
export async function claimFor(pool: Pool, fixture: string | undefined): Promise<void> {
  const wanted = fixture ?? NO_FIXTURE;
  await pool.query(`INSERT INTO deployment (name, value) VALUES ('fixture', $1) ON CONFLICT DO NOTHING`, [wanted]);
  const { rows } = await pool.query<{ value: string }>(`SELECT value FROM deployment WHERE name = 'fixture'`);
  const found = rows[0]?.value;
  if (found === wanted) return;
  throw new Error(
    found === NO_FIXTURE
      ? `This database is for real case data; the made-up history "${wanted}" is never loaded into it. Give the fixture a database of its own.`
      : `This database holds the made-up history "${found}" and can hold nothing else. Start with FIXTURE=${found}, or choose another DATA_DIR.`,
  );
}

/** Whether the fixture has been loaded to its end. */
export async function isFixtureLoaded(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(`SELECT FROM deployment WHERE name = 'fixture-loaded'`);
  return rowCount === 1;
}

/** Notes that the fixture has been loaded to its end. */
export async function noteFixtureLoaded(pool: Pool, events: number): Promise<void> {
  await pool.query(`INSERT INTO deployment (name, value) VALUES ('fixture-loaded', $1) ON CONFLICT DO NOTHING`, [
    events,
  ]);
}
