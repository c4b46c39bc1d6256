import { formatInstant, type Instant } from '@careledger/calendar';
import type { Refusal } from '@careledger/contract';
import { BinaryCopy, withClient, writeRows } from '@careledger/store';
import type { Pool } from 'pg';

/** What is refused because its child was erased. */
export const ERASED_RULE = 'erased';

/** A refusal on its way to be kept, with what was sent. */
export interface RefusedEvent extends Refusal {
  /** Null where nothing of it is to be kept: it is of a child whose data were erased. */
  readonly payload: string | null;
  /** Whose operators see it; null for those alone who are for all authorities. */
  readonly authority: string | null;
}

/** A refusal as operators read it back. */
export interface KeptRefusal {
  /** Its number: later refusals have greater ones. */
  readonly number: number;
  readonly refusedAt: string;
  /** Whose it is; null where that cannot be told. */
  readonly authority: string | null;
  readonly id: string | null;
  readonly field: string;
  readonly rule: string;
  /** What was sent, for correcting it and sending it again; null where the child is sealed. */
  readonly payload: string | null;
  /** There where the child is sealed, and the reader may not know whose event it was. */
  readonly sealed?: true;
}

interface RefusalRow {
  readonly id: number;
  readonly refused_at: Instant;
  readonly authority: string | null;
  readonly event_id: string | null;
  readonly field: string;
  readonly rule: string;
  readonly payload: string;
}

/** What the intake refused, with the reasons, in table `refusal`. */
export class Refusals {
  constructor(private readonly pool: Pool) {}

  /** Keeps them in their order, all or none. */
  async keep(refused: readonly RefusedEvent[]): Promise<void> {
    if (refused.length === 0) return;
    const rows = new BinaryCopy();
    for (const { id, field, rule, payload, authority } of refused) {
      rows.row(5);
      if (id === null || payload === null) rows.null();
      else rows.text(storable(id));
      rows
        .text(payload === null ? '' : storable(field))
        .text(rule)
        .text(storable(payload ?? ''));
      if (authority === null) rows.null();
      else rows.text(authority);
    }
    await withClient(this.pool, (client) =>
      writeRows(client, 'refusal (event_id, field, rule, payload, authority)', rows),
    );
  }

  /** At most `limit` refusals after a number, oldest first, and whether there are more; of one authority where one is named. */
  async list(after: number, limit: number, authority?: string): Promise<{ refusals: KeptRefusal[]; more: boolean }> {
    const { rows } = await this.pool.query<RefusalRow>(
      `SELECT id, refused_at, event_id, field, rule, payload, authority FROM refusal
        WHERE id > $1 AND ($3::text IS NULL OR authority = $3) ORDER BY id LIMIT $2`,
      [after, limit + 1, authority ?? null],
    );
    const refusals = rows.slice(0, limit).map((row) => ({
      number: row.id,
      refusedAt: formatInstant(row.refused_at),
      authority: row.authority,
      id: row.event_id,
      field: row.field,
      rule: row.rule,
      payload: row.payload,
    }));
    return { refusals, more: rows.length > limit };
  }
}

/** PostgreSQL's text holds every character but U+0000. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}
