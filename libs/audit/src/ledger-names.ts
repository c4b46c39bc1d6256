import { isKept } from '@careledger/ledger';
import {
  accountNumber,
  accountNumbered,
  cellOf,
  groupsOf,
  type Cell,
  type Groups,
  type Rulebook,
} from '@careledger/measures';
import type { ClientBase } from 'pg';

/** What an account of the ledger is called, whether this program still has it or not. */
export interface AccountName {
  readonly measure: string;
  readonly stream: string;
}

/**
 * What the numbers of a database stand for. An account is meant by its number in this process, see `accountNumber`: the
 * processes of an audit know the same rulebooks, so that they have the same numbers. One that this program does not have is
 * meant by a number beyond them.
 */
export interface LedgerNames {
  /** The account of a number that postings have. */
  account(stored: number): number;
  /** The cell of a number that postings have. */
  cell(stored: number): Cell;
  nameOf(account: number): AccountName;
  /** The numbers of the groups whose balances a cell is in; 0 is the whole. */
  groups(cell: Cell): readonly number[];
  /** What a group is called: its breakdown and its key, both empty for the whole. */
  groupName(group: number): readonly [by: string, key: string];
}

/** The number of a group that the ledger should know and does not. */
const NO_GROUP = -1;

/** Accounts that this program does not have stand beyond all that it can have. */
const NOT_KNOWN = 1 << 16;

/** @param rulebooks those that the program knows */
export async function readLedgerNames(client: ClientBase, rulebooks: readonly Rulebook[]): Promise<LedgerNames> {
  const { rows: accounts } = await client.query<AccountName & { id: number }>(
    'SELECT id, measure, stream FROM account ORDER BY id',
  );
  const { rows: cells } = await client.query<{ id: number; groups: Groups }>('SELECT id, groups FROM cell');
  const { rows: groups } = await client.query<{ id: number; breakdown: string; key: string }>(
    'SELECT id, breakdown, key FROM breakdown_group',
  );
  const groupOf = new Map(groups.map(({ id, breakdown, key }) => [JSON.stringify([breakdown, key]), id]));
  const groupNames = new Map(groups.map(({ id, breakdown, key }) => [id, [breakdown, key] as const]));
  const groupsOfCells: (readonly number[] | undefined)[] = [];
  const known = new Map<string, number>(
    rulebooks.flatMap((rulebook) =>
      rulebook.accounts.map((one) => [`${one.measure}/${one.stream}`, accountNumber(one)] as const),
    ),
  );
  const accountOf = new Map<number, number>();
  const beyond = new Map<number, AccountName>();
  for (const { id, measure, stream } of accounts) {
    const number = known.get(`${measure}/${stream}`) ?? NOT_KNOWN + id;
    accountOf.set(id, number);
    if (number >= NOT_KNOWN) beyond.set(number, { measure, stream });
  }
  const cellOfNumber = new Map(cells.map(({ id, groups }) => [id, cellOf(groups)]));
  return {
    account: (stored) => accountOf.get(stored) ?? NOT_KNOWN + stored,
    cell: (stored) => {
      let cell = cellOfNumber.get(stored);
      if (cell === undefined) cellOfNumber.set(stored, (cell = cellOf({ '?': `the ledger has no cell ${stored}` })));
      return cell;
    },
    nameOf: (account) =>
      account < NOT_KNOWN
        ? accountNumbered(account)
        : (beyond.get(account) ?? { measure: `account ${account - NOT_KNOWN}`, stream: 'not known to the ledger' }),
    groups: (cell) =>
      (groupsOfCells[cell] ??= [
        0,
        ...Object.entries(groupsOf(cell))
          .filter(([breakdown, key]) => isKept(breakdown, key))
          .map((name) => groupOf.get(JSON.stringify(name)) ?? NO_GROUP),
      ]),
    groupName: (group) => groupNames.get(group) ?? ['?', `the ledger has no group ${group}`],
  };
}
