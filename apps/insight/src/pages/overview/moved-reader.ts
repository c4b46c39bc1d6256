import { formatDay, formatInstant, type Day, type Instant } from '@careledger/calendar';
import { LEDGER_CONSUMER } from '@careledger/store';
import type { Pool } from 'pg';

/** A measure of which something was posted a short while ago. */
export interface Moved {
  readonly measure: string;
  /** Children of whom something was posted. */
  readonly children: number;
  readonly last: Instant;
}

export interface LatelyMoved {
  readonly moved: readonly Moved[];
  /** When the log took its last live event; null where it has taken none: then all there is was loaded as history. */
  readonly lastEvent: Instant | null;
}

/** So many of the last postings of a partition are looked at: where more moved within the hour, the latest are shown. */
const LAST_POSTINGS = 5_000;
const MICROSECONDS_AN_HOUR = 3_600_000_000;

/** Reads what moved in the last hour. */
export class MovedReader {
  constructor(private readonly pool: Pool) {}

  /** @param now by the clock of the log */
  async lately(authority: string, today: Day, now: Instant): Promise<LatelyMoved> {
    // The fence (OFFSET 0) keeps the planner at the last postings: it would look all of the authority's up by their day.
    const { rows } = await this.pool.query<Moved>({
      name: 'moved-lately',
      text: `
        SELECT account.measure, count(DISTINCT (p.partition, p.child))::integer AS children,
               (extract(epoch FROM max(p.known_at)) * 1000000)::float8 AS last
          FROM projector_position position
         CROSS JOIN LATERAL (
           SELECT partition, child, known_at, account, authority, day FROM posting
            WHERE partition = position.partition AND number >= position.next_posting - ${LAST_POSTINGS}
              AND number < position.next_posting OFFSET 0
         ) p
          JOIN account ON account.id = p.account
         WHERE position.consumer = '${LEDGER_CONSUMER}' AND p.authority = $1 AND p.known_at > $2 AND p.day <= $3
         GROUP BY 1 ORDER BY max(p.known_at) DESC, 1`,
      values: [Number(authority), formatInstant(now - MICROSECONDS_AN_HOUR), formatDay(today)],
    });
    const { rows: ends } = await this.pool.query<{ last: Instant | null }>(
      `SELECT (extract(epoch FROM max(last_instant)) * 1000000)::float8 AS last FROM log_partition`,
    );
    const last = ends[0]?.last ?? 0;
    return { moved: rows, lastEvent: last > 0 ? last : null };
  }
}
