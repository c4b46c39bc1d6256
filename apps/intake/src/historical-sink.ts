import { Readable } from 'node:stream';
import type { CaseEvent } from '@careledger/contract';
import type { EventLog } from '@careledger/event-log';
import { ErasedChildren } from '@careledger/store';
import type { Pool } from 'pg';
import { EventIntake } from './event-intake';
import { logProblem } from './log-problem';
import type { Answer } from './reception';
import { Refusals } from './refusals';
import { OURSELVES } from './sender';

/** Takes in events of the same process as a historical load, just as they would be over HTTP. */
export class HistoricalSink {
  private readonly intake: EventIntake;

  constructor(from: { readonly log: EventLog; readonly pool: Pool }) {
    this.intake = new EventIntake(from.log, new Refusals(from.pool), new ErasedChildren(from.pool));
  }

  /** @throws Problem 503 where the log is not there. */
  async post(events: readonly CaseEvent[]): Promise<Answer> {
    const lines = events.map((event) => Buffer.from(`${JSON.stringify(event)}\n`));
    try {
      return await this.intake.receive(Readable.from(lines), 'lines', { historical: true, sender: OURSELVES });
    } catch (error) {
      throw logProblem(error);
    }
  }
}
