import type { ClientBase, Pool } from 'pg';
import { ERASED, ErasedChildren } from './erased-children';
import type { Logged } from '@careledger/record';
import { eventsOfChildren } from './event-store';
import { withClient } from './with-client';

/** A decision of the log that a child is to be erased, and whom it is about. */
export interface ErasureOrder {
  /** The id of the control event. */
  readonly id: string;
  readonly partition: number;
  readonly offset: number;
  readonly authority: string;
  readonly subject: string;
  readonly ground: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly decidedBy: string;
  /** How many postings took back what was posted. */
  readonly postings: number;
}

/** An event of a child who had been erased before: it came in all the same, and counts for nothing. */
export interface LateEvent {
  readonly offset: number;
  readonly authority: string;
  readonly subject: string;
}

/** How much was erased. */
export interface ErasedCounts {
  readonly events: number;
  readonly refusals: number;
  readonly deadLetters: number;
  readonly readings: number;
  readonly seals: number;
  readonly postings: number;
}

/**
 * Which children erasures of the log are about: those of the register, or, where that was lost, those whose numbers they
 * name. A child whose events are gone is nobody's any more: a repetition of the log finds none.
 * @param controls the erasures of one partition
 * @returns by the id of the control event
 */
export async function childrenToErase(
  reader: Pick<Pool, 'query'>,
  partition: number,
  controls: readonly { readonly id: string; readonly child: number | undefined }[],
): Promise<Map<string, { authority: string; subject: string }>> {
  const { rows } = await reader.query<{ id: string; authority: string; subject: string }>(
    `SELECT wanted.id, coalesce(erasure.authority, first.payload::json ->> 'authority') AS authority,
            coalesce(erasure.subject, first.payload::json ->> 'subject') AS subject
       FROM unnest($2::text[], $3::bigint[]) AS wanted(id, child)
       LEFT JOIN erasure ON erasure.id = wanted.id AND erasure.subject IS NOT NULL
       LEFT JOIN event first ON first.partition = $1 AND first."offset" = wanted.child AND first.payload IS NOT NULL
      WHERE erasure.id IS NOT NULL OR first.partition IS NOT NULL`,
    [partition, controls.map(({ id }) => id), controls.map(({ child }) => child ?? null)],
  );
  return new Map(rows.map(({ id, ...child }) => [id, child]));
}

/**
 * Erases what the tables hold of a child, within the caller's transaction: payload and salt of its events go, the chain over
 * their commitments stays; its postings stay under a number that names nobody.
 */
export async function eraseChild(client: ClientBase, order: ErasureOrder): Promise<void> {
  const { partition, authority, subject } = order;
  const found = await eventsOfChildren(client, [{ authority, subject }]);
  const offsets = (found.get(`${authority}:${subject}`) ?? []).map(({ offset }) => offset);
  const digest = await new ErasedChildren(client).digestOf(order);

  await eraseEvents(client, partition, offsets);
  await client.query(
    `UPDATE child SET subject = '${ERASED}' || partition || ':' || child
      WHERE partition = $1 AND authority = $2 AND subject = $3`,
    [partition, Number(authority), subject],
  );
  await client.query('DELETE FROM parked_child WHERE authority = $1 AND subject = $2', [Number(authority), subject]);
  await eraseInKept(client, order);
  const counts: ErasedCounts = {
    events: offsets.length,
    refusals: await count(client, `DELETE FROM ${REFUSALS}`, [authority, subject]),
    deadLetters: await count(client, ERASE_DEAD_LETTERS, [authority, subject]),
    readings: await count(client, ERASE_READINGS, [authority, subject]),
    seals: await count(client, 'DELETE FROM child_seal WHERE authority = $1 AND subject = $2', [authority, subject]),
    postings: order.postings,
  };
  await eraseInAudits(client, order);
  await client.query(`UPDATE hold SET subject = 'erased' WHERE authority = $1 AND subject = $2`, [authority, subject]);
  await noteDone(client, order, counts, digest);
}

/** Erases events that came after their child was erased, within the caller's transaction, and counts them. */
export async function eraseLate(client: ClientBase, partition: number, late: readonly LateEvent[]): Promise<void> {
  if (late.length === 0) return;
  const offsets = late.map(({ offset }) => offset);
  await eraseEvents(client, partition, offsets);
  const erased = new ErasedChildren(client);
  for (const child of late) {
    await client.query('UPDATE erasure SET arrived_later = arrived_later + 1 WHERE digest = $1', [
      await erased.digestOf(child),
    ]);
  }
}

/** Keys of 0 stand for no name: by those that were there, a pseudonym that somebody has could be found again. */
function eraseEvents(client: ClientBase, partition: number, offsets: readonly number[]): Promise<unknown> {
  return client.query(
    `UPDATE event SET payload = NULL, salt = NULL, child_key = 0, event_key = 0
      WHERE partition = $1 AND "offset" = ANY ($2::bigint[])`,
    [partition, offsets],
  );
}

/** The pseudonym by itself, not as a part of a longer one. The characters that it can have mean nothing else in a pattern. */
const BY_ITSELF = `('(^|[^A-Za-z0-9_-])' || $2 || '($|[^A-Za-z0-9_-])')`;

/** What was refused is kept as it was sent: it may be cut off, or no JSON at all. Where its authority cannot be told, it goes. */
const REFUSALS = `refusal
   WHERE strpos(payload, $2) > 0 AND payload ~ ${BY_ITSELF}
     AND (authority IS NULL OR authority = $1 OR payload ~ ('"' || $1 || '"'))`;

const OF_LETTERS = `key = convert_to($1 || ':' || $2, 'UTF8')
      OR (position(convert_to($2, 'UTF8') IN payload) > 0 AND encode(payload, 'escape') ~ ${BY_ITSELF}
          AND encode(payload, 'escape') ~ ('"' || $1 || '"'))`;

/** The place of a record in the topic stays, and what was wrong with it. */
const ERASE_DEAD_LETTERS = `
  UPDATE dead_letter SET key = NULL, payload = NULL, event_id = NULL, field = '', status = 'discarded' WHERE ${OF_LETTERS}`;

const OF_CHILD = 'authority = $1 AND child = $2';

/** That somebody read a record stays; whose it was goes. */
const ERASE_READINGS = `UPDATE access_log SET child = 'erased' WHERE ${OF_CHILD}`;

/** What the tables hold of a child: how much would be erased. */
export async function keptOfChild(
  reader: Pick<Pool, 'query'>,
  { authority, subject }: { readonly authority: string; readonly subject: string },
): Promise<{ readonly events: readonly Logged[]; readonly counts: Omit<ErasedCounts, 'postings'> }> {
  const found = await eventsOfChildren(reader, [{ authority, subject }]);
  const events = found.get(`${authority}:${subject}`) ?? [];
  const { rows } = await reader.query<Omit<ErasedCounts, 'postings' | 'events'>>(
    `SELECT (SELECT count(*) FROM ${REFUSALS}) AS refusals,
            (SELECT count(*) FROM dead_letter WHERE ${OF_LETTERS}) AS "deadLetters",
            (SELECT count(*) FROM access_log WHERE ${OF_CHILD}) AS readings,
            (SELECT count(*) FROM child_seal WHERE authority = $1 AND subject = $2) AS seals`,
    [authority, subject],
  );
  const [counts = { refusals: 0, deadLetters: 0, readings: 0, seals: 0 }] = rows;
  return { events, counts: { events: events.length, ...counts } };
}

async function count(client: ClientBase, text: string, values: unknown[]): Promise<number> {
  return (await client.query(text, values)).rowCount ?? 0;
}

/** What the log says holds: a register that was lost is written anew from it. */
async function noteDone(
  client: ClientBase,
  { id, authority, ground, reason, askedBy, decidedBy, partition, offset }: ErasureOrder,
  counts: ErasedCounts,
  digest: Buffer,
): Promise<void> {
  await client.query('UPDATE erasure SET digest = NULL WHERE digest = $1 AND id <> $2', [digest, id]);
  await client.query(
    `INSERT INTO erasure AS e (id, authority, ground, reason, asked_by, decided_by, state, decided_at, done_at, partition, "offset", counts, digest)
     VALUES ($1, $2, $3, $4, $5, $6, 'done', clock_timestamp(), clock_timestamp(), $7, $8, $9, $10)
     ON CONFLICT (id) DO UPDATE
        SET state = 'done', subject = NULL, done_at = excluded.done_at, partition = excluded.partition,
            "offset" = excluded."offset", counts = excluded.counts, digest = excluded.digest`,
    [id, authority, ground, reason, askedBy, decidedBy, partition, offset, JSON.stringify(counts), digest],
  );
}

/** Audits name children in what they sampled and in what they found different; the aggregate they are about stays. */
async function eraseInAudits(client: ClientBase, { authority, subject }: ErasureOrder): Promise<void> {
  const ofChild = 'subject = $2 AND audit IN (SELECT id FROM audit WHERE authority = $1)';
  const values = [Number(authority), subject];
  await client.query(
    `UPDATE audit_sample_result SET note = '' WHERE (audit, number) IN (SELECT audit, number FROM audit_sample WHERE ${ofChild})`,
    values,
  );
  await client.query(`UPDATE audit_sample SET subject = 'erased', sources = '[]' WHERE ${ofChild}`, values);
  await client.query(`UPDATE audit_difference SET subject = NULL, postings = '[]' WHERE ${ofChild}`, values);
}

/** Tables that a rebuild has replaced, and somebody wanted to keep, name children too. */
async function eraseInKept(client: ClientBase, { partition, authority, subject }: ErasureOrder): Promise<void> {
  const { rows } = await client.query<{ schema: string }>(
    `SELECT 'generation_' || number AS schema FROM generation WHERE state = 'kept' AND to_regclass('generation_' || number || '.child') IS NOT NULL`,
  );
  for (const { schema } of rows) {
    await client.query(
      `UPDATE ${schema}.child SET subject = '${ERASED}' || partition || ':' || child
        WHERE partition = $1 AND authority = $2 AND subject = $3`,
      [partition, Number(authority), subject],
    );
    await client.query(`DELETE FROM ${schema}.parked_child WHERE authority = $1 AND subject = $2`, [
      Number(authority),
      subject,
    ]);
  }
}

const TABLES = [
  ...['event', 'child', 'parked_child', 'refusal', 'dead_letter', 'access_log', 'child_seal', 'erasure', 'hold'],
  ...['audit_sample', 'audit_sample_result', 'audit_difference'],
];

/**
 * Has the database let go of what rows said before they were erased, and of the samples that its statistics keep. What
 * cannot be done now it does by itself some time.
 */
export async function letGoOfErased(pool: Pool): Promise<void> {
  await withClient(pool, async (client) => {
    await client.query(`VACUUM (ANALYZE, SKIP_LOCKED) ${TABLES.join(', ')}`);
  }).catch(() => undefined);
}
