import { Problem } from '@careledger/http-problems';
import type { Instant } from '@careledger/calendar';
import type { ClientBase, Pool } from 'pg';

/** What must not be erased, and why: of one child, or of all of an authority. */
export interface Hold {
  readonly id: number;
  readonly authority: string;
  /** Null: all children of the authority. */
  readonly subject: string | null;
  readonly reason: string;
  readonly setAt: Instant;
  readonly setBy: string;
  /** Null while it holds. */
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
}

const COLUMNS = `id, authority, subject, reason, set_at AS "setAt", set_by AS "setBy", lifted_at AS "liftedAt", lifted_by AS "liftedBy"`;

/** What forbids erasing, whoever asks for it and however old it is: an inquiry, a claim, a court's order. */
export class Holds {
  constructor(private readonly pool: Pool) {}

  /** Those of an authority, or of all, that hold; where `all` is said those that were lifted too. */
  async list(authority: string | undefined, all: boolean): Promise<Hold[]> {
    const { rows } = await this.pool.query<Hold>(
      `SELECT ${COLUMNS} FROM hold WHERE ($1::text IS NULL OR authority = $1) AND ($2 OR lifted_at IS NULL) ORDER BY id`,
      [authority ?? null, all],
    );
    return rows;
  }

  async set(authority: string, subject: string | null, reason: string, by: string): Promise<Hold> {
    const { rows } = await this.pool.query<Hold>(
      `INSERT INTO hold (authority, subject, reason, set_by) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
      [authority, subject, reason, by],
    );
    return rows[0] as Hold;
  }

  /** The hold of a number. @throws Problem 404 */
  async find(id: number): Promise<Hold> {
    const { rows } = await this.pool.query<Hold>(`SELECT ${COLUMNS} FROM hold WHERE id = $1`, [id]);
    const [hold] = rows;
    if (hold !== undefined) return hold;
    throw new Problem({
      status: 404,
      title: 'There is no such hold',
      detail: 'No hold has that number. GET /v1/holds lists them.',
      field: 'id',
      rule: 'must be the number of a hold',
    });
  }

  /** Lifts a hold; one that was lifted before stays as it was. */
  async lift(id: number, by: string): Promise<Hold> {
    await this.pool.query(
      'UPDATE hold SET lifted_at = clock_timestamp(), lifted_by = $2 WHERE id = $1 AND lifted_at IS NULL',
      [id, by],
    );
    return this.find(id);
  }
}

/** The holds that forbid erasing a child. */
export async function holdsOn(
  client: Pick<ClientBase, 'query'>,
  { authority, subject }: { readonly authority: string; readonly subject: string },
): Promise<Hold[]> {
  const { rows } = await client.query<Hold>(
    `SELECT ${COLUMNS} FROM hold
      WHERE lifted_at IS NULL AND authority = $1 AND (subject IS NULL OR subject = $2) ORDER BY id`,
    [authority, subject],
  );
  return rows;
}
