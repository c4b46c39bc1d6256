/** Law 7: balances are the postings, added up. */
import type { BalanceSheet } from '@careledger/ledger';
import type { Month } from '@careledger/calendar';
import type { Engine } from './engine';
import { firstOf, type Law } from './law';
import { LedgerInMemory, type Line } from './ledger-in-memory';

/** Group 0 is the whole; each key of each breakdown has a number of its own. */
class Groups {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly engine: Engine) {}

  of(cell: Line['cell']): number[] {
    const keys = Object.entries(this.engine.measures.groupsOf(cell)).map((pair) => JSON.stringify(pair));
    for (const key of keys) if (!this.numbers.has(key)) this.numbers.set(key, this.numbers.size + 1);
    return [0, ...keys.map((key) => this.numbers.get(key) ?? 0)];
  }
}

/** One sheet for each authority and month in which something became known, as the projector keeps them. */
interface Page {
  readonly sheet: BalanceSheet;
  /** The same, added up in the plainest way. */
  readonly sums: Map<string, [account: number, group: number, month: Month, numerator: number, denominator: number]>;
}

export const balancesAreThePostings: Law = {
  name: 'balances',
  says: 'The balances by account, group and month are the sums of the postings, in order and without empty ones.',
  about: { historicalLoads: true, idReuse: true },
  check(engine, history) {
    const { ledger, calendar } = engine;
    const groups = new Groups(engine);
    const pages = new Map<string, Page>();
    for (const line of LedgerInMemory.of(engine, history).lines) {
      const name = `${line.authority} ${calendar.formatMonth(ledger.knownMonthOf(line.knownAt))}`;
      const page: Page = pages.get(name) ?? { sheet: new ledger.BalanceSheet(), sums: new Map() };
      pages.set(name, page);
      const month = calendar.monthOf(line.day);
      page.sheet.add(line.account, line.cell, month, line.numerator, line.denominator);
      for (const group of groups.of(line.cell)) {
        const key = `${line.account} ${group} ${month}`;
        const sum = page.sums.get(key) ?? [line.account, group, month, 0, 0];
        sum[3] += line.numerator;
        sum[4] += line.denominator;
        page.sums.set(key, sum);
      }
    }
    return firstOf(pages, ([name, { sheet, sums }]) => {
      const right = [...sums.values()]
        .filter(([, , , numerator, denominator]) => numerator !== 0 || denominator !== 0)
        .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
      const changes = sheet
        .changes((cell) => groups.of(cell))
        .map(({ account, group, month, numerator, denominator }) => [account, group, month, numerator, denominator]);
      const [expected, found] = [JSON.stringify(right), JSON.stringify(changes)];
      return expected === found ? null : { broken: this.says, of: { 'known in': name }, expected, found };
    });
  },
};

/** The month in which an instant lies, told without the engine. */
export const knownMonthsAreThoseOfTheInstants: Law = {
  name: 'months of knowledge',
  says: 'A posting is in the balances of the UTC month of its knownAt.',
  about: { historicalLoads: true },
  check(engine, history) {
    return firstOf(LedgerInMemory.of(engine, history).lines, ({ knownAt }) => {
      const expected = new Date(Math.floor(knownAt / 1000)).toISOString().slice(0, 7);
      const found = engine.calendar.formatMonth(engine.ledger.knownMonthOf(knownAt));
      return expected === found ? null : { broken: this.says, of: { knownAt }, expected, found };
    });
  },
};
