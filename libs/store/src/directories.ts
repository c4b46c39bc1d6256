import { ACCOUNTS, groupsOf, type Cell } from '@careledger/measures';
import type { Pool } from 'pg';

/** What a cell is in the database: its row, and the breakdown groups that it is counted in (0 is the whole). */
export interface StoredCell {
  readonly id: number;
  readonly groups: readonly number[];
}

/**
 * The numbers that accounts, cells and breakdown groups have in the database. They are only ever added, each by a
 * statement of its own, so that two projectors agree on them without waiting for each other's batches.
 */
export class LedgerDirectory {
  private readonly cells: (StoredCell | undefined)[] = [];
  private readonly groups = new Map<string, number>();

  private constructor(
    private readonly pool: Pool,
    /** Database number of each account of the rulebook, by its index in `ACCOUNTS`. */
    readonly accounts: readonly number[],
  ) {}

  /** Reads the directory, adding the accounts of the rulebook that are new. */
  static async open(pool: Pool): Promise<LedgerDirectory> {
    const measures = ACCOUNTS.map(({ measure }) => measure);
    const streams = ACCOUNTS.map(({ stream }) => stream);
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE');
      await client.query(
        `INSERT INTO account (id, measure, stream)
         SELECT coalesce((SELECT max(id) FROM account), 0) + row_number() OVER (ORDER BY place), measure, stream
           FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted(measure, stream, place)
          WHERE NOT EXISTS (SELECT FROM account a WHERE a.measure = wanted.measure AND a.stream = wanted.stream)`,
        [measures, streams],
      );
      const { rows } = await client.query<{ id: number; measure: string; stream: string }>(
        'SELECT id, measure, stream FROM account',
      );
      await client.query('COMMIT');
      const ids = new Map(rows.map(({ id, measure, stream }) => [`${measure}/${stream}`, id]));
      return new LedgerDirectory(
        pool,
        ACCOUNTS.map(({ measure, stream }) => ids.get(`${measure}/${stream}`) as number),
      );
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** The stored cell, or undefined where it has not been registered. */
  cell(cell: Cell): StoredCell | undefined {
    return this.cells[cell];
  }

  /** Makes sure that these cells and their groups have numbers. */
  async register(cells: Iterable<Cell>): Promise<void> {
    for (const cell of cells) {
      if (this.cells[cell] !== undefined) continue;
      const values = groupsOf(cell);
      const groups = [0];
      for (const [breakdown, key] of Object.entries(values)) groups.push(await this.group(breakdown, key));
      this.cells[cell] = { id: await this.store('cell', 'groups', [JSON.stringify(values)]), groups };
    }
  }

  private async group(breakdown: string, key: string): Promise<number> {
    const name = JSON.stringify([breakdown, key]);
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const id = await this.store('breakdown_group', 'breakdown, key', [breakdown, key]);
    this.groups.set(name, id);
    return id;
  }

  /** The id of the row with these values, added where it is missing. */
  private async store(table: 'cell' | 'breakdown_group', columns: string, values: readonly string[]): Promise<number> {
    const places = values.map((_, i) => `$${i + 1}`).join(', ');
    const { rows } = await this.pool.query<{ id: number }>(
      `WITH added AS (INSERT INTO ${table} (${columns}) VALUES (${places}) ON CONFLICT DO NOTHING RETURNING id)
       SELECT id FROM added UNION ALL SELECT id FROM ${table} WHERE (${columns}) = (${places}${table === 'cell' ? '::jsonb' : ''})`,
      [...values],
    );
    const id = rows[0]?.id;
    // Another projector added it after our snapshot began: the second look finds it.
    return id ?? this.store(table, columns, values);
  }
}
