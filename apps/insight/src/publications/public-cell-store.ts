import type { Shown } from '@careledger/disclosure';
import type { Grain } from '@careledger/measures';
import type { ClientBase, Pool } from 'pg';
import type { Content } from './content';
import { cellKey, type PublicCell, type PublishedBefore } from './public-cells';

const COLUMNS = 'measure, grain, period, breakdown, key, shown, numerator, denominator, value, rate';

/** Keeps how each cell of a publication is shown. To be called in the transaction in which it is published. */
export async function keepPublicCells(
  client: Pick<ClientBase, 'query'>,
  publication: number,
  authority: string,
  cells: readonly PublicCell[],
): Promise<void> {
  await client.query(
    `INSERT INTO published_cell (publication, authority, ${COLUMNS})
     SELECT $1, $2, ${COLUMNS} FROM json_populate_recordset(NULL::published_cell, $3)`,
    [publication, authority, JSON.stringify(cells)],
  );
}

/** Reads how cells of publications are shown. */
export class PublicCellStore {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** The cells of a publication in the order of their names; none where nothing was decided about them when it was published. */
  async cells(publication: number): Promise<PublicCell[]> {
    const { rows } = await this.pool.query<PublicCell & { grain: Grain }>(
      `SELECT measure, grain, period, breakdown, key, shown, numerator::float8, denominator::float8, value::float8, rate::float8
         FROM published_cell WHERE publication = $1
        ORDER BY measure COLLATE "C", grain COLLATE "C", period COLLATE "C", breakdown COLLATE "C", key COLLATE "C"`,
      [publication],
    );
    return rows;
  }

  /**
   * What an authority has published with cells that were decided about, the last first.
   * @param before only publications up to the one of that number, not included
   */
  async before(authority: string, before = Number.MAX_SAFE_INTEGER): Promise<PublishedBefore[]> {
    const { rows } = await this.pool.query<{ id: number; content: string }>(
      `SELECT p.id, p.content FROM publication p JOIN publication_act a ON a.publication = p.id
        WHERE p.authority = $1 AND a.act = 'published' AND a.number < $2
          AND EXISTS (SELECT FROM published_cell c WHERE c.publication = p.id)
        ORDER BY a.number DESC`,
      [authority, before],
    );
    const found: PublishedBefore[] = [];
    for (const { id, content } of rows) {
      const shown = new Map<string, Shown>((await this.cells(id)).map((cell) => [cellKey(cell), cell.shown]));
      found.push({ content: JSON.parse(content) as Content, shown });
    }
    return found;
  }
}
