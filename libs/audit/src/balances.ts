import { formatMonth, monthOf, type Month } from '@careledger/calendar';
import { isKept } from '@careledger/ledger';
import { groupsOf, type Cell } from '@careledger/measures';
import { readRows } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { LedgerNames } from './ledger-names';
import { eachSum, type CellSums } from './named-sums';
import type { Amounts } from './slice-result';

/** A balance that is not the sum of its postings. */
export interface BalanceDifference {
  readonly partition: number;
  readonly measure: string;
  readonly stream: string;
  /** The breakdown and its key; both empty for the whole. */
  readonly by: string;
  readonly key: string;
  /** The (UTC) month in which the postings became known, and that of their day. */
  readonly knownMonth: string;
  readonly month: string;
  readonly balance: Amounts;
  readonly postings: Amounts;
}

/** How the balances stand to the postings that they are sums of. */
export interface BalancesCompared {
  readonly compared: number;
  readonly different: number;
  /** The first of them. */
  readonly differences: readonly BalanceDifference[];
}

const DIFFERENCES_TOLD = 200;

/**
 * Compares the balances of an authority with its postings: figures are read from the balances, so that a wrong one is a wrong
 * figure even where every posting is right.
 * @param sums by partition and (UTC) month of knowledge, all postings up to the position
 */
export async function compareBalances(
  client: ClientBase,
  authority: string,
  names: LedgerNames,
  sums: ReadonlyMap<number, ReadonlyMap<Month, CellSums>>,
): Promise<BalancesCompared> {
  const { rows } = await client.query<{ id: number; breakdown: string; key: string }>(
    'SELECT id, breakdown, key FROM breakdown_group',
  );
  const groups = new GroupNumbers(rows);
  const found = { compared: 0, different: 0, differences: [] as BalanceDifference[] };
  const { rows: partitions } = await client.query<{ partition: number }>('SELECT partition FROM log_partition');
  for (const partition of new Set([...sums.keys(), ...partitions.map((row) => row.partition)])) {
    const sides = new Sides();
    for (const [knownMonth, cells] of sums.get(partition) ?? []) {
      eachSum(cells.named(), (account, cell, month, numerator, denominator) => {
        for (const group of groups.of(cell)) {
          sides.add(Sides.POSTINGS, { account, group, knownMonth, month }, numerator, denominator);
        }
      });
    }
    await readRows(
      client,
      `SELECT account, grp, known_month, month, numerator, denominator FROM balance
        WHERE authority = ${Number(authority)} AND partition = ${partition}`,
      (row) => {
        const place = {
          account: names.account(row.int2()),
          group: row.int4(),
          knownMonth: monthOf(row.date()),
          month: monthOf(row.date()),
        };
        sides.add(Sides.BALANCE, place, row.int8(), row.int8());
      },
    );
    found.compared += sides.size;
    sides.eachDifference(({ account, group, knownMonth, month }, balance, postings) => {
      if (++found.different > DIFFERENCES_TOLD) return;
      const [by, key] = groups.nameOf(group);
      const months = { knownMonth: formatMonth(knownMonth), month: formatMonth(month) };
      found.differences.push({ partition, ...names.nameOf(account), by, key, ...months, balance, postings });
    });
  }
  return found;
}

/** The numbers of breakdown groups in the ledger; 0 is the whole. */
class GroupNumbers {
  private readonly numbers = new Map<string, number>();
  private readonly names = new Map<number, readonly [by: string, key: string]>();
  private readonly ofCells: (readonly number[] | undefined)[] = [];

  constructor(rows: readonly { readonly id: number; readonly breakdown: string; readonly key: string }[]) {
    for (const { id, breakdown, key } of rows) this.set(id, breakdown, key);
  }

  /** The groups whose balances a cell is in. One that the ledger does not know gets a number of its own. */
  of(cell: Cell): readonly number[] {
    return (this.ofCells[cell] ??= [0, ...this.keysOf(cell)]);
  }

  nameOf(group: number): readonly [by: string, key: string] {
    return this.names.get(group) ?? ['?', `the ledger has no group ${group}`];
  }

  private keysOf(cell: Cell): number[] {
    return Object.entries(groupsOf(cell))
      .filter(([breakdown, key]) => isKept(breakdown, key))
      .map(([by, key]) => this.numbers.get(JSON.stringify([by, key])) ?? this.set(BEYOND - this.numbers.size, by, key));
  }

  private set(id: number, by: string, key: string): number {
    this.numbers.set(JSON.stringify([by, key]), id);
    this.names.set(id, [by, key]);
    return id;
  }
}

/** A ledger has some thousands of groups. */
const GROUPS = 2 ** 18;
const BEYOND = GROUPS - 1;
const MONTHS = 2 ** 12;
/** Earlier than any date of the contract, birthdays included. */
const FIRST_MONTH = 1850 * 12;

interface Place {
  readonly account: number;
  readonly group: number;
  readonly knownMonth: Month;
  readonly month: Month;
}

/** Balances beside the sums of their postings, a million of them if need be. */
class Sides {
  static readonly BALANCE = 0;
  static readonly POSTINGS = 2;
  private readonly places = new Map<number, number>();
  private readonly keys: Place[] = [];
  private readonly amounts: number[] = [];

  get size(): number {
    return this.keys.length;
  }

  add(side: 0 | 2, place: Place, numerator: number, denominator: number): void {
    const { account, group, knownMonth, month } = place;
    const months = (knownMonth - FIRST_MONTH) * MONTHS + month - FIRST_MONTH;
    const key = (account * GROUPS + group) * MONTHS * MONTHS + months;
    if (!Number.isSafeInteger(key)) throw new RangeError(`balances of account ${account} cannot be told apart`);
    let at = this.places.get(key);
    if (at === undefined) {
      this.places.set(key, (at = this.amounts.length));
      this.keys.push(place);
      this.amounts.push(0, 0, 0, 0);
    }
    (this.amounts[at + side] as number) += numerator;
    (this.amounts[at + side + 1] as number) += denominator;
  }

  eachDifference(visit: (place: Place, balance: Amounts, postings: Amounts) => void): void {
    this.keys.forEach((place, i) => {
      const [a = 0, b = 0, c = 0, d = 0] = this.amounts.slice(4 * i, 4 * i + 4);
      if (a === c && b === d) return;
      visit(place, { numerator: a, denominator: b }, { numerator: c, denominator: d });
    });
  }
}
