import { formatInstant, type Instant } from '@careledger/calendar';
import { FreshReading, type EventLog, type LogEnd } from '@careledger/event-log';
import { wrong } from '@careledger/http-problems';
import type { Positions } from '@careledger/store';

/** Whether the figures of a position are final: whether nothing that the question is about can still be missing. */
export type Finality = (position: Positions) => Promise<boolean>;

/**
 * Says which answers are final. An answer as known at K is, once every partition is projected past an end of the log that
 * was read after K: nothing that the log takes from then on is known at K. An answer as known now is, once every
 * partition is projected past an end that was read after the question came: all that was acknowledged before is in it.
 */
export class LogEnds {
  private latest: LogEnd | undefined;
  private readonly ends = new FreshReading(async () => (this.latest = await this.log.end()));

  constructor(private readonly log: EventLog) {}

  /** An end of the log that is read after the call: who asks while one is being read shares the next. */
  fresh(): Promise<LogEnd> {
    return this.ends.next();
  }

  /** How far the log goes at the call: cheaper, where no instant is to be promised. */
  positions(): Promise<Positions> {
    return this.log.positions();
  }

  /**
   * What is final for a question that comes now.
   * @throws Problem 400 where the instant lies ahead of the log's clock: what will be known then cannot be said yet
   * @throws LogUnavailable where the log must be asked for that and cannot be reached
   */
  async finality(knownAt: Instant | undefined, field = 'knownAt'): Promise<Finality> {
    if (knownAt === undefined) return this.finalityNow();
    const end = this.latest !== undefined && this.latest.at > knownAt ? this.latest : await this.fresh();
    if (knownAt > end.at) {
      throw wrong(field, aheadOf(end));
    }
    return (position) => Promise.resolve(end.at > knownAt && isPast(position, end));
  }

  /**
   * Whether figures as known at an instant are final, and all in them that the log has at the time of the call: a history that
   * was loaded by then too.
   * @param refusal how to say that the instant lies ahead of the log's clock
   * @throws LogUnavailable where the log cannot be reached
   */
  async completeness(knownAt: Instant, refusal = wrong): Promise<(position: Positions) => boolean> {
    const end = await this.fresh();
    if (knownAt > end.at) throw refusal('knownAt', aheadOf(end));
    return (position) => end.at > knownAt && isPast(position, end);
  }

  private finalityNow(): Finality {
    return async (position) => {
      // Behind an end that is known already, it is behind the present one too: the log need not be asked.
      if (this.latest !== undefined && !isPast(position, this.latest)) return false;
      // The figures stand without the log; that they are complete cannot be said then.
      return this.positions().then(
        (positions) => isPast(position, { positions }),
        () => false,
      );
    };
  }
}

const aheadOf = (end: LogEnd): string =>
  `must not be ahead of the log's clock, which stands at ${formatInstant(end.at)}`;

/**
 * Checks a position that was asked about: an answer cannot be complete to where nothing is projected yet.
 * @throws Problem 400 where it is ahead
 */
export function mustBeProjected(asked: Positions | undefined, projected: Positions): void {
  const isAhead = Object.entries(asked ?? {}).some(([partition, next]) => next > (projected[Number(partition)] ?? 0));
  if (isAhead) throw wrong('position', 'must not be ahead of what is in the figures: give one that an answer named');
}

/** Whether every event before the end is in what a position names. */
function isPast(position: Positions, end: Pick<LogEnd, 'positions'>): boolean {
  return lag(position, end) === 0;
}

/** How many events before the end of the log are not in the figures yet. */
export function lag(position: Positions, end: Pick<LogEnd, 'positions'>): number {
  return Object.entries(end.positions).reduce(
    (sum, [partition, next]) => sum + Math.max(0, next - (position[Number(partition)] ?? 0)),
    0,
  );
}
