import type { Instant } from '@careledger/calendar';
import type { Pool } from 'pg';

/** An event that was refused, with what was sent. */
export interface OpenedRefusal {
  readonly number: number;
  readonly refusedAt: Instant;
  /** Null where it could not be read. */
  readonly id: string | null;
  readonly field: string;
  readonly rule: string;
  /** Cut at 64 KB; empty where nothing of it may be kept: its child was erased. */
  readonly payload: string;
}

/** Reads what the intake refused. */
export class RefusalReader {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** The refusal of a number; undefined where the authority has none. */
  async open(authority: string, number: number): Promise<OpenedRefusal | undefined> {
    const { rows } = await this.pool.query<OpenedRefusal>(
      `SELECT id AS number, refused_at AS "refusedAt", event_id AS id, field, rule, payload FROM refusal
        WHERE authority = $1 AND id = $2`,
      [authority, number],
    );
    return rows[0];
  }
}
