import type { EventLog, Submission } from '@careledger/event-log';
import type { Fixture } from '@careledger-fixtures/index';
import { isFixtureLoaded, noteFixtureLoaded } from '@careledger/service';
import { LEDGER_CONSUMER } from '@careledger/store';
import type { Pool } from 'pg';

const EVENTS_AT_ONCE = 2_000;
const EVENTS_A_LINE = 20_000;

/**
 * Loads a fixture into the log, as a historical load. A load that was broken off is begun again: what is there already is
 * a duplicate and changes nothing.
 */
export async function loadFixture(
  fixture: Fixture,
  log: EventLog,
  pool: Pool,
  progress: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (await isFixtureLoaded(pool)) return;
  progress(`Loading ${fixture.title}: made-up children …`);
  let loaded = 0;
  let waiting: Submission[] = [];
  const append = async (): Promise<void> => {
    signal.throwIfAborted();
    await log.append(waiting, { historical: true });
    loaded += waiting.length;
    waiting = [];
    if (loaded % EVENTS_A_LINE === 0) progress(`  ${loaded.toLocaleString('en-GB')} events`);
  };
  for (const event of fixture.events()) {
    waiting.push({ event, payload: JSON.stringify(event) });
    if (waiting.length === EVENTS_AT_ONCE) await append();
  }
  if (waiting.length > 0) await append();
  await noteFixtureLoaded(pool, loaded);
  progress(`  ${loaded.toLocaleString('en-GB')} events loaded`);
}

const LOOK_AGAIN_MS = 50;
const TELL_AGAIN_MS = 5_000;

/** Fulfilled once every event that is in the log now is in the figures. */
export async function caughtUp(
  log: EventLog,
  pool: Pool,
  progress: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const positions = await log.positions();
  const wanted = Object.values(positions).reduce((sum, next) => sum + next, 0);
  for (let told = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))) {
    signal.throwIfAborted();
    const { rows } = await pool.query<{ done: number }>(
      `SELECT coalesce(sum(next_offset), 0)::bigint AS done FROM projector_position WHERE consumer = $1`,
      [LEDGER_CONSUMER],
    );
    const done = rows[0]?.done ?? 0;
    if (done >= wanted) return;
    if (Date.now() - told < TELL_AGAIN_MS) continue;
    progress(`  ${(wanted - done).toLocaleString('en-GB')} events to go until the figures are complete`);
    told = Date.now();
  }
}
