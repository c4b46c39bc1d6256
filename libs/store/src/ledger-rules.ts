import { hash } from 'node:crypto';
import { RulesCourse, type Activation } from '@careledger/ledger';
import { newestOf, RULEBOOKS, type Rulebook } from '@careledger/measures';
import type { Pool, PoolClient } from 'pg';
import { activationsOf, type Positions } from './event-store';
import { LEDGER_TABLES } from './ledger-tables';
import { LEDGER_CONSUMER } from './ledger-positions';
import { transaction } from './transaction';

/** How the ledger of a database stands to the rulebooks of this program. */
export type LedgerRules =
  /** Nothing was posted yet, or the program knows the rulebooks in force. */
  | 'known'
  /** It was posted under a rulebook that the program does not have, or before some of its measures were there. */
  | 'unknown';

type Client = Pick<PoolClient, 'query'>;

/** The rulebooks of a ledger: which is in force where in the log. */
export interface LedgerRulebooks {
  /** The version that the ledger begins with. */
  readonly beginning: number;
  /** The course of a partition. */
  readonly of: (partition: number) => RulesCourse;
}

/**
 * Reads which rulebooks are in force where. The activations are in the event store; what the ledger begins with is noted
 * beside it, and where it is not, the first activation says what it replaced. With neither it is the newest that the
 * program knows. Nothing is written.
 * @param before for each partition the offset to stop before, as far as the figures are; all of the log where nothing is said
 */
export async function readRulebooks(
  client: Client,
  { rulebooks = RULEBOOKS, before }: { readonly rulebooks?: readonly Rulebook[]; readonly before?: Positions } = {},
): Promise<LedgerRulebooks> {
  const activations = await activationsOf(client);
  const beginning = (await notedBeginning(client)) ?? firstReplaced(activations) ?? newestOf(rulebooks).version;
  const courses = new Map<number, RulesCourse>();
  const of = (partition: number): RulesCourse => {
    let course = courses.get(partition);
    if (course === undefined) courses.set(partition, (course = new RulesCourse(beginning)));
    return course;
  };
  for (const activation of activations) {
    const end = before === undefined ? Infinity : (before[activation.partition] ?? 0);
    if (activation.offset < end) of(activation.partition).note([activation]);
  }
  return { beginning, of };
}

/**
 * Finds out whether the program knows the rules that the ledger was posted under, and notes what an empty one begins with.
 * Postings under two rulebooks do not add up to a figure of either, so that a projector must not go on from those of one
 * that it does not know.
 */
export function ledgerRules(pool: Pool, rulebooks: readonly Rulebook[] = RULEBOOKS): Promise<LedgerRules> {
  return transaction(pool, async (client) => {
    if (await isEmpty(client)) {
      const noted = await notedBeginning(client);
      const replaced = firstReplaced(await activationsOf(client));
      const isOfUse = replaced !== undefined || rulebooks.some(({ version }) => version === noted);
      if (noted === undefined || !isOfUse)
        await setBeginning(client, replaced ?? newestOf(rulebooks).version, rulebooks);
    }
    return standing(client, rulebooks);
  });
}

/** The same for who posts nothing: where the ledger is empty nothing is noted. */
export async function rulesOfFigures(pool: Pool, rulebooks: readonly Rulebook[] = RULEBOOKS): Promise<LedgerRules> {
  return (await isEmpty(pool)) ? 'known' : standing(pool, rulebooks);
}

/** The versions that the figures are by at present: one, but for the moment in which partition after partition changes over. */
export async function versionsInForce(client: Client): Promise<readonly number[]> {
  const { rows } = await client.query<{ partition: number; next_offset: number }>(
    'SELECT partition, next_offset FROM projector_position WHERE consumer = $1',
    [LEDGER_CONSUMER],
  );
  const before = Object.fromEntries(rows.map(({ partition, next_offset: next }) => [partition, next]));
  const { beginning, of } = await readRulebooks(client, { before });
  const versions = rows.map(({ partition }) => of(partition).before(Infinity));
  return [...new Set(versions.length === 0 ? [beginning] : versions)].sort((a, b) => a - b);
}

async function standing(client: Client, rulebooks: readonly Rulebook[]): Promise<LedgerRules> {
  if ((await notedBeginning(client)) === undefined) return 'unknown';
  const inForce = await versionsInForce(client);
  const known = inForce.map((version) => rulebooks.find((rulebook) => rulebook.version === version));
  if (known.some((rulebook) => rulebook === undefined)) return 'unknown';
  const accounts = known.flatMap((rulebook) => rulebook?.accounts ?? []);
  const { rows } = await client.query<{ missing: boolean }>(
    `SELECT EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS wanted(measure, stream)
                     WHERE NOT EXISTS (SELECT FROM account a WHERE a.measure = wanted.measure AND a.stream = wanted.stream)) AS missing`,
    [accounts.map(({ measure }) => measure), accounts.map(({ stream }) => stream)],
  );
  return rows[0]?.missing === true && !(await isEmpty(client)) ? 'unknown' : 'known';
}

async function isEmpty(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT FROM projector_position WHERE consumer = $1 AND next_offset > 0 LIMIT 1',
    [LEDGER_CONSUMER],
  );
  return rows.length === 0;
}

/**
 * Empties the ledger, so that the projector works it out anew from the first event.
 * Every posting gets the instant that it had: that of its event.
 * @param beginning the version of the rulebook to begin with; where nothing is said the one that it had begun with
 */
export function emptyLedger(pool: Pool, beginning?: number, rulebooks: readonly Rulebook[] = RULEBOOKS): Promise<void> {
  return transaction(pool, async (client) => {
    // Whoever is projecting holds a position: it finds itself overtaken afterwards.
    await client.query(`SELECT FROM projector_position WHERE consumer = $1 ORDER BY partition FOR UPDATE`, [
      LEDGER_CONSUMER,
    ]);
    const emptied = LEDGER_TABLES.map(({ name }) => name).filter((name) => name !== 'projector_position');
    await client.query(`TRUNCATE ${emptied.join(', ')}`);
    await client.query(
      `UPDATE projector_position SET next_offset = 0, next_posting = 0, posting_chain = '', sealed_afterwards = 0 WHERE consumer = $1`,
      [LEDGER_CONSUMER],
    );
    if (beginning !== undefined) await setBeginning(client, beginning, rulebooks);
  });
}

function firstReplaced(activations: readonly Activation[]): number | undefined {
  const replaced = activations.map(({ event }) => event.data.replaces);
  return replaced.length === 0 ? undefined : Math.min(...replaced);
}

async function notedBeginning(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ value: string }>(`SELECT value FROM deployment WHERE name = 'rulebook'`);
  return rows[0] && Number(rows[0].value);
}

/** Name of the fact of what rules the ledger was begun under, down to its accounts: under others the same events are posted otherwise. */
export const BEGUN_UNDER = 'ledger-begun-under';

async function setBeginning(client: Client, version: number, rulebooks: readonly Rulebook[]): Promise<void> {
  const accounts = rulebooks.find((rulebook) => rulebook.version === version)?.accounts ?? [];
  const names = accounts.map(({ measure, stream }) => `${measure}/${stream}`).join('\n');
  await client.query(
    `INSERT INTO deployment (name, value) VALUES ('rulebook', $1), ($2, $3)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [String(version), BEGUN_UNDER, `rulebook ${version}, accounts ${hash('sha256', names).slice(0, 12)}`],
  );
}
