import { createHash, type Hash } from 'node:crypto';
import { formatInstant } from '@careledger/calendar';
import { readRows } from '@careledger/store';
import type { ClientBase } from 'pg';

/** The digest of what of a partition is in scope. */
export interface PartitionDigest {
  readonly partition: number;
  readonly events: number;
  /** Offsets of the first and the last event in scope; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** sha256 over the lines of these events, in hexadecimal. */
  readonly sha256: string;
}

/** How the digests are made, in words that somebody without the program can follow. */
export const DIGEST_RULE =
  'For each event in scope, in the order of the log, a line "partition,offset,appendedAt,commitment" with a line feed at its end: ' +
  'appendedAt in RFC 3339 in UTC with as many digits of the second as it needs, the commitment (sha256 of salt and text, as the ' +
  'event store keeps it) in hexadecimal. The digest of a partition is the sha256 of its lines in UTF-8. The digest of the whole is ' +
  'the sha256 of lines "partition,events,digest", one a partition in order. An erased event keeps its commitment.';

const LINES_AT_ONCE = 1_000;

/**
 * Works the digest of the events out.
 * @param inScope their offsets, in any order
 */
export async function digestPartition(
  client: ClientBase,
  partition: number,
  inScope: readonly Float64Array[],
): Promise<PartitionDigest> {
  const offsets = merged(inScope);
  const hash = createHash('sha256');
  let lines: string[] = [];
  let next = 0;
  const last = offsets.at(-1);
  if (last !== undefined) {
    await readRows(
      client,
      `SELECT "offset", appended_at, commitment FROM event
        WHERE partition = ${partition} AND "offset" BETWEEN ${offsets[0]} AND ${last} ORDER BY "offset"`,
      (row) => {
        const offset = row.int8();
        if (offset !== offsets[next]) return;
        next++;
        const appendedAt = formatInstant(row.timestamptz());
        lines.push(`${partition},${offset},${appendedAt},${row.bytes()?.toString('hex') ?? ''}\n`);
        if (lines.length === LINES_AT_ONCE) lines = flushed(hash, lines);
      },
    );
  }
  flushed(hash, lines);
  return {
    partition,
    events: offsets.length,
    first: offsets[0] ?? null,
    last: last ?? null,
    sha256: hash.digest('hex'),
  };
}

function flushed(hash: Hash, lines: readonly string[]): string[] {
  hash.update(lines.join(''));
  return [];
}

function merged(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}

/** The digest of all partitions, see `DIGEST_RULE`. */
export function digestOfAll(partitions: readonly PartitionDigest[]): string {
  const hash = createHash('sha256');
  for (const { partition, events, sha256 } of partitions) hash.update(`${partition},${events},${sha256}\n`);
  return hash.digest('hex');
}
