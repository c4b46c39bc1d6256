import type { ClientBase } from 'pg';

/**
 * The views of the SQL star that read tables of a generation, by name. A view holds on to its table and not to the name, so when
 * a generation goes live these few are put over the new tables; all others read these. Neither child nor event is in them.
 */
const LEDGER_VIEWS: Readonly<Record<string, (live: string) => string>> = {
  ledger_position: (live) => `SELECT partition, next_offset FROM ${live}.projector_position WHERE consumer = 'ledger'`,
  ledger_posting: (live) => `SELECT authority, account, day, cell, numerator, denominator FROM ${live}.posting`,
  ledger_balance: (live) => `SELECT authority, account, grp, month, numerator, denominator FROM ${live}.balance`,
};

/** The statements that put the views over the tables of a schema, whether they are there already or not. */
export function ledgerViews(live: string): string[] {
  return Object.entries(LEDGER_VIEWS).map(
    ([name, select]) => `CREATE OR REPLACE VIEW careledger_views.${name} AS ${select(live)}`,
  );
}

/**
 * The views, to be locked in one command with the tables: a lock on a view is one on its table too, and who reads through it takes
 * them in that order. The position comes first, as for all readers.
 */
export const LEDGER_VIEW_NAMES: readonly string[] = Object.keys(LEDGER_VIEWS).map((name) => `careledger_views.${name}`);

/** Puts the views over the tables that have come to be in the schema of the live ones. */
export async function moveLedgerViews(client: ClientBase, live: string): Promise<void> {
  for (const statement of ledgerViews(live)) await client.query(statement);
}
