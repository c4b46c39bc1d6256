import type { Instant } from '@careledger/calendar';
import { TYPE_PREFIX } from '@careledger/contract';
import type { ChildName } from '@careledger/access';
import type { Pool } from 'pg';
import { factsOf } from './families';

/** Events refused by the intake for one reason. */
export interface RefusedFor {
  readonly field: string;
  readonly rule: string;
  readonly events: number;
  readonly lastAt: Instant;
}

/** An event that was refused, without what it says. */
export interface RefusedEvent {
  readonly number: number;
  readonly refusedAt: Instant;
  readonly id: string | null;
  readonly field: string;
  readonly rule: string;
  /** The children whom it may be about: of the authority that it names, and of the one that sees it. */
  readonly children: readonly ChildName[];
  /** Its type without prefix; null where that cannot be told. */
  readonly type: string | null;
}

/** What did not get into the figures at all. */
export interface ArrivalProblems {
  /** By reason, the most frequent first. */
  readonly refused: readonly RefusedFor[];
  readonly refusedInAll: number;
  readonly refusedLately: number;
  /** Refused lately by family of event types; what cannot be told is not in it. */
  readonly refusedByFamily: ReadonlyMap<string, number>;
  /** Open dead letters that name the authority. */
  readonly dead: number;
  /** Open dead letters of which it cannot be told whose they are. */
  readonly deadOfNobody: number;
  readonly parked: number;
}

/** What was refused is asked after for so many days; older refusals are kept, and listed by GET /v1/refusals. */
export const LATELY_DAYS = 28;
const MOST_REASONS = 50;
/** So many payloads are looked into at most. */
const MOST_READ = 2_000;
const SUBJECT = /^[A-Za-z0-9_-]{8,64}$/;

/** Reads what was refused, dead and parked of an authority. */
export class ArrivalProblemReader {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  async of(authority: string): Promise<ArrivalProblems> {
    const [refused, lately, dead, parked] = await Promise.all([
      this.refusedFor(authority),
      this.refusedLately(authority),
      this.dead(authority),
      this.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM parked_child WHERE authority = $1', [
        Number(authority),
      ]),
    ]);
    return {
      refused: refused.reasons,
      refusedInAll: refused.all,
      ...lately,
      ...dead,
      parked: parked.rows[0]?.count ?? 0,
    };
  }

  /** At most so many refusals before a number, the latest first, and whether there are more. */
  async refusals(
    authority: string,
    limit: number,
    before = Number.MAX_SAFE_INTEGER,
  ): Promise<{ refusals: RefusedEvent[]; more: boolean }> {
    const { rows } = await this.pool.query<RefusalRow>(
      `SELECT id AS number, refused_at AS "refusedAt", event_id AS id, field, rule, payload FROM refusal
        WHERE authority = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
      [authority, before, limit + 1],
    );
    const refusals = rows.slice(0, limit).map(({ payload, ...row }) => {
      const named = fieldsIn(payload);
      const children = [named.authority, authority].flatMap((one, i, both) =>
        one === undefined || named.subject === undefined || both.indexOf(one) < i
          ? []
          : [{ authority: one, subject: named.subject }],
      );
      return { ...row, children, type: named.type ?? null };
    });
    return { refusals, more: rows.length > limit };
  }

  private async refusedFor(authority: string): Promise<{ reasons: RefusedFor[]; all: number }> {
    const { rows } = await this.pool.query<RefusedFor & { all: number }>(
      `SELECT field, rule, count(*)::int AS events, max(refused_at) AS "lastAt", sum(count(*)) OVER ()::int AS "all"
         FROM refusal WHERE authority = $1 GROUP BY field, rule ORDER BY count(*) DESC, field, rule LIMIT ${MOST_REASONS}`,
      [authority],
    );
    return {
      reasons: rows.map(({ field, rule, events, lastAt }) => ({ field, rule, events, lastAt })),
      all: rows[0]?.all ?? 0,
    };
  }

  private async refusedLately(authority: string): Promise<Pick<ArrivalProblems, 'refusedLately' | 'refusedByFamily'>> {
    const { rows } = await this.pool.query<{ type: string | null; events: number }>(
      `SELECT substring(payload FROM '"type"\\s*:\\s*"(csc[.][a-z0-9.-]+)"') AS type, count(*)::int AS events FROM refusal
        WHERE authority = $1 AND refused_at > now() - interval '${LATELY_DAYS} days' GROUP BY 1`,
      [authority],
    );
    const refusedByFamily = new Map<string, number>();
    let refusedLately = 0;
    for (const { type, events } of rows) {
      refusedLately += events;
      const family = factsOf(type ?? '')?.family;
      if (family !== undefined) refusedByFamily.set(family, (refusedByFamily.get(family) ?? 0) + events);
    }
    return { refusedLately, refusedByFamily };
  }

  /** A dead letter is of nobody until it has been read. */
  private async dead(authority: string): Promise<Pick<ArrivalProblems, 'dead' | 'deadOfNobody'>> {
    const { rows } = await this.pool.query<{ payload: Buffer | null }>(
      `SELECT payload FROM dead_letter WHERE status = 'open' ORDER BY partition, "offset" LIMIT ${MOST_READ}`,
    );
    const named = rows.map(({ payload }) => fieldsIn(payload?.toString('utf8') ?? '').authority);
    return {
      dead: named.filter((one) => one === authority).length,
      deadOfNobody: named.filter((one) => one === undefined).length,
    };
  }
}

type RefusalRow = Omit<RefusedEvent, 'children' | 'type'> & { readonly payload: string };

/** What an event names, so far as it can be read: what was refused may be anything. */
function fieldsIn(payload: string): { authority?: string; subject?: string; type?: string } {
  try {
    const { authority, subject, type } = JSON.parse(payload) as Record<string, unknown>;
    return {
      ...(typeof authority === 'string' && /^\d{3}$/.test(authority) && { authority }),
      ...(typeof subject === 'string' && SUBJECT.test(subject) && { subject }),
      ...(typeof type === 'string' && type.startsWith(TYPE_PREFIX) && { type: type.slice(TYPE_PREFIX.length) }),
    };
  } catch {
    return {};
  }
}
