import type { CaseEvent } from '@careledger/contract';
import { JournalLog } from '@careledger/event-log';
import { createPool } from '@careledger/store';

/**
 * Puts into the journal what the intake would never let pass, such as an event of a type that no program knows: its child is parked.
 * @returns where the log has it. @throws Error where it does not take it
 */
export async function smuggle(
  url: string,
  event: object,
): Promise<{ readonly partition: number; readonly offset: number }> {
  const pool = createPool(url, 2);
  const log = await JournalLog.open({ pool });
  try {
    const submission = { event: event as CaseEvent, payload: JSON.stringify(event) };
    const [outcome] = await log.append([submission], { historical: false });
    if (outcome?.outcome !== 'accepted') throw new Error(`the event of the test is a ${outcome?.outcome}`);
    return { partition: outcome.partition, offset: outcome.offset };
  } finally {
    await log.close();
    await pool.end();
  }
}
