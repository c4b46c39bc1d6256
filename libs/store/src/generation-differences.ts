import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { LEDGER_TABLES, type Comparison } from './ledger-tables';

/** A row that two generations do not have alike. */
export interface RowDifference {
  readonly table: string;
  /** The row as PostgreSQL writes it; null where there is none. A child is its number, never its name. */
  readonly live: string | null;
  readonly rebuilt: string | null;
}

/** What the comparison of one table came to. */
export interface TableComparison {
  readonly table: string;
  readonly rows: { readonly live: number; readonly rebuilt: number };
  /** SHA-256 over the digests of its groups, in their order. */
  readonly digest: { readonly live: string; readonly rebuilt: string };
  /** How many rows differ. */
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly RowDifference[];
}

/** Where the tables of a generation are, and by whose look at them. */
export interface Seen {
  readonly client: ClientBase;
  readonly schema: string;
}

interface Group {
  readonly key: readonly string[];
  readonly rows: number;
  readonly digest: string;
}

/**
 * Holds two generations of the ledger against each other, table by table. Both sides work their digests out in the database;
 * rows are fetched only where those of a group differ.
 * @param most how many differing rows of a table to list
 * @param from of the postings only those from these numbers on, by partition: what has come since an earlier comparison
 */
export async function compareGenerations(
  live: Seen,
  rebuilt: Seen,
  most: number,
  from?: ReadonlyMap<number, number>,
): Promise<TableComparison[]> {
  const found: TableComparison[] = [];
  for (const { name, compared } of LEDGER_TABLES) {
    if (from !== undefined && name !== 'posting') continue;
    found.push(await compareTable(name, from === undefined ? compared : since(compared, from), live, rebuilt, most));
  }
  return found;
}

function since(compared: Comparison, from: ReadonlyMap<number, number>): Comparison {
  const parts = [...from].map(([partition, number]) => `(partition = ${partition} AND number >= ${number})`);
  return { ...compared, where: parts.length === 0 ? 'false' : `(${parts.join(' OR ')})` };
}

async function compareTable(
  table: string,
  compared: Comparison,
  live: Seen,
  rebuilt: Seen,
  most: number,
): Promise<TableComparison> {
  const [ours, theirs] = await Promise.all([groupsOf(table, compared, live), groupsOf(table, compared, rebuilt)]);
  const byKey = new Map(theirs.map((group) => [group.key.join(' '), group]));
  const keys = new Map([...ours, ...theirs].map(({ key }) => [key.join(' '), key]));
  const digests = new Map(ours.map(({ key, digest }) => [key.join(' '), digest]));
  let differing = 0;
  const differences: RowDifference[] = [];
  for (const [name, key] of keys) {
    if (digests.get(name) === byKey.get(name)?.digest) continue;
    const rows = await differencesIn(table, compared, key, live, rebuilt);
    differing += rows.length;
    differences.push(...rows.slice(0, most - differences.length));
  }
  return {
    table,
    rows: { live: rowsIn(ours), rebuilt: rowsIn(theirs) },
    digest: { live: digestOf(ours), rebuilt: digestOf(theirs) },
    differing,
    differences,
  };
}

const rowsIn = (groups: readonly Group[]): number => groups.reduce((sum, { rows }) => sum + rows, 0);

function digestOf(groups: readonly Group[]): string {
  const hash = createHash('sha256');
  for (const { key, digest } of groups) hash.update(`${key.join(' ')} ${digest}\n`);
  return hash.digest('hex');
}

async function groupsOf(
  table: string,
  { groups, order, row, where }: Comparison,
  { client, schema }: Seen,
): Promise<Group[]> {
  const places = groups.map((_, i) => i + 1).join(', ');
  const columns = groups.map((group, i) => `${group} AS g${i}`).join(', ');
  const { rows } = await client.query<{ key: string[]; rows: number; digest: string }>(
    `SELECT ARRAY[${groups.map((_, i) => `g${i}::text`).join(', ')}] AS key, rows, digest
       FROM (SELECT ${columns}, count(*) AS rows,
                    encode(sha256(convert_to(string_agg(${row}, E'\\n' ORDER BY ${order}), 'UTF8')), 'hex') AS digest
               FROM ${schema}.${table} r WHERE ${where ?? 'true'} GROUP BY ${places}) AS digests
      ORDER BY ${groups.map((_, i) => `g${i}`).join(', ')}`,
  );
  return rows;
}

/** The rows of a group that only one of the two has; of a key that both have, side by side. */
async function differencesIn(
  table: string,
  { groups, order, row, where }: Comparison,
  key: readonly string[],
  live: Seen,
  rebuilt: Seen,
): Promise<RowDifference[]> {
  const read = async ({ client, schema }: Seen): Promise<Map<string, string>> => {
    const inGroup = groups.map((group, i) => `(${group})::text = $${i + 1}`).join(' AND ');
    const { rows } = await client.query<{ key: string; row: string }>(
      `SELECT ROW(${order})::text AS key, ${row} AS row FROM ${schema}.${table} r
        WHERE ${inGroup} AND ${where ?? 'true'} ORDER BY ${order}`,
      [...key],
    );
    return new Map(rows.map((one) => [one.key, one.row]));
  };
  const [ours, theirs] = await Promise.all([read(live), read(rebuilt)]);
  const found: RowDifference[] = [];
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [before, after] = [ours.get(name) ?? null, theirs.get(name) ?? null];
    if (before !== after) found.push({ table, live: before, rebuilt: after });
  }
  return found;
}
