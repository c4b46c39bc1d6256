import type { Instant } from '@careledger/calendar';
import type { ErasureGround } from '@careledger/contract';
import { Problem } from '@careledger/http-problems';
import type { ErasedCounts } from '@careledger/store';
import type { ClientBase } from 'pg';

export const STATES = ['asked', 'under-way', 'done', 'withdrawn'] as const;
export type State = (typeof STATES)[number];

/** A line of the register: that an erasure was asked for, and what became of it. Once it is done it names nobody. */
export interface Erasure {
  readonly id: string;
  readonly authority: string;
  /** Null once it is done, or withdrawn. */
  readonly subject: string | null;
  readonly ground: ErasureGround;
  readonly reason: string;
  readonly state: State;
  readonly askedAt: Instant;
  readonly askedBy: string;
  /** When and by whom it was carried out, or withdrawn. */
  readonly decidedAt: Instant | null;
  readonly decidedBy: string | null;
  readonly doneAt: Instant | null;
  /** Where the log has the decision. */
  readonly partition: number | null;
  readonly offset: number | null;
  /** How much was erased. */
  readonly counts: ErasedCounts | null;
  /** Events of the child that the log had taken all the same; they were erased as they came. */
  readonly arrivedLater: number;
  readonly letInAt: Instant | null;
  readonly letInBy: string | null;
}

const COLUMNS = `id, authority, subject, ground, reason, state, asked_at AS "askedAt", asked_by AS "askedBy",
  decided_at AS "decidedAt", decided_by AS "decidedBy", done_at AS "doneAt", partition, "offset", counts,
  arrived_later AS "arrivedLater", let_in_at AS "letInAt", let_in_by AS "letInBy"`;

type Reader = Pick<ClientBase, 'query'>;

export interface Page {
  readonly authority: string | undefined;
  readonly state: State | undefined;
  readonly limit: number;
  /** The id after which to go on. */
  readonly after: string | undefined;
}

/** Lines of the register, the latest first, and whether there are more. */
export async function erasures(
  reader: Reader,
  { authority, state, limit, after }: Page,
): Promise<{ erasures: Erasure[]; more: boolean }> {
  const { rows } = await reader.query<Erasure>(
    `SELECT ${COLUMNS} FROM erasure
      WHERE ($1::text IS NULL OR authority = $1) AND ($2::text IS NULL OR state = $2)
        AND ($3::text IS NULL OR (asked_at, id) < (SELECT asked_at, id FROM erasure WHERE id = $3))
      ORDER BY asked_at DESC, id DESC LIMIT $4`,
    [authority ?? null, state ?? null, after ?? null, limit + 1],
  );
  return { erasures: rows.slice(0, limit), more: rows.length > limit };
}

/** A line of the register. @param lock whether nobody else may decide about it until the transaction ends. @throws Problem 404 */
export async function erasureNamed(reader: Reader, id: string, { lock = false } = {}): Promise<Erasure> {
  const { rows } = await reader.query<Erasure>(
    `SELECT ${COLUMNS} FROM erasure WHERE id = $1 ${lock ? 'FOR UPDATE' : ''}`,
    [id],
  );
  const [erasure] = rows;
  if (erasure !== undefined) return erasure;
  throw new Problem({
    status: 404,
    title: 'There is no such erasure',
    detail: 'No erasure of that id was asked for. GET /v1/erasures lists them.',
    field: 'id',
    rule: 'must be the id of an erasure',
  });
}

/** The line of a child whose erasure is asked for or under way; undefined where there is none. */
export async function erasureToCome(
  reader: Reader,
  { authority, subject }: { readonly authority: string; readonly subject: string },
): Promise<Erasure | undefined> {
  const { rows } = await reader.query<Erasure>(`SELECT ${COLUMNS} FROM erasure WHERE authority = $1 AND subject = $2`, [
    authority,
    subject,
  ]);
  return rows[0];
}

/** The line of an erasure that was done, by the digest of the child. */
export async function erasureOf(reader: Reader, digest: Buffer): Promise<Erasure | undefined> {
  const { rows } = await reader.query<Erasure>(`SELECT ${COLUMNS} FROM erasure WHERE digest = $1`, [digest]);
  return rows[0];
}

/** Adds a line; undefined where another for the same child is open. */
export async function addErasure(
  reader: Reader,
  {
    id,
    authority,
    subject,
    ground,
    reason,
    askedBy,
  }: Pick<Erasure, 'id' | 'authority' | 'subject' | 'ground' | 'reason' | 'askedBy'>,
): Promise<Erasure | undefined> {
  const { rows } = await reader.query<Erasure>(
    `INSERT INTO erasure (id, authority, subject, ground, reason, asked_by) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (authority, subject) WHERE subject IS NOT NULL DO NOTHING RETURNING ${COLUMNS}`,
    [id, authority, subject, ground, reason, askedBy],
  );
  return rows[0];
}
