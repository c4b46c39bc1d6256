import { formatInstant, type Instant } from '@careledger/calendar';
import { ERASED } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { Slice } from './plan-slices';
import type { AuditScope, PartitionPosition } from './question';

/**
 * Of an erased event the store keeps its place and its commitment, and neither whose it was nor which authority's. The ledger
 * still tells it of those that it posted something for, and of the first of each child, whose offset is the child's number.
 */
export interface ErasedEvents {
  /** Offsets of those that are of an erased child of the authority, by what the ledger tells. */
  readonly told: readonly number[];
  /** Those among them that were known. */
  readonly inScope: readonly number[];
}

/** The numbers of the erased children of an authority in a slice. */
export async function erasedChildrenIn(
  client: ClientBase,
  { partition, firstChild, endChild }: Slice,
  { authority }: Pick<AuditScope, 'authority'>,
): Promise<Set<number>> {
  const { rows } = await client.query<{ child: number }>(
    `SELECT child FROM child
      WHERE partition = $1 AND authority = $2 AND child >= $3 AND ($4::bigint IS NULL OR child < $4)
        AND starts_with(subject, '${ERASED}')`,
    [partition, Number(authority), firstChild, endChild === Infinity ? null : endChild],
  );
  return new Set(rows.map(({ child }) => child));
}

/** @param causes of each erased child the offsets of what its postings were caused by */
export async function readErasedEvents(
  client: ClientBase,
  { partition, nextOffset }: Slice,
  { knownAt }: Pick<AuditScope, 'knownAt'>,
  causes: ReadonlyMap<number, ReadonlySet<number>>,
): Promise<ErasedEvents> {
  const told: number[] = [];
  const inScope: number[] = [];
  if (causes.size === 0) return { told, inScope };
  const pairs = [...causes].flatMap(([child, offsets]) => [...offsets].map((offset) => [child, offset] as const));
  const { rows } = await client.query<{ child: number; offset: number; appendedAt: Instant }>(
    `SELECT told.child, e."offset", e.appended_at AS "appendedAt"
       FROM unnest($2::bigint[], $3::bigint[]) AS told(child, "offset")
       JOIN event e ON e.partition = $1 AND e."offset" = told."offset"
      WHERE e.payload IS NULL AND e.child_key = 0 AND e."offset" < $4 ORDER BY e."offset"`,
    [partition, pairs.map(([child]) => child), pairs.map(([, offset]) => offset), nextOffset],
  );
  const later = new Set<number>();
  for (const { child, offset, appendedAt } of rows) {
    told.push(offset);
    // Once one is known later, all that follow are.
    if (appendedAt > knownAt) later.add(child);
    if (!later.has(child)) inScope.push(offset);
  }
  return { told, inScope };
}

/**
 * Offsets of the erased events of which the ledger does not tell whose they were, and which were known by their own instant.
 * Where no other authority had a child erased in the partition, they are of this one; else nobody can say, and there are none.
 */
export async function untoldErasedEvents(
  client: ClientBase,
  { partition, nextOffset }: PartitionPosition,
  { authority, knownAt }: Pick<AuditScope, 'authority' | 'knownAt'>,
  told: readonly number[],
): Promise<Float64Array> {
  const { rows } = await client.query<{ offset: number }>(
    `SELECT "offset" FROM event
      WHERE child_key = 0 AND partition = $1 AND payload IS NULL AND "offset" < $2 AND appended_at <= $3
        AND NOT "offset" = ANY ($4::bigint[])
        AND NOT EXISTS (SELECT FROM child c
                         WHERE c.partition = $1 AND c.authority <> $5 AND starts_with(c.subject, '${ERASED}'))
        AND NOT EXISTS (SELECT FROM erasure r WHERE r.partition = $1 AND r.authority <> $6 AND r.state = 'done')`,
    [partition, nextOffset, formatInstant(knownAt), told, Number(authority), authority],
  );
  return Float64Array.from(rows, ({ offset }) => offset);
}
