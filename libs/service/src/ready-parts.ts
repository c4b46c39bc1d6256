import type { EventLog } from '@careledger/event-log';
import { LEDGER_CONSUMER, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import type { Progress } from './meters';
import type { ReadyParts } from './readiness';

/** What every part of the system needs: the database and the event log. */
export function databaseAndLog(pool: Pool, log: EventLog): ReadyParts {
  return {
    database: async () => {
      await pool.query('SELECT 1');
      return {};
    },
    log: async () => {
      await log.now();
      return { partitions: log.partitions };
    },
  };
}

/** How far the figures are behind the log. The end of the log is read first: where the lag is 0, nothing is missing. */
export async function readProgress(pool: Pool, log: EventLog): Promise<Progress> {
  const end = { positions: await log.positions() };
  const { rows } = await pool.query<{ position: Positions | null; parked: number }>(
    `SELECT (SELECT json_object_agg(partition, next_offset) FROM projector_position WHERE consumer = $1) AS position,
            (SELECT count(*) FROM parked_child) AS parked`,
    [LEDGER_CONSUMER],
  );
  return { end, position: rows[0]?.position ?? {}, parked: rows[0]?.parked ?? 0 };
}
