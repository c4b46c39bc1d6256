import { isKept } from '@careledger/ledger';
import {
  accountNumber,
  accountNumbered,
  groupsOf,
  RULEBOOKS,
  type Cell,
  type Groups,
  type Rulebook,
} from '@careledger/measures';
import type { Pool } from 'pg';
import { meaningOfAccount, meaningOfCell, nameOfGroups, rankOf, type Meaning } from './posting-seals';
import { transaction } from './transaction';

/** What a cell is in the database: its row, and the breakdown groups whose balances it is in (0 is the whole). */
export interface StoredCell {
  readonly id: number;
  readonly groups: readonly number[];
  /** What postings that carry it are sealed with. */
  readonly meaning: Meaning;
  /** Where it stands among the cells of an event: it follows from the meaning, so that all databases have the same. */
  readonly rank: number;
}

/**
 * The numbers that accounts, cells and breakdown groups have in the database. They are only ever added, each by a
 * statement of its own, so that two projectors agree on them without waiting for each other's batches. What is there is
 * only read; what is not is added in one order by all, since two that add the same in different orders can wait for each
 * other for ever.
 */
export class LedgerDirectory {
  private readonly cells: (StoredCell | undefined)[] = [];
  private readonly groups = new Map<string, number>();
  /** What postings to each account are sealed with, by its number in this process. */
  readonly accountMeanings: readonly Meaning[];

  private constructor(
    private readonly pool: Pool,
    /** Number in the database of each account, by its number in this process. */
    readonly accounts: readonly number[],
    /** The rulebooks whose accounts these are: those that the program knows, in their order. */
    readonly rulebooks: readonly Rulebook[],
  ) {
    this.accountMeanings = accounts.map((_, number) => {
      const { measure, stream } = accountNumbered(number);
      return meaningOfAccount(measure, stream);
    });
  }

  /** Reads the directory, adding the accounts of these rulebooks that are new. */
  static async open(pool: Pool, rulebooks: readonly Rulebook[] = RULEBOOKS): Promise<LedgerDirectory> {
    const named = rulebooks.flatMap((rulebook) => rulebook.accounts);
    const all = [...new Map(named.map((account) => [accountNumber(account), account])).values()];
    const measures = all.map(({ measure }) => measure);
    const streams = all.map(({ stream }) => stream);
    const ids = await transaction(pool, async (client) => {
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
      return new Map(rows.map(({ id, measure, stream }) => [`${measure}/${stream}`, id]));
    });
    const accounts: number[] = [];
    for (const account of all) {
      accounts[accountNumber(account)] = ids.get(`${account.measure}/${account.stream}`) as number;
    }
    return new LedgerDirectory(pool, accounts, rulebooks);
  }

  /** The stored cell, or undefined where it has not been registered. */
  cell(cell: Cell): StoredCell | undefined {
    return this.cells[cell];
  }

  /** Makes sure that these cells and their groups have numbers: a few statements, however many are new. */
  async register(cells: Iterable<Cell>): Promise<void> {
    const fresh = [...cells].filter((cell) => this.cells[cell] === undefined);
    if (fresh.length === 0) return;
    await this.registerGroups(fresh);
    const names = new Map(fresh.map((cell) => [nameOfGroups(groupsOf(cell)), cell]));
    const take = async (text: string, wanted: readonly string[]): Promise<string[]> => {
      const { rows } = await this.pool.query<{ id: number; groups: Groups }>(text, [wanted]);
      const found = rows.map(({ id, groups }) => {
        const keys = keptGroups(groups).map((group) => this.groups.get(groupName(...group)) as number);
        const name = nameOfGroups(groups);
        const meaning = meaningOfCell(groups);
        this.cells[names.get(name) as Cell] = { id, groups: [0, ...keys], meaning, rank: rankOf(meaning) };
        return name;
      });
      return without(wanted, found);
    };
    const missing = await take(
      'SELECT id, groups FROM cell WHERE groups = ANY ($1::jsonb[])',
      [...names.keys()].sort(),
    );
    if (missing.length === 0) return;
    // DO UPDATE gives the row back also where another projector has just added it.
    await take(
      `INSERT INTO cell (groups) SELECT unnest($1::jsonb[]) ON CONFLICT (groups) DO UPDATE SET groups = excluded.groups
       RETURNING id, groups`,
      missing,
    );
  }

  private async registerGroups(cells: readonly Cell[]): Promise<void> {
    const fresh = new Map<string, readonly [string, string]>();
    for (const cell of cells) {
      for (const group of keptGroups(groupsOf(cell))) {
        const name = groupName(...group);
        if (!this.groups.has(name)) fresh.set(name, group);
      }
    }
    if (fresh.size === 0) return;
    const take = async (text: string, wanted: readonly string[]): Promise<string[]> => {
      const groups = wanted.map((name) => fresh.get(name) as readonly [string, string]);
      const { rows } = await this.pool.query<{ id: number; breakdown: string; key: string }>(text, [
        groups.map(([breakdown]) => breakdown),
        groups.map(([, key]) => key),
      ]);
      const found = rows.map(({ id, breakdown, key }) => {
        const name = groupName(breakdown, key);
        this.groups.set(name, id);
        return name;
      });
      return without(wanted, found);
    };
    const missing = await take(
      `SELECT id, breakdown, key FROM breakdown_group JOIN unnest($1::text[], $2::text[]) AS wanted(breakdown, key) USING (breakdown, key)`,
      [...fresh.keys()].sort(),
    );
    if (missing.length === 0) return;
    await take(
      `INSERT INTO breakdown_group AS g (breakdown, key) SELECT breakdown, key FROM unnest($1::text[], $2::text[]) AS new(breakdown, key)
       ON CONFLICT (breakdown, key) DO UPDATE SET key = excluded.key RETURNING id, breakdown, key`,
      missing,
    );
  }
}

/** The names that were not found, in their order. */
function without(wanted: readonly string[], found: readonly string[]): string[] {
  const there = new Set(found);
  return wanted.filter((name) => !there.has(name));
}

const keptGroups = (groups: Groups): [breakdown: string, key: string][] =>
  Object.entries(groups).filter(([breakdown, key]) => isKept(breakdown, key));

const groupName = (breakdown: string, key: string): string => JSON.stringify([breakdown, key]);
