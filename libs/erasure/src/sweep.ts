import { formatInstant, type Instant } from '@careledger/calendar';
import type { Retention } from '@careledger/config';
import type { EventLog } from '@careledger/event-log';
import { failureText } from '@careledger/logging';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';

const DAY_MS = 86_400_000;
const MICROSECONDS_A_DAY = 86_400_000_000;

/** How many lines were deleted, or emptied, because of their age. */
export interface Swept {
  readonly refusals: number;
  readonly deadLetters: number;
  readonly readings: number;
}

/** A hold on an authority, or on one of its children, keeps all lines of that authority. */
const HELD = (line: string): string =>
  `EXISTS (SELECT FROM hold h WHERE h.lifted_at IS NULL AND (${line}.authority IS NULL OR h.authority = ${line}.authority))`;

const REFUSALS = `DELETE FROM refusal r WHERE refused_at < $1 AND NOT ${HELD('r')}`;
const READINGS = `DELETE FROM access_log l WHERE at < $1 AND NOT ${HELD('l')}`;
/** Whose they are is not known: any hold keeps them. Their places in the topic stay. */
const DEAD_LETTERS = `
  UPDATE dead_letter SET key = NULL, payload = NULL, event_id = NULL, field = '', status = CASE status WHEN 'open' THEN 'discarded' ELSE status END
   WHERE received_at < $1 AND (payload IS NOT NULL OR key IS NOT NULL OR event_id IS NOT NULL)
     AND NOT EXISTS (SELECT FROM hold WHERE lifted_at IS NULL)`;

/** Deletes refusals, dead letters and the access log by their age, once a day, where that is configured. */
export class Sweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Retention');
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly log: Pick<EventLog, 'now'>,
    private readonly retention: Retention,
  ) {}

  onApplicationBootstrap(): void {
    const { refusalsDays, deadLettersDays, accessLogDays } = this.retention;
    if (refusalsDays === undefined && deadLettersDays === undefined && accessLogDays === undefined) return;
    this.begin();
    this.timer = setInterval(() => this.begin(), DAY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.underWay;
  }

  /** Deletes what is older than it may get. Done again, it finds nothing. */
  async sweep(): Promise<Swept> {
    const now = await this.log.now();
    const { refusalsDays, deadLettersDays, accessLogDays } = this.retention;
    return {
      refusals: await this.before(REFUSALS, now, refusalsDays),
      deadLetters: await this.before(DEAD_LETTERS, now, deadLettersDays),
      readings: await this.before(READINGS, now, accessLogDays),
    };
  }

  private begin(): void {
    this.underWay = this.sweep().then(
      (swept) => this.logger.log({ message: 'What was older than it may get is deleted', ...swept }),
      (error: unknown) =>
        this.logger.warn(`What is too old could not be deleted; tomorrow again: ${failureText(error)}`),
    );
  }

  private async before(text: string, now: Instant, days: number | undefined): Promise<number> {
    if (days === undefined) return 0;
    const { rowCount } = await this.pool.query(text, [formatInstant(now - days * MICROSECONDS_A_DAY)]);
    return rowCount ?? 0;
  }
}
