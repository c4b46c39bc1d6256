import { formatMonth, monthOf, type Day, type Instant } from '@careledger/calendar';
import { knownMonthOf } from '@careledger/ledger';
import type { Cell } from '@careledger/measures';
import { readRows } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { Amounts } from './amounts';
import { CellTable } from './cell-table';
import type { LedgerNames } from './ledger-names';

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
  /** By how much the balance is less than the sum of its postings. */
  readonly less: Amounts;
}

/** How the balances stand to the postings that they are sums of. */
export interface BalancesCompared {
  readonly compared: number;
  readonly different: number;
  /** The first of them. */
  readonly differences: readonly BalanceDifference[];
}

const DIFFERENCES_TOLD = 200;

/** Sums of postings on their way between processes: account, group, known month, month, numerator, denominator, and so on. */
export type PostingSums = Float64Array;

const WIDTH = 6;

/** Adds all postings of a slice up, whenever known, as balances do. */
export class PostingSheet {
  private readonly cells: CellTable;

  /** @param expected about how many different sums there will be */
  constructor(private readonly expected = 0) {
    this.cells = new CellTable(expected);
  }

  add(account: number, cell: Cell, knownAt: Instant, day: Day, numerator: number, denominator: number): void {
    this.cells.add(account, cell, knownMonthOf(knownAt), monthOf(day), numerator, denominator);
  }

  sums(names: LedgerNames): PostingSums {
    const groups = new CellTable(2 * this.expected);
    this.cells.each((account, cell, knownMonth, month, numerator, denominator) => {
      if (numerator === 0 && denominator === 0) return;
      for (const group of names.groups(cell)) groups.add(account, group, knownMonth, month, numerator, denominator);
    });
    const sums = new Float64Array(WIDTH * groups.size);
    let at = 0;
    groups.each((account, group, knownMonth, month, numerator, denominator) => {
      if (numerator === 0 && denominator === 0) return;
      sums[at++] = account;
      sums[at++] = group;
      sums[at++] = knownMonth;
      sums[at++] = month;
      sums[at++] = numerator;
      sums[at++] = denominator;
    });
    return sums.slice(0, at);
  }
}

/**
 * Compares the balances of an authority in a partition with its postings: figures are read from the balances, so that a
 * wrong one is a wrong figure even where every posting is right.
 * @param parts all postings up to the position
 */
export async function compareBalances(
  client: ClientBase,
  authority: string,
  names: LedgerNames,
  partition: number,
  parts: readonly PostingSums[],
): Promise<BalancesCompared> {
  const table = new CellTable(parts.reduce((sum, part) => sum + part.length / WIDTH, 0));
  for (const sums of parts) {
    for (let at = 0; at < sums.length; at += WIDTH) {
      table.add(
        sums[at] as number,
        sums[at + 1] as number,
        sums[at + 2] as number,
        sums[at + 3] as number,
        sums[at + 4] as number,
        sums[at + 5] as number,
      );
    }
  }
  await readRows(
    client,
    `SELECT account, grp, known_month, month, numerator, denominator FROM balance
      WHERE authority = ${Number(authority)} AND partition = ${partition}`,
    (row) => {
      const account = names.account(row.int2());
      const group = row.int4();
      table.add(account, group, monthOf(row.date()), monthOf(row.date()), -row.int8(), -row.int8());
    },
  );
  const differences: BalanceDifference[] = [];
  let different = 0;
  table.each((account, group, knownMonth, month, numerator, denominator) => {
    if (numerator === 0 && denominator === 0) return;
    if (++different > DIFFERENCES_TOLD) return;
    const [by, key] = names.groupName(group);
    const months = { knownMonth: formatMonth(knownMonth), month: formatMonth(month) };
    const less = { numerator, denominator };
    differences.push({ partition, ...names.nameOf(account), by, key, ...months, less });
  });
  return { compared: table.size, different, differences };
}
