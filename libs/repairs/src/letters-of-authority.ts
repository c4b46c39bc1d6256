import type { Pool } from 'pg';
import { LETTER_COLUMNS, type DeadLetter, type LetterPlace, type LetterState } from './dead-letters';
import { authorityNamedIn } from './who';

/** A dead letter and whose it is. */
export interface NamedLetter extends DeadLetter {
  /** The authority that its record names; undefined where it names none. */
  readonly authority: string | undefined;
}

/** A part of the dead letters of an authority. */
export interface LetterPage {
  readonly letters: readonly NamedLetter[];
  /** How many lie between them that name another authority, by its code. */
  readonly ofOthers: ReadonlyMap<string, number>;
  /** The place after which the list goes on; undefined where it does not. */
  readonly next: LetterPlace | undefined;
}

/** Payloads are up to 64 KB: so many are looked into at once, and so many for one answer. */
const AT_ONCE = 200;
const MOST_READ = 2_000;

type Row = DeadLetter & { readonly payload: Buffer | null };

/** Reads dead letters as the people of one authority look at them: those that name it, and those of which nobody can tell. */
export class LettersOfAuthority {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** At most so many after a place, in the order of partition and offset. A page may be short, or empty, and go on all the same. */
  async list(authority: string, status: LetterState, limit: number, after?: LetterPlace): Promise<LetterPage> {
    const letters: NamedLetter[] = [];
    const ofOthers = new Map<string, number>();
    let place = after;
    for (let looked = 0; looked < MOST_READ && letters.length < limit;) {
      const rows = await this.rows(status, AT_ONCE, place);
      for (const row of rows) {
        if (letters.length === limit) break;
        const { payload, ...letter } = row;
        place = { partition: row.partition, offset: row.offset };
        const named = authorityNamedIn(payload?.toString('utf8') ?? '');
        if (named === undefined || named === authority) letters.push({ ...letter, authority: named });
        else ofOthers.set(named, (ofOthers.get(named) ?? 0) + 1);
      }
      looked += rows.length;
      if (rows.length < AT_ONCE) break;
    }
    const more = place !== undefined && (await this.rows(status, 1, place)).length > 0;
    return { letters, ofOthers, next: more ? place : undefined };
  }

  private async rows(status: LetterState, limit: number, after: LetterPlace | undefined): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${LETTER_COLUMNS}, payload FROM dead_letter
        WHERE status = $1 AND (partition, "offset") > ($2, $3) ORDER BY partition, "offset" LIMIT $4`,
      [status, after?.partition ?? -1, after?.offset ?? -1, limit],
    );
    return rows;
  }
}
