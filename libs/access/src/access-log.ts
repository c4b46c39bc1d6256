import { formatInstant, type Instant } from '@careledger/calendar';
import { ErasedChildren } from '@careledger/store';
import type { Pool } from 'pg';

/** That somebody read children's data, or tried to. Never what was in it. */
export interface Reading {
  /** The subject of the token. */
  readonly who: string;
  /** The roles that let them in, or that they lacked. */
  readonly role: string;
  /** The method and the pattern of the path. */
  readonly route: string;
  readonly authority: string | null;
  readonly child: string | null;
  readonly measure: string | null;
  readonly period: string | null;
  /** How many rows were given. */
  readonly rows: number | null;
  /** `given`, or why not: the status and its words. */
  readonly result: string;
}

/** A reading as it is read back. */
export interface KeptReading extends Reading {
  readonly number: number;
  readonly at: string;
}

export interface ReadingsQuestion {
  readonly authority: string;
  readonly child?: string | undefined;
  /** Included. */
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
  readonly after: number;
  readonly limit: number;
}

type Row = Omit<KeptReading, 'at'> & { readonly at: Instant };

const COLUMNS = 'who, role, route, authority, child, measure, period, "rows", result';

/** Who read what, in table `access_log`. */
export class AccessLog {
  private readonly erased: ErasedChildren;

  constructor(private readonly pool: Pick<Pool, 'query'>) {
    this.erased = new ErasedChildren(pool);
  }

  /** Fulfilled once it is durable. The pseudonym of a child who was erased is not brought back by being asked for. */
  async write(reading: Reading): Promise<void> {
    const { who, role, route, authority, measure, period, rows, result } = reading;
    const child = (await this.wasErased(reading)) ? 'erased' : reading.child;
    await this.pool.query({
      name: 'write-access-log',
      text: `INSERT INTO access_log (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [who, role, route, authority, child, measure, period, rows, result].map(storable),
    });
  }

  private async wasErased({ authority, child }: Reading): Promise<boolean> {
    if (authority === null || child === null) return false;
    return (await this.erased.among([{ authority, subject: child }])).size > 0;
  }

  /** At most `limit` readings after a number, oldest first, and whether there are more. */
  async list(question: ReadingsQuestion): Promise<{ readings: KeptReading[]; more: boolean }> {
    const { authority, child, from, to, after, limit } = question;
    const { rows } = await this.pool.query<Row>(
      `SELECT number, at, ${COLUMNS} FROM access_log
        WHERE authority = $1 AND ($2::text IS NULL OR child = $2) AND at >= $3 AND at < $4 AND number > $5
        ORDER BY number LIMIT $6`,
      [
        authority,
        child ?? null,
        from === undefined ? '-infinity' : formatInstant(from),
        to === undefined ? 'infinity' : formatInstant(to),
        after,
        limit + 1,
      ],
    );
    const readings = rows.slice(0, limit).map((row): KeptReading => ({ ...row, at: formatInstant(row.at) }));
    return { readings, more: rows.length > limit };
  }
}

/** Text of a path or a token can hold what PostgreSQL's cannot. */
function storable(value: string | number | null): string | number | null {
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd').slice(0, 500) : value;
}
