import { aloneInGroup } from '@careledger/event-log';
import { NEWEST } from '@careledger/measures';
import { emptyLedger, LEDGER_CONSUMER, ledgerRules } from '@careledger/store';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';

const NO_FIXTURE = 'none';
const ATTEMPTS = 10;
const LOOK_AGAIN_MS = 500;

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

/**
 * Sees to it that the program knows the rulebook that the figures are by: an older one stays in force until a newer one is
 * activated. Where it does not know it, the figures of a made-up history are worked out anew, by its newest; those of real
 * case data only where somebody said so. Who says so gets them anew in any case.
 * @param anew whether somebody said so
 * @param command what they say it with, before the option
 * @throws Error where nobody did
 */
export async function holdToRulebook(
  pool: Pool,
  {
    fixture,
    anew,
    command,
    progress,
  }: { fixture: string | undefined; anew: boolean; command: string; progress: (message: string) => void },
): Promise<void> {
  const isKnown = (await ledgerRules(pool)) === 'known';
  if (isKnown && !anew) return;
  if (fixture === undefined && !anew) {
    throw new Error(
      'The figures in this database were posted under a rulebook that this program does not know, and figures of two rulebooks do not add up. ' +
        `Start once with "${command} -- ${ANEW}" to work all figures out anew from the events; no event changes. The ledger then no longer shows ` +
        'what was posted under the old rules: keep a copy of the database if figures were published from it. Or go on with the program that made it.',
    );
  }
  progress(`All figures are worked out anew from the events, by rulebook ${NEWEST.version}`);
  // A program that was killed a moment ago may still be there in the eyes of the database.
  for (
    let attempts = 0;
    !(await aloneInGroup(pool, LEDGER_CONSUMER, () => emptyLedger(pool, NEWEST.version)));
    attempts++
  ) {
    if (attempts === ATTEMPTS) {
      throw new Error(
        'Another projector is at work on this database, by the rules that it knows. Stop all of them first; then start this again.',
      );
    }
    await wait(LOOK_AGAIN_MS);
  }
}

/** The option with which somebody says that the figures are to be worked out anew. */
export const ANEW = '--work-out-anew';
