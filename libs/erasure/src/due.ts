import { addMonths, formatInstant, londonDay, type Instant } from '@careledger/calendar';
import type { Retention } from '@careledger/config';
import { isCaseEvent } from '@careledger/ledger';
import { Child, description } from '@careledger/record';
import { ERASED, eventsOfChildren, type LoggedEvent } from '@careledger/store';
import type { Pool } from 'pg';

/** A child whose time of retention is over, and whom no hold protects. */
export interface DueChild {
  readonly partition: number;
  readonly child: number;
  readonly subject: string;
  /** When something was recorded of it for the last time. */
  readonly lastRecordedAt: Instant;
  /** Whether it ever was in care. */
  readonly inCare: boolean;
}

export interface DuePage {
  readonly due: readonly DueChild[];
  /** The child after which to go on; undefined where there are no more. */
  readonly next: { readonly partition: number; readonly child: number } | undefined;
}

/** The key by which the event store finds a child: see `childKey`. */
const CHILD_KEY = `('x' || encode(substr(sha256(convert_to(lpad(c.authority::text, 3, '0') || ':' || c.subject, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint`;

/**
 * Lists the children of an authority of whom nothing has been recorded for the years of retention; who ever was in care is due
 * no sooner than so many years after its birth, and never where these are not configured or its birth is not known. Who is
 * held, or whose erasure was asked for, is not listed. A list is all it is: to erase takes two people.
 */
export class DueChildren {
  constructor(
    private readonly pool: Pool,
    private readonly retention: Retention,
  ) {}

  /** Whether anybody can be due at all. */
  get isConfigured(): boolean {
    return this.retention.years !== undefined;
  }

  /** @param now the log's clock */
  async list(
    authority: string,
    now: Instant,
    limit: number,
    after?: { readonly partition: number; readonly child: number },
  ): Promise<DuePage> {
    const { years } = this.retention;
    if (years === undefined) return { due: [], next: undefined };
    const { rows } = await this.pool.query<Omit<DueChild, 'inCare'>>(
      `SELECT c.partition, c.child, c.subject, max(e.appended_at) AS "lastRecordedAt"
         FROM child c
         JOIN event e ON e.child_key = ${CHILD_KEY} AND e.partition = c.partition AND e.payload IS NOT NULL
        WHERE c.authority = $1 AND NOT starts_with(c.subject, '${ERASED}') AND (c.partition, c.child) > ($3, $4)
          AND NOT EXISTS (SELECT FROM hold h WHERE h.lifted_at IS NULL AND h.authority = $2
                                               AND (h.subject IS NULL OR h.subject = c.subject))
          AND NOT EXISTS (SELECT FROM erasure WHERE authority = $2 AND subject = c.subject)
        GROUP BY 1, 2, 3
       HAVING max(e.appended_at) < $5::timestamptz - make_interval(years => $6)
        ORDER BY 1, 2
        LIMIT $7`,
      [Number(authority), authority, after?.partition ?? -1, after?.child ?? -1, formatInstant(now), years, limit + 1],
    );
    const page = rows.slice(0, limit);
    const names = page.map(({ subject }) => ({ authority, subject }));
    const found = await eventsOfChildren(this.pool, names);
    const due = page.flatMap((row): DueChild[] => {
      const events = (found.get(`${authority}:${row.subject}`) ?? []).filter(isCaseEvent);
      const inCare = events.some(({ event }) => event.type === 'csc.care.started');
      return inCare && !this.careIsOver(authority, row.subject, events, now) ? [] : [{ ...row, inCare }];
    });
    return { due, next: rows.length > limit ? page.at(-1) : undefined };
  }

  private careIsOver(authority: string, subject: string, events: readonly LoggedEvent[], now: Instant): boolean {
    const { careYears } = this.retention;
    const birth = description(Child.of(authority, subject, events))?.birth;
    if (careYears === undefined || birth === undefined) return false;
    return addMonths(birth, careYears * 12) <= londonDay(now);
  }
}
