import type { Instant } from '@careledger/calendar';
import type { LogEnd } from '@careledger/event-log';
import type { Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { lag, LogEnds } from '../log-ends';
import { positionIn } from '@careledger/figures';
import { waitingEvents } from './waiting-events';

/** How far the figures are behind the log. */
export interface Progress {
  readonly end: Pick<LogEnd, 'positions'>;
  readonly position: Positions;
  /** Events of the log that are not in the figures yet. */
  readonly lag: number;
  /** Children whose events wait. */
  readonly parked: number;
}

/** A child whose events wait because one of them could not be applied. */
export interface ParkedChild {
  readonly authority: string;
  readonly child: string;
  readonly partition: number;
  /** The offset of that event. */
  readonly since: number;
  readonly reason: string;
  readonly parkedAt: Instant;
  /** How many of its events wait. */
  readonly waiting: number;
}

/** The place of a parked child in their list. */
export interface ParkedPlace {
  readonly partition: number;
  readonly since: number;
}

/** Reads the state of log and projector. */
export class StatusReader {
  constructor(
    private readonly pool: Pool,
    private readonly ends: LogEnds,
  ) {}

  /** The end of the log is read first: where the lag is 0, all that was acknowledged before the question is in the figures. */
  async progress(): Promise<Progress> {
    const end = { positions: await this.ends.positions() };
    const { rows } = await this.pool.query<{ parked: number }>('SELECT count(*) AS parked FROM parked_child');
    const position = await positionIn(this.pool);
    return { end, position, lag: lag(position, end), parked: rows[0]?.parked ?? 0 };
  }

  /** The authorities that the ledger has events of, found by skipping along the index. */
  async authorities(): Promise<string[]> {
    const { rows } = await this.pool.query<{ code: string }>(`
      WITH RECURSIVE known AS (
        SELECT min(authority) AS authority FROM child
        UNION ALL
        SELECT (SELECT min(child.authority) FROM child WHERE child.authority > known.authority) FROM known
         WHERE known.authority IS NOT NULL
      )
      SELECT lpad(authority::text, 3, '0') AS code FROM known WHERE authority IS NOT NULL`);
    return rows.map(({ code }) => code);
  }

  /** The children whose events wait, in the order of the log; of one authority where one is named. */
  async parked(
    limit: number,
    after?: ParkedPlace,
    authority?: string,
  ): Promise<{ parked: ParkedChild[]; next: ParkedPlace | undefined }> {
    const { rows } = await this.pool.query<{
      authority: string;
      subject: string;
      partition: number;
      since: number;
      reason: string;
      parked_at: Instant;
    }>(
      `SELECT lpad(authority::text, 3, '0') AS authority, subject, partition, since, reason, parked_at FROM parked_child
        WHERE (partition, since) > ($1, $2) AND ($4::smallint IS NULL OR authority = $4) ORDER BY partition, since LIMIT $3`,
      [after?.partition ?? -1, after?.since ?? -1, limit + 1, authority === undefined ? null : Number(authority)],
    );
    const page = rows.slice(0, limit).map(({ subject, parked_at, ...row }) => {
      return { ...row, child: subject, parkedAt: parked_at };
    });
    const waiting = await waitingEvents(this.pool, page);
    const parked = page.map((child, i): ParkedChild => ({ ...child, waiting: waiting[i] ?? 0 }));
    return { parked, next: rows.length > limit ? parked[parked.length - 1] : undefined };
  }
}
