import { hash } from 'node:crypto';
import { ACCOUNTS, RULEBOOK_VERSION } from '@careledger/measures';
import type { Pool, PoolClient } from 'pg';
import { LEDGER_CONSUMER } from './ledger-writer';
import { transaction } from './transaction';

/** How the ledger of a database stands to the rulebook of this program. */
export type LedgerRules =
  /** Nothing was posted yet, or all of it under this rulebook. */
  | 'these'
  /** It was posted under another rulebook, or before some of the measures were there. */
  | 'others';

/**
 * Finds out under which rules the ledger was posted, and notes these where it is empty. Postings under two rulebooks do not
 * add up to a figure of either, so that a projector must not go on from those of another.
 */
export function ledgerRules(pool: Pool): Promise<LedgerRules> {
  return transaction(pool, async (client) => {
    const { isEmpty, rules } = await readRules(client);
    if (isEmpty) await noteRules(client);
    return rules;
  });
}

/** The same for who posts nothing: where the ledger is empty nothing is noted. */
export async function rulesOfFigures(pool: Pool): Promise<LedgerRules> {
  return (await readRules(pool)).rules;
}

async function readRules(client: Pick<PoolClient, 'query'>): Promise<{ isEmpty: boolean; rules: LedgerRules }> {
  const { rows } = await client.query<{ version: string | null; isEmpty: boolean; missing: boolean }>(
    `SELECT (SELECT value FROM deployment WHERE name = 'rulebook') AS version,
              NOT EXISTS (SELECT FROM projector_position WHERE consumer = $1 AND next_offset > 0) AS "isEmpty",
              EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS wanted(measure, stream)
                       WHERE NOT EXISTS (SELECT FROM account a WHERE a.measure = wanted.measure AND a.stream = wanted.stream)) AS missing`,
    [LEDGER_CONSUMER, ACCOUNTS.map(({ measure }) => measure), ACCOUNTS.map(({ stream }) => stream)],
  );
  const { version = null, isEmpty = true, missing = false } = rows[0] ?? {};
  const rules = isEmpty || (version === String(RULEBOOK_VERSION) && !missing) ? 'these' : 'others';
  return { isEmpty, rules };
}

/**
 * Empties the ledger, so that the projector works it out anew from the first event under the rulebook of this program.
 * Every posting gets the instant that it had: that of its event.
 */
export function emptyLedger(pool: Pool): Promise<void> {
  return transaction(pool, async (client) => {
    // Whoever is projecting holds a position: it finds itself overtaken afterwards.
    await client.query(`SELECT FROM projector_position WHERE consumer = $1 ORDER BY partition FOR UPDATE`, [
      LEDGER_CONSUMER,
    ]);
    await client.query('TRUNCATE posting, posting_seal, balance, posting_span, child, parked_child');
    await client.query(
      `UPDATE projector_position SET next_offset = 0, next_posting = 0, posting_chain = '', sealed_afterwards = 0 WHERE consumer = $1`,
      [LEDGER_CONSUMER],
    );
    await noteRules(client);
  });
}

/** Name of the fact of what rules the ledger was begun under, down to its accounts: under others the same events are posted otherwise. */
export const BEGUN_UNDER = 'ledger-begun-under';

async function noteRules(client: PoolClient): Promise<void> {
  const accounts = ACCOUNTS.map(({ measure, stream }) => `${measure}/${stream}`).join('\n');
  await client.query(
    `INSERT INTO deployment (name, value) VALUES ('rulebook', $1), ($2, $3)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [
      String(RULEBOOK_VERSION),
      BEGUN_UNDER,
      `rulebook ${RULEBOOK_VERSION}, accounts ${hash('sha256', accounts).slice(0, 12)}`,
    ],
  );
}
