import type { Pool } from 'pg';
import type { EventLog } from './event-log';
import { JournalLog } from './journal-log';
import { KafkaLog } from './kafka-log';
import type { KafkaSettings } from './kafka-settings';

/** Which log to open, as the configuration says. */
export interface LogChoice {
  /** The cluster; the journal in PostgreSQL is the log without it. */
  readonly kafka: KafkaSettings | undefined;
}

/**
 * Opens the event log on the engine that is configured.
 * @param pool of the database with the tables, from the store's `createPool`; it stays open
 * @param name how the program shows at the brokers
 * @throws Error where the database belongs to the other engine, or the topic cannot serve; LogUnavailable
 */
export function openLog({ kafka }: LogChoice, pool: Pool, name: string): Promise<EventLog> {
  return kafka === undefined ? JournalLog.open({ pool }) : KafkaLog.open({ settings: kafka, pool, name });
}
