import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';

type Reader = Pick<Pool, 'query'>;

/** A child as authority and pseudonym name it. */
interface ChildName {
  readonly authority: string;
  readonly subject: string;
}

/** How long a process may not know that the first child was erased. Who must know at once is told by the log. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Tells the children who were erased, if they are sent again. Of each no more is kept than a keyed hash of its name: who has
 * the database and a pseudonym can find out that it was erased, nobody can list whom.
 */
export class ErasedChildren {
  private key: Promise<Buffer> | undefined;
  private known: { readonly any: boolean; readonly until: number } | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly pool: Reader,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The hash by which a child is known after its erasure. */
  async digestOf({ authority, subject }: ChildName): Promise<Buffer> {
    this.key ??= readKey(this.pool);
    this.key.catch(() => (this.key = undefined));
    return createHmac('sha256', await this.key)
      .update(`careledger erased ${authority}:${subject}`)
      .digest();
  }

  /** Which of these children were erased and not let in again, as `authority:subject`. */
  async among(children: readonly ChildName[]): Promise<ReadonlySet<string>> {
    if (children.length === 0) return NOBODY;
    const names = new Map<string, string>();
    for (const child of children) {
      names.set((await this.digestOf(child)).toString('hex'), `${child.authority}:${child.subject}`);
    }
    const { rows } = await this.pool.query<{ digest: string }>(
      `SELECT encode(digest, 'hex') AS digest FROM erasure
        WHERE digest = ANY (SELECT decode(hex, 'hex') FROM unnest($1::text[]) AS hex)`,
      [[...names.keys()]],
    );
    return new Set(rows.flatMap(({ digest }) => names.get(digest) ?? []));
  }

  /** The same where it is asked often, and may be a second late in noticing the first erasure of all. */
  async amongMany(children: () => readonly ChildName[]): Promise<ReadonlySet<string>> {
    if (this.known === undefined || this.known.until <= this.now()) {
      const any = await anyErased(this.pool);
      this.known = { any, until: this.now() + LOOK_AGAIN_MS };
    }
    return this.known.any ? this.among(children()) : NOBODY;
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** Whether anybody is known as erased, of a partition where one is named. */
export async function anyErased(reader: Reader, partition?: number): Promise<boolean> {
  const { rows } = await reader.query(
    `SELECT FROM erasure WHERE digest IS NOT NULL AND ($1::smallint IS NULL OR partition = $1) LIMIT 1`,
    [partition ?? null],
  );
  return rows.length > 0;
}

async function readKey(reader: Reader): Promise<Buffer> {
  const { rows } = await reader.query<{ key: Buffer }>('SELECT key FROM erasure_key');
  const [row] = rows;
  if (row === undefined) throw new Error('table erasure_key is empty: restore its row from a backup');
  return row.key;
}

/** Begins what stands in the place of an erased child's pseudonym, before its partition and number: no pseudonym has a colon. */
export const ERASED = 'erased:';

/** Whether a child's name says that it was erased. */
export function isErased(subject: string): boolean {
  return subject.startsWith(ERASED);
}
