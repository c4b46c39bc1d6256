import { JournalLog, type EventLog } from '@careledger/event-log';
import { openDatabase } from '@careledger/store';
import type { Pool } from 'pg';

/** Brings the tables of a database up to date. Of several processes that start at once one does it, the others wait. */
export async function bringTablesUpToDate(url: string): Promise<void> {
  await (await openDatabase(url)).destroy();
}

/** Opens the event log. The one place that decides which engine it runs on. */
export function openEventLog(pool: Pool): Promise<EventLog> {
  return JournalLog.open({ pool });
}
