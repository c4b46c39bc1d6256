import { isKept } from '@careledger/ledger';
import { RULEBOOKS, type Groups } from '@careledger/measures';
import { meaningOfAccount, meaningOfCell, type Meanings } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { Findings } from './finding';

/** What the numbers of a ledger mean, as the tables say it. */
export interface Directory extends Meanings {
  /** The breakdown groups of a cell, by its number, in whose balances it is. */
  readonly groupsOf: (cell: number) => readonly number[];
  /** The name of a breakdown group, by its number. */
  readonly groupName: (group: number) => string;
}

/**
 * Reads the directory, and finds what it lacks: groups that cells have and `breakdown_group` has not, accounts of the rulebook.
 * @param rulebook that which the ledger was begun under; of one that this program does not have the accounts are not known here
 */
export async function readDirectory(
  client: ClientBase,
  rulebook: string | null,
  findings: Findings,
): Promise<Directory> {
  const cells = await client.query<{ id: number; groups: Groups }>('SELECT id, groups FROM cell ORDER BY id');
  const accounts = await client.query<{ id: number; measure: string; stream: string }>(
    'SELECT id, measure, stream FROM account',
  );
  const groups = await client.query<{ id: number; breakdown: string; key: string }>(
    'SELECT id, breakdown, key FROM breakdown_group',
  );
  const named = new Map(groups.rows.map(({ id, breakdown, key }) => [nameOf(breakdown, key), id]));
  if (named.get(nameOf('', '')) !== 0) {
    findings.add('breakdown_group', undefined, 'id 0', 'This is the whole, and its breakdown and key are to be empty.');
  }
  const missing = new Map<string, number>();
  const groupsOf = new Map<number, number[]>();
  for (const { id, groups: keys } of cells.rows) {
    const found = [0];
    for (const [breakdown, key] of Object.entries(keys)) {
      if (!isKept(breakdown, key)) continue;
      const group = named.get(nameOf(breakdown, key));
      if (group === undefined) missing.set(nameOf(breakdown, key), id);
      else found.push(group);
    }
    groupsOf.set(id, found);
  }
  for (const [name, cell] of missing) {
    findings.add(
      'breakdown_group',
      undefined,
      name,
      `No row says this, and cell ${cell} is in that group: the row was changed or is missing, or the cell was changed.`,
    );
  }
  const there = new Set(accounts.rows.map(({ measure, stream }) => `${measure}/${stream}`));
  const known = RULEBOOKS.find(({ version }) => String(version) === rulebook);
  const wanted = there.size > 0 ? known?.accounts : undefined;
  for (const { measure, stream } of wanted ?? []) {
    if (there.has(`${measure}/${stream}`)) continue;
    findings.add('account', undefined, `${measure}, ${stream}`, 'No row says this: it was changed or is missing.');
  }
  const names = new Map(groups.rows.map(({ id, breakdown, key }) => [id, nameOf(breakdown, key)]));
  return {
    cells: new Map(cells.rows.map(({ id, groups: keys }) => [id, meaningOfCell(keys)])),
    accounts: new Map(accounts.rows.map(({ id, measure, stream }) => [id, meaningOfAccount(measure, stream)])),
    groupsOf: (cell) => groupsOf.get(cell) ?? [0],
    groupName: (group) => (group === 0 ? 'the whole' : (names.get(group) ?? 'a group without a row')),
  };
}

const nameOf = (breakdown: string, key: string): string => `${breakdown} ${key}`.trim();
