import { actsAmong, discardedBy, isCaseEvent } from '@careledger/ledger';
import { formatInstant, type Instant } from '@careledger/calendar';
import { Child, tellsOfAdoption, wasAdopted } from '@careledger/record';
import { eventsOfChildren, transaction } from '@careledger/store';
import type { Pool } from 'pg';

/** A child as authority and pseudonym name it. */
export interface ChildName {
  readonly authority: string;
  readonly subject: string;
}

/** Why a child is sealed. */
export interface Seal {
  readonly why: 'adopted' | 'by hand';
  /** Of one that was set by hand. */
  readonly reason?: string;
  readonly sealedBy?: string;
  readonly sealedAt?: string;
}

/** Sealed children by `authority:subject`. */
export type Sealed = ReadonlyMap<string, Seal>;

export const NOBODY_SEALED: Sealed = new Map();

type Reader = Pick<Pool, 'query'>;

interface SealRow {
  readonly reason: string;
  readonly sealed_by: string;
  readonly sealed_at: Instant;
}

/**
 * Which of these children are sealed: children who were adopted, as their record stands now whatever instant is asked
 * about, and those who were sealed by hand (children of staff). An event seals as soon as the log has it.
 */
export async function sealedAmong(reader: Reader, children: readonly ChildName[]): Promise<Sealed> {
  const sealed = new Map<string, Seal>();
  if (children.length === 0) return sealed;
  for (const [name, items] of await eventsOfChildren(reader, children)) {
    const discarded = new Set(actsAmong(items).map(discardedBy));
    const events = items.filter(isCaseEvent).filter(({ offset }) => !discarded.has(offset));
    if (!events.some(({ event }) => tellsOfAdoption(event))) continue;
    const [authority = '', subject = ''] = name.split(':', 2);
    if (wasAdopted(Child.of(authority, subject, events))) sealed.set(name, { why: 'adopted' });
  }
  const { rows } = await reader.query<SealRow & { name: string }>(
    `SELECT authority || ':' || subject AS name, reason, sealed_by, sealed_at FROM child_seal
      WHERE lifted_at IS NULL AND (authority, subject) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [children.map(({ authority }) => authority), children.map(({ subject }) => subject)],
  );
  for (const { name, ...seal } of rows) if (!sealed.has(name)) sealed.set(name, byHand(seal));
  return sealed;
}

/** Which children of an authority were sealed by hand. */
export async function sealedByHandIn(reader: Reader, authority: string): Promise<Sealed> {
  const { rows } = await reader.query<SealRow & { name: string }>(
    `SELECT authority || ':' || subject AS name, reason, sealed_by, sealed_at FROM child_seal
      WHERE lifted_at IS NULL AND authority = $1`,
    [authority],
  );
  return new Map(rows.map(({ name, ...seal }) => [name, byHand(seal)]));
}

function byHand({ reason, sealed_by: sealedBy, sealed_at: at }: SealRow): Seal {
  return { why: 'by hand', reason, sealedBy, sealedAt: formatInstant(at) };
}

/** Tells who is sealed; sets and lifts the seals that are set by hand, and keeps who did so and when. */
export class Seals {
  constructor(private readonly pool: Pool) {}

  /** See `sealedAmong`. */
  among(children: readonly ChildName[]): Promise<Sealed> {
    return sealedAmong(this.pool, children);
  }

  /** Seals a child, whether events have told of it yet or not. Where it is sealed for that reason already, nothing changes. */
  async set({ authority, subject }: ChildName, reason: string, who: string): Promise<void> {
    const values = [authority, subject, reason, who];
    // In one transaction: between the two the child would lie open.
    await transaction(this.pool, async (client) => {
      await client.query(
        `UPDATE child_seal SET lifted_at = clock_timestamp(), lifted_by = $4
          WHERE authority = $1 AND subject = $2 AND lifted_at IS NULL AND reason <> $3`,
        values,
      );
      await client.query(
        `INSERT INTO child_seal (authority, subject, reason, sealed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (authority, subject) WHERE lifted_at IS NULL DO NOTHING`,
        values,
      );
    });
  }

  /** Lifts a seal that was set by hand. @returns whether there was one */
  async lift({ authority, subject }: ChildName, who: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE child_seal SET lifted_at = clock_timestamp(), lifted_by = $3
        WHERE authority = $1 AND subject = $2 AND lifted_at IS NULL`,
      [authority, subject, who],
    );
    return rowCount === 1;
  }
}
