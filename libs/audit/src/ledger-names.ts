import { ACCOUNTS, cellOf, type Cell, type Groups } from '@careledger/measures';
import type { ClientBase } from 'pg';

/** What an account of the ledger is called, whether this program still has it or not. */
export interface AccountName {
  readonly measure: string;
  readonly stream: string;
}

/**
 * What the numbers of a database stand for. An account is meant by its index in `ACCOUNTS`; one that this program does not
 * have, by a number beyond them, the same in every process.
 */
export interface LedgerNames {
  /** The account of a number that postings have. */
  account(stored: number): number;
  /** The cell of a number that postings have. */
  cell(stored: number): Cell;
  nameOf(account: number): AccountName;
}

export async function readLedgerNames(client: ClientBase): Promise<LedgerNames> {
  const { rows: accounts } = await client.query<AccountName & { id: number }>(
    'SELECT id, measure, stream FROM account ORDER BY id',
  );
  const { rows: cells } = await client.query<{ id: number; groups: Groups }>('SELECT id, groups FROM cell');
  const indexOf = new Map(ACCOUNTS.map(({ measure, stream }, index) => [`${measure}/${stream}`, index]));
  const beyond = new Map<number, AccountName>();
  const accountOf = new Map<number, number>();
  for (const { id, measure, stream } of accounts) {
    const index = indexOf.get(`${measure}/${stream}`) ?? ACCOUNTS.length + id;
    accountOf.set(id, index);
    if (index >= ACCOUNTS.length) beyond.set(index, { measure, stream });
  }
  const cellOfNumber = new Map(cells.map(({ id, groups }) => [id, cellOf(groups)]));
  return {
    account: (stored) => accountOf.get(stored) ?? ACCOUNTS.length + stored,
    cell: (stored) => {
      let cell = cellOfNumber.get(stored);
      if (cell === undefined) cellOfNumber.set(stored, (cell = cellOf({ '?': `the ledger has no cell ${stored}` })));
      return cell;
    },
    nameOf: (account) =>
      ACCOUNTS[account] ??
      beyond.get(account) ?? { measure: `account ${account - ACCOUNTS.length}`, stream: 'not known to the ledger' },
  };
}
