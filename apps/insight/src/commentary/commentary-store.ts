import type { Instant } from '@careledger/calendar';
import type { ClientBase, Pool } from 'pg';

/** What a commentary is about: a measure in a quarter. */
export interface Subject {
  readonly authority: string;
  readonly measure: string;
  /** The last month of the quarter, `YYYY-MM`. */
  readonly period: string;
}

export interface Version {
  readonly version: number;
  readonly text: string;
  readonly author: string;
  readonly writtenAt: Instant;
}

type Row = Version & { readonly measure: string; readonly period: string };

const COLUMNS = `measure, period, version, text, author, written_at AS "writtenAt"`;

/** Keeps commentaries. A version that was written stays; who rewrites it adds the next. */
export class CommentaryStore {
  constructor(private readonly pool: Pool) {}

  /** All versions, the latest first. */
  async versions({ authority, measure, period }: Subject): Promise<Version[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM commentary WHERE authority = $1 AND measure = $2 AND period = $3 ORDER BY version DESC`,
      [authority, measure, period],
    );
    return rows.map(versionIn);
  }

  /**
   * Adds a version. The same text by the same author as the latest is no new one: it was sent twice.
   * @returns the version that stands now
   */
  async write(subject: Subject, text: string, author: string): Promise<Version> {
    const { authority, measure, period } = subject;
    for (;;) {
      const [latest] = await this.versions(subject);
      if (latest?.text === text && latest.author === author) return latest;
      const { rows } = await this.pool.query<Row>(
        `INSERT INTO commentary (authority, measure, period, version, text, author) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
        [authority, measure, period, (latest?.version ?? 0) + 1, text, author],
      );
      const [written] = rows;
      if (written !== undefined) return versionIn(written);
      // Somebody else has written that version meanwhile: this one comes after it.
    }
  }
}

/** The latest version of each commentary on these measures in these quarters, in order. */
export async function latestCommentary(
  client: Pick<ClientBase, 'query'>,
  authority: string,
  measures: readonly string[],
  periods: readonly string[],
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT DISTINCT ON (measure, period) ${COLUMNS} FROM commentary
      WHERE authority = $1 AND measure = ANY ($2::text[]) AND period = ANY ($3::text[])
      ORDER BY measure, period, version DESC`,
    [authority, measures, periods],
  );
  return rows;
}

const versionIn = ({ version, text, author, writtenAt }: Row): Version => ({ version, text, author, writtenAt });
