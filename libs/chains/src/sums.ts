import { formatMonth, monthOf, type Month } from '@careledger/calendar';
import { BalanceSheet, knownMonthOf } from '@careledger/ledger';
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
  /** By authority and month of knowledge. */
  private readonly sheets = new Map<number, BalanceSheet>();
  private readonly spans = new Map<Month, Span>();

  constructor(
    private readonly partition: number,
    private readonly directory: Directory,
    private readonly findings: Findings,
  ) {}

  add({ number, authority, knownAt, day, account, cell, numerator, denominator }: StoredPosting): void {
    const knownMonth = knownMonthOf(knownAt);
    const span = this.spans.get(knownMonth);
    if (span === undefined) this.spans.set(knownMonth, { first: number, last: number });
    else span.last = number;
    const key = authority * KNOWN_MONTHS + knownMonth;
    let sheet = this.sheets.get(key);
    if (sheet === undefined) this.sheets.set(key, (sheet = new BalanceSheet()));
    sheet.add(account, cell, monthOf(day), numerator, denominator);
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
    const missing = new Map<number, Map<number, Sum>>();
    for (const [known, sheet] of this.sheets) {
      const sums = new Map<number, Sum>();
      for (const { account, group, month, numerator, denominator } of sheet.changes(this.directory.groupsOf)) {
        sums.set(keyOf(account, group, month), { numerator, denominator });
      }
      missing.set(known, sums);
    }
    await readRows(
      client,
      `SELECT authority, known_month, account, grp, month, numerator, denominator FROM balance WHERE partition = ${this.partition}`,
      (row) => {
        const known = row.int2() * KNOWN_MONTHS + monthOf(row.date());
        const key = keyOf(row.int2(), row.int4(), monthOf(row.date()));
        const numerator = row.int8();
        const denominator = row.int8();
        const sum = missing.get(known)?.get(key) ?? NOTHING;
        missing.get(known)?.delete(key);
        if (sum.numerator === numerator && sum.denominator === denominator) return;
        this.findBalance(known, key, sum, { numerator, denominator });
      },
    );
    for (const [known, sums] of missing) for (const [key, sum] of sums) this.findBalance(known, key, sum, undefined);
  }

  private findBalance(known: number, key: number, sum: Sum, found: Sum | undefined): void {
    const [account, group, month] = partsOf(key);
    const authority = String(Math.floor(known / KNOWN_MONTHS)).padStart(3, '0');
    this.findings.add(
      'balance',
      this.partition,
      `authority ${authority}, account ${account}, grp ${group} (${this.directory.groupName(group)}), ` +
        `known_month ${formatMonth(known % KNOWN_MONTHS)}, month ${formatMonth(month)}`,
      `The postings add up to ${sum.numerator} / ${sum.denominator}, and ${found ? `the row says ${found.numerator} / ${found.denominator}` : 'there is no row'}.`,
    );
  }
}

const NOTHING: Sum = { numerator: 0, denominator: 0 };
/** Months are counted from the year 0; these are enough for ever. */
const KNOWN_MONTHS = 100_000;
const GROUPS = 2 ** 20;

/** One number for account, group and month: much quicker to find than a text. */
const keyOf = (account: number, group: number, month: Month): number =>
  (account * GROUPS + group) * KNOWN_MONTHS + month;

const partsOf = (key: number): [account: number, group: number, month: Month] => {
  const rest = Math.floor(key / KNOWN_MONTHS);
  return [Math.floor(rest / GROUPS), rest % GROUPS, key % KNOWN_MONTHS];
};
