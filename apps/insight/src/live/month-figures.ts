import { firstDayOf, formatDay, lastDayOf, monthOf, type Day } from '@careledger/calendar';
import { type Groups, type Measure, type Rulebook } from '@careledger/measures';
import { LEDGER_CONSUMER, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { overKeys, streamOf, type Sums } from '@careledger/figures';

/** How far the ledger is read: the numbers of the postings that come next. */
export type NextPostings = Readonly<Record<number, number>>;

/** What became of a look at the ledger. */
export interface Look {
  readonly position: Positions;
  readonly next: NextPostings;
  readonly sums: readonly AccountSum[];
}

/** A sum of postings of this month's figure of a measure; of a mean over keys for one key. */
export interface AccountSum extends Sums {
  readonly measure: string;
  readonly key: string | null;
}

/** Which postings this month's figures are sums of, for all measures at once. */
interface MonthAccounts {
  readonly measures: readonly string[];
  readonly streams: readonly string[];
  /** Of a mean over keys the breakdown, else null. */
  readonly over: readonly (string | null)[];
}

function accountsOf({ measures }: Rulebook): MonthAccounts {
  return {
    measures: measures.map(({ id }) => id),
    streams: measures.map((measure) => streamOf(measure, 'month')),
    over: measures.map(({ meanOver }) => meanOver ?? null),
  };
}

/** The accounts of the month's figures, as a table to join with. */
const ASKED_TABLE = `
  asked AS MATERIALIZED (
    SELECT a.id, a.measure, a.stream = 'flow' AS is_flow, wanted.over
      FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted(measure, stream, over)
      JOIN account a ON a.measure = wanted.measure AND a.stream = wanted.stream
  )`;

const POSITION = `
  (SELECT json_object_agg(partition, next_offset) FROM position) AS position,
  (SELECT json_object_agg(partition, next_posting) FROM position) AS next`;

const POSITION_TABLE = `
  position AS MATERIALIZED (
    SELECT partition, next_offset, next_posting FROM projector_position WHERE consumer = '${LEDGER_CONSUMER}'
  )`;

const SUMS = `
  (SELECT coalesce(json_agg(json_build_array(measure, key, numerator, denominator)), '[]') FROM sums) AS sums`;

interface Row {
  readonly position: Positions | null;
  readonly next: NextPostings | null;
  readonly sums: readonly [string, string | null, number, number][];
}

/** A sum of new postings: account, whether they are dated before this month, the groups of a mean over keys, the amounts. */
type NewSum = readonly [
  account: number,
  isEarly: boolean,
  groups: Groups | null,
  numerator: number,
  denominator: number,
];

interface NewRow {
  readonly position: Positions | null;
  readonly next: NextPostings | null;
  readonly sums: readonly NewSum[];
}

/** An account that figures of the month are made of. */
interface MonthAccount {
  readonly measure: string;
  readonly isFlow: boolean;
  /** Of a mean over keys the breakdown, else null. */
  readonly over: string | null;
}

type AccountsById = ReadonlyMap<number, MonthAccount | undefined>;

/** Reads the figures of the month that contains today, for all measures. */
export class MonthFigures {
  private readonly accounts = new Map<Rulebook, AccountsById>();

  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** The sums of all postings so far: what a stream begins with. One statement, so that they are those of the position. */
  async all(rulebook: Rulebook, authority: string, today: Day): Promise<Look> {
    const month = monthOf(today);
    const asked = accountsOf(rulebook);
    const { rows } = await this.pool.query<Row>({
      name: 'month-figures',
      text: `
        WITH ${ASKED_TABLE}, ${POSITION_TABLE}, parts AS (
          SELECT asked.measure, CASE g.id WHEN 0 THEN NULL ELSE g.key END AS key, b.numerator, b.denominator
            FROM asked
            JOIN balance b ON b.authority = $4 AND b.account = asked.id
            JOIN breakdown_group g ON g.id = b.grp
           WHERE (g.id = 0 OR g.breakdown = asked.over) AND b.month <= $5 AND (b.month >= $5 OR NOT asked.is_flow)
          UNION ALL
          SELECT asked.measure, part.key, -p.numerator, -p.denominator
            FROM asked
            JOIN posting p ON p.authority = $4 AND p.account = asked.id AND p.day > $6 AND p.day <= $7
            JOIN cell c ON c.id = p.cell
           CROSS JOIN LATERAL (SELECT NULL AS key UNION ALL SELECT c.groups ->> asked.over WHERE c.groups ? asked.over) AS part
        ), sums AS (
          SELECT measure, key, sum(numerator) AS numerator, sum(denominator) AS denominator
            FROM parts GROUP BY measure, key
        )
        SELECT ${POSITION}, ${SUMS}`,
      values: [
        asked.measures,
        asked.streams,
        asked.over,
        Number(authority),
        formatDay(firstDayOf(month)),
        formatDay(today),
        formatDay(lastDayOf(month)),
      ],
    });
    return lookOf(rows[0]);
  }

  /** The sums of the postings since an earlier look: asked for at every batch, so the database only adds up what is new. */
  async since(rulebook: Rulebook, next: NextPostings, authority: string, today: Day): Promise<Look> {
    const accounts = this.accounts.get(rulebook) ?? (await this.readAccounts(rulebook));
    const { rows } = await this.pool.query<NewRow>({
      name: 'month-figures-since',
      text: `
        WITH ${POSITION_TABLE}, sums AS (
          SELECT p.account, p.day < $5 AS is_early, CASE WHEN p.account = ANY ($6) THEN p.cell END AS cell,
                 sum(p.numerator) AS numerator, sum(p.denominator) AS denominator
            FROM position
            LEFT JOIN unnest($1::smallint[], $2::bigint[]) AS seen(partition, next_posting) USING (partition)
           CROSS JOIN LATERAL (
             SELECT authority, account, cell, day, numerator, denominator FROM posting
              WHERE partition = position.partition AND number >= coalesce(seen.next_posting, 0)
                AND number < position.next_posting OFFSET 0
           ) p
           WHERE p.authority = $3 AND p.day <= $4
           GROUP BY 1, 2, 3
        )
        SELECT ${POSITION}, (
          SELECT coalesce(json_agg(json_build_array(
                   account, is_early, (SELECT groups FROM cell WHERE id = sums.cell), numerator, denominator)), '[]') FROM sums
        ) AS sums`,
      values: [
        Object.keys(next).map(Number),
        Object.values(next),
        Number(authority),
        formatDay(today),
        formatDay(firstDayOf(monthOf(today))),
        [...accounts].flatMap(([id, account]) => (typeof account?.over === 'string' ? [id] : [])),
      ],
    });
    const { position = null, next: end = null, sums = [] } = rows[0] ?? {};
    if (sums.some(([account]) => !accounts.has(account))) {
      // An account that was added after the others were read: look again, in sight of it.
      this.accounts.delete(rulebook);
      return this.since(rulebook, next, authority, today);
    }
    return { position: position ?? {}, next: end ?? {}, sums: sums.flatMap(sumsOf(accounts)) };
  }

  /** All accounts by their number in the database; undefined where the month's figures are not made of them. */
  private async readAccounts(rulebook: Rulebook): Promise<AccountsById> {
    const asked = accountsOf(rulebook);
    const { rows } = await this.pool.query<MonthAccount & { readonly id: number; readonly isAsked: boolean }>(
      `WITH ${ASKED_TABLE}
       SELECT a.id, asked.id IS NOT NULL AS "isAsked", a.measure, a.stream = 'flow' AS "isFlow", asked.over
         FROM account a LEFT JOIN asked USING (id)`,
      [asked.measures, asked.streams, asked.over],
    );
    const accounts = new Map(rows.map(({ id, isAsked, ...account }) => [id, isAsked ? account : undefined]));
    this.accounts.set(rulebook, accounts);
    return accounts;
  }
}

/** What the figures of this month are made of in one account: the whole, and of a mean over keys each key. */
function sumsOf(accounts: AccountsById) {
  return ([account, isEarly, groups, numerator, denominator]: NewSum): AccountSum[] => {
    const found = accounts.get(account);
    // An account of other periods; or a unit of a flow that is dated before this month.
    if (found === undefined || (found.isFlow && isEarly)) return [];
    const { measure, over } = found;
    const key = over === null ? undefined : groups?.[over];
    const whole = { measure, key: null, numerator, denominator };
    return key === undefined ? [whole] : [whole, { measure, key, numerator, denominator }];
  };
}

function lookOf(row: Row | undefined): Look {
  return {
    position: row?.position ?? {},
    next: row?.next ?? {},
    sums: (row?.sums ?? []).map(([measure, key, numerator, denominator]) => {
      return { measure, key, numerator, denominator };
    }),
  };
}

/** The figures of one authority for this month, kept up to date posting by posting. */
export class MonthBook {
  private readonly wholes = new Map<string, Sums>();
  private readonly byKey = new Map<string, Map<string, Sums>>();

  constructor(private readonly rulebook: Rulebook) {}

  /** Adds sums up. Returns the measures whose figure is another than before. */
  add(sums: readonly AccountSum[]): Set<Measure> {
    const touched = new Map<string, Sums>();
    for (const { measure, key, numerator, denominator } of sums) {
      if (!touched.has(measure)) touched.set(measure, this.sumsOf(measure));
      const place = key === null ? this.wholes : this.keysOf(measure);
      const before = place.get(key ?? measure);
      place.set(key ?? measure, {
        numerator: (before?.numerator ?? 0) + numerator,
        denominator: (before?.denominator ?? 0) + denominator,
      });
    }
    return new Set(
      this.rulebook.measures.filter(({ id }) => {
        const before = touched.get(id);
        const after = this.sumsOf(id);
        return (
          before !== undefined && (before.numerator !== after.numerator || before.denominator !== after.denominator)
        );
      }),
    );
  }

  /** The sums that a measure's figure is made of. */
  sumsOf(measure: string): Sums {
    const whole = this.wholes.get(measure) ?? { numerator: 0, denominator: 0 };
    const keys = this.byKey.get(measure);
    return keys === undefined ? whole : overKeys(whole, keys);
  }

  private keysOf(measure: string): Map<string, Sums> {
    let keys = this.byKey.get(measure);
    if (keys === undefined) this.byKey.set(measure, (keys = new Map<string, Sums>()));
    return keys;
  }
}
