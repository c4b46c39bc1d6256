import type { Instant } from '@careledger/calendar';
import type { Grain } from '@careledger/measures';
import { transaction, type Positions } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import type { Content, FigureName, KeptFigure } from './content';
import { keepPublicCells } from './public-cell-store';
import type { PublicCell } from './public-cells';

/** What became of a proposal. */
export interface Decided {
  readonly act: 'published' | 'withdrawn';
  readonly at: Instant;
  readonly by: string;
  /** Of what was published the order in which that was done. */
  readonly number: number;
}

/** A proposal, and what became of it. */
export interface Publication {
  readonly id: number;
  readonly authority: string;
  readonly proposedAt: Instant;
  readonly proposedBy: string;
  readonly note: string;
  readonly knownAt: Instant;
  readonly position: Positions;
  /** The canonical text. */
  readonly content: string;
  /** Its SHA-256 in hexadecimal digits. */
  readonly digest: string;
  /** Undefined as long as nothing was decided. */
  readonly decided: Decided | undefined;
}

/** A figure that was published last, and where. */
export interface PublishedFigure {
  readonly publication: Publication;
  readonly figure: KeptFigure;
}

export interface Proposal extends Pick<Publication, 'authority' | 'proposedBy' | 'note' | 'knownAt' | 'position'> {
  readonly content: string;
  readonly figures: readonly FigureName[];
}

interface Row extends Omit<Publication, 'decided'> {
  readonly act: Decided['act'] | null;
  readonly at: Instant;
  readonly by: string;
  readonly number: number;
}

const SELECT = `
  SELECT p.id, p.authority, p.proposed_at AS "proposedAt", p.proposed_by AS "proposedBy", p.note, p.known_at AS "knownAt",
         p.position, p.content, encode(p.digest, 'hex') AS digest, a.act, a.at, a.by, a.number
    FROM publication p LEFT JOIN publication_act a ON a.publication = p.id`;

/** Keeps publications: rows are only ever added, and the database refuses anything else. */
export class PublicationStore {
  constructor(private readonly pool: Pool) {}

  /** @returns its id */
  propose({ authority, proposedBy, note, knownAt, position, content, figures }: Proposal): Promise<number> {
    return transaction(this.pool, async (client) => {
      const { rows } = await client.query<{ id: number }>(
        `INSERT INTO publication (authority, proposed_by, note, known_at, position, content, digest)
         VALUES ($1, $2, $3, 'epoch'::timestamptz + $4 * interval '1 microsecond', $5, $6, sha256(convert_to($6, 'UTF8')))
         RETURNING id`,
        [authority, proposedBy, note, knownAt, JSON.stringify(position), content],
      );
      const id = (rows[0] as { id: number }).id;
      await client.query(
        `INSERT INTO published_figure (publication, authority, measure, grain, period)
         SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[])`,
        [
          id,
          authority,
          figures.map(({ measure }) => measure),
          figures.map(({ grain }) => grain),
          figures.map(({ period }) => period),
        ],
      );
      return id;
    });
  }

  async find(id: number): Promise<Publication | undefined> {
    const { rows } = await this.pool.query<Row>(`${SELECT} WHERE p.id = $1`, [id]);
    return rows.map(publicationIn)[0];
  }

  /**
   * Those of an authority, the latest proposal first.
   * @param after the id of the last one of the page before
   * @returns so many at most, and the id after which there are more
   */
  async list(
    authority: string,
    limit: number,
    after: number | undefined,
  ): Promise<{ readonly publications: Publication[]; readonly next: number | undefined }> {
    const { rows } = await this.pool.query<Row>(
      `${SELECT} WHERE p.authority = $1 AND ($2::bigint IS NULL OR p.id < $2) ORDER BY p.id DESC LIMIT $3`,
      [authority, after ?? null, limit + 1],
    );
    const publications = rows.slice(0, limit).map(publicationIn);
    return { publications, next: rows.length > limit ? publications.at(-1)?.id : undefined };
  }

  /**
   * Decides about a proposal, unless that has been done, or something has been published meanwhile.
   * @param decision.last what `lastNumber` said when the decision was made ready; undefined where it does not matter
   * @returns whether it was decided; else somebody else was quicker
   */
  decide(
    { id, authority, proposedBy }: Publication,
    decision: {
      readonly act: Decided['act'];
      readonly by: string;
      readonly revision?: string | undefined;
      readonly last?: number;
      /** How its cells are shown to the public. */
      readonly cells?: readonly PublicCell[];
    },
  ): Promise<boolean> {
    const { act, by, revision = null, last, cells = [] } = decision;
    return transaction(this.pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('careledger publication'), $1)`, [Number(authority)]);
      if (last !== undefined && (await lastNumberIn(client, authority)) !== last) return false;
      const { rowCount } = await client.query(
        `INSERT INTO publication_act (publication, act, by, proposed_by, revision) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING`,
        [id, act, by, proposedBy, revision],
      );
      if (rowCount !== 1) return false;
      await keepPublicCells(client, id, authority, cells);
      return true;
    });
  }

  /** The number of what was published last of an authority; 0 where nothing was. */
  lastNumber(authority: string): Promise<number> {
    return lastNumberIn(this.pool, authority);
  }

  /** Why a publication differs from what had been published before, as it was kept; undefined where nothing had. */
  async revision(id: number): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ revision: string | null }>(
      `SELECT revision FROM publication_act WHERE publication = $1`,
      [id],
    );
    return rows[0]?.revision ?? undefined;
  }

  /**
   * Of each of these figures the publication that it was published in last.
   * @param before only publications up to the one of that number, not included, are looked at
   * @returns by name (measure, grain, period); what was never published is not in it
   */
  async latest(
    authority: string,
    figures: readonly FigureName[],
    before = Number.MAX_SAFE_INTEGER,
  ): Promise<Map<string, PublishedFigure>> {
    const { rows } = await this.pool.query<FigureName & { grain: Grain; publication: number }>(
      `SELECT DISTINCT ON (f.measure, f.grain, f.period) f.measure, f.grain, f.period, f.publication
         FROM published_figure f
         JOIN publication_act a ON a.publication = f.publication AND a.act = 'published' AND a.number < $5
        WHERE f.authority = $1
          AND (f.measure, f.grain, f.period) IN (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))
        ORDER BY f.measure, f.grain, f.period, a.number DESC`,
      [
        authority,
        figures.map(({ measure }) => measure),
        figures.map(({ grain }) => grain),
        figures.map(({ period }) => period),
        before,
      ],
    );
    const ids = [...new Set(rows.map(({ publication }) => publication))];
    const { rows: publications } = await this.pool.query<Row>(`${SELECT} WHERE p.id = ANY ($1::bigint[])`, [ids]);
    const byId = new Map(publications.map((row) => [row.id, publicationIn(row)]));
    const kept = new Map([...byId].map(([id, publication]) => [id, figuresByName(publication)]));
    const found = new Map<string, PublishedFigure>();
    for (const { measure, grain, period, publication: id } of rows) {
      const name = `${measure} ${grain} ${period}`;
      const [publication, figure] = [byId.get(id), kept.get(id)?.get(name)];
      if (publication !== undefined && figure !== undefined) found.set(name, { publication, figure });
    }
    return found;
  }

  /** The publications that have published any of the same figures after a publication. */
  async revisionsOf(id: number): Promise<number[]> {
    const { rows } = await this.pool.query<{ id: number }>(
      `SELECT DISTINCT later.publication AS id
         FROM published_figure mine
         JOIN publication_act done ON done.publication = mine.publication AND done.act = 'published'
         JOIN published_figure later USING (authority, measure, grain, period)
         JOIN publication_act again ON again.publication = later.publication AND again.act = 'published'
                                   AND again.number > done.number
        WHERE mine.publication = $1 ORDER BY 1`,
      [id],
    );
    return rows.map((row) => row.id);
  }
}

async function lastNumberIn(client: Pick<ClientBase, 'query'>, authority: string): Promise<number> {
  const { rows } = await client.query<{ number: number | null }>(
    `SELECT max(a.number) AS number FROM publication_act a JOIN publication p ON p.id = a.publication
      WHERE p.authority = $1 AND a.act = 'published'`,
    [authority],
  );
  return rows[0]?.number ?? 0;
}

function publicationIn({ act, at, by, number, ...publication }: Row): Publication {
  return { ...publication, decided: act === null ? undefined : { act, at, by, number } };
}

/** What a publication says. */
export function contentOf({ content }: Publication): Content {
  return JSON.parse(content) as Content;
}

function figuresByName(publication: Publication): Map<string, KeptFigure> {
  return new Map(
    contentOf(publication).figures.map((figure) => [`${figure.measure} ${figure.grain} ${figure.period}`, figure]),
  );
}
