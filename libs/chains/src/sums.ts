import { formatMonth, monthOf, type Month } from '@careledger/calendar';
import { BalanceSheet, knownMonthOf } from '@careledger/ledger';
import type { Cell } from '@careledger/measures';
import { readRows, type StoredPosting } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { Directory } from './directory';
import type { Findings } from './finding';

interface Span {
  first: number;
  last: number;
}

interface Sum {
  readonly numerator: number;
  readonly denominator: number;
}

/** Adds the postings of a partition up and holds what is derived from them against that: balances, and spans of numbers. */
export class SumsOfPartition {
  private readonly sheets = new Map<number, { authority: number; knownMonth: Month; sheet: BalanceSheet }>();
  private readonly spans = new Map<Month, Span>();

  constructor(
    private readonly partition: number,
    private readonly directory: Directory,
    private readonly findings: Findings,
  ) {}

  add({ number, authority, knownAt, day, accountNumber, cellNumber, numerator, denominator }: StoredPosting): void {
    const knownMonth = knownMonthOf(knownAt);
    const span = this.spans.get(knownMonth);
    if (span === undefined) this.spans.set(knownMonth, { first: number, last: number });
    else span.last = number;
    const key = authority * 100_000 + knownMonth;
    let month = this.sheets.get(key);
    if (month === undefined) this.sheets.set(key, (month = { authority, knownMonth, sheet: new BalanceSheet() }));
    month.sheet.add(accountNumber, cellNumber as Cell, monthOf(day), numerator, denominator);
  }

  async compare(client: ClientBase): Promise<void> {
    await this.compareSpans(client);
    await this.compareBalances(client);
  }

  private async compareSpans(client: ClientBase): Promise<void> {
    const { rows } = await client.query<{ known_month: number; first_number: number; last_number: number }>(
      'SELECT known_month, first_number, last_number FROM posting_span WHERE partition = $1 ORDER BY known_month',
      [this.partition],
    );
    const find = (month: Month, what: string): void =>
      this.findings.add('posting_span', this.partition, `known_month ${formatMonth(month)}`, what);
    const missing = new Map(this.spans);
    for (const row of rows) {
      const month = monthOf(row.known_month);
      const span = missing.get(month);
      missing.delete(month);
      if (span === undefined) find(month, 'No posting became known in this month.');
      else if (span.first !== row.first_number || span.last !== row.last_number) {
        find(
          month,
          `The postings of this month are numbers ${span.first} to ${span.last}, and the row says otherwise.`,
        );
      }
    }
    for (const [month, { first, last }] of missing) {
      find(month, `The row is missing: numbers ${first} to ${last} became known in this month.`);
    }
  }

  private async compareBalances(client: ClientBase): Promise<void> {
    const missing = new Map<string, Sum>();
    for (const { authority, knownMonth, sheet } of this.sheets.values()) {
      for (const { account, group, month, numerator, denominator } of sheet.changes(this.directory.groupsOf)) {
        missing.set(keyOf(authority, account, group, knownMonth, month), { numerator, denominator });
      }
    }
    const nothing: Sum = { numerator: 0, denominator: 0 };
    const find = (key: string, { numerator, denominator }: Sum, found: Sum | undefined): void => {
      const [authority = '', account, group, known, month] = key.split(' ').map(Number);
      this.findings.add(
        'balance',
        this.partition,
        `authority ${String(authority).padStart(3, '0')}, account ${account}, grp ${group} (${this.directory.groupName(group ?? 0)}), ` +
          `known_month ${formatMonth(known ?? 0)}, month ${formatMonth(month ?? 0)}`,
        `The postings add up to ${numerator} / ${denominator}, and ${found ? `the row says ${found.numerator} / ${found.denominator}` : 'there is no row'}.`,
      );
    };
    await readRows(
      client,
      `SELECT authority, account, grp, known_month, month, numerator, denominator FROM balance WHERE partition = ${this.partition}`,
      (row) => {
        const key = keyOf(row.int2(), row.int2(), row.int4(), monthOf(row.date()), monthOf(row.date()));
        const found = { numerator: row.int8(), denominator: row.int8() };
        const sum = missing.get(key) ?? nothing;
        missing.delete(key);
        if (sum.numerator !== found.numerator || sum.denominator !== found.denominator) find(key, sum, found);
      },
    );
    for (const [key, sum] of missing) find(key, sum, undefined);
  }
}

const keyOf = (authority: number, account: number, group: number, knownMonth: Month, month: Month): string =>
  `${authority} ${account} ${group} ${knownMonth} ${month}`;
