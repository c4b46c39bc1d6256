import type { ClientBase, Pool } from 'pg';
import { LEDGER_TABLES } from './ledger-tables';
import { LEDGER_CONSUMER } from './ledger-positions';
import { LEDGER_CHANNEL } from './ledger-writer';
import { LEDGER_VIEW_NAMES, moveLedgerViews } from './views/ledger-views';

/** What the projector holds while it writes a batch, and a switch of generations keeps it from. */
const WRITING = 0x67_65_6e; // 'gen'
/** Held by the one rebuild that there can be. */
const REBUILDING = 0x67_65_6f;

/** With which a notification begins that tells of a generation that has gone live, instead of new postings. */
export const GENERATION_TOLD = 'generation:';

/**
 * The statement with which whoever writes a batch of the ledger says so, for as long as its transaction takes. Each generation
 * has a lock of its own: where the tables are that the connection sees.
 */
export const WRITE_BATCH = `SELECT pg_advisory_xact_lock_shared(${WRITING}, hashtext(current_schema()))`;

/** Waits until no batch of the ledger is being written, and lets none begin until the transaction ends. */
export async function holdLedger(client: ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${WRITING}, hashtext(current_schema()))`);
}

/** Takes the right to rebuild, for as long as the connection lasts. @returns false where somebody else has it */
export async function takeRebuild(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `SELECT pg_try_advisory_lock(${REBUILDING}, hashtext(current_schema())) AS taken`,
  );
  return rows[0]?.taken === true;
}

/** The schema in which the tables of a generation are made. */
export const schemaOf = (generation: number): string => `generation_${generation}`;

/** Makes the empty tables of a new generation, each like the live one: columns, keys, indexes and their names. */
export async function beginGeneration(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ number: number; live: string }>(
    `INSERT INTO generation (number, state) SELECT max(number) + 1, 'filling' FROM generation
     RETURNING number, current_schema() AS live`,
  );
  const { number, live } = rows[0] as { number: number; live: string };
  const schema = schemaOf(number);
  await client.query(`CREATE SCHEMA ${schema}`);
  for (const { name } of LEDGER_TABLES) {
    await client.query(`CREATE TABLE ${schema}.${name} (LIKE ${live}.${name} INCLUDING ALL EXCLUDING INDEXES)`);
    for (const statement of await furnishings(client, live, schema, name)) await client.query(statement);
  }
  return number;
}

/** Keys, indexes and storage settings as the live table has them, under their names. */
async function furnishings(client: ClientBase, live: string, schema: string, table: string): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2::text, $3::text, conname, pg_get_constraintdef(oid)) AS statement
       FROM pg_constraint WHERE conrelid = format('%I.%I', $1::text, $3::text)::regclass AND contype IN ('p', 'u', 'x')
     UNION ALL
     SELECT replace(pg_get_indexdef(indexrelid), format(' ON %I.%I ', $1::text, $3::text), format(' ON %I.%I ', $2::text, $3::text))
       FROM pg_index i WHERE indrelid = format('%I.%I', $1::text, $3::text)::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     UNION ALL
     SELECT format('ALTER TABLE %I.%I SET (%s)', $2::text, $3::text, array_to_string(reloptions, ', '))
       FROM pg_class WHERE oid = format('%I.%I', $1::text, $3::text)::regclass AND reloptions IS NOT NULL`,
    [live, schema, table],
  );
  return rows.map(({ statement }) => statement);
}

/** Throws away the tables of generations that were never finished, and of those that others have taken the place of. */
export async function tidyGenerations(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ number: number }>(
    `UPDATE generation SET state = 'given-up', ended_at = clock_timestamp() WHERE state = 'filling' RETURNING number`,
  );
  const replaced = await client.query<{ number: number }>(
    `SELECT number FROM generation WHERE state IN ('replaced', 'given-up')`,
  );
  const numbers = new Set([...rows, ...replaced.rows].map(({ number }) => number));
  for (const number of numbers) {
    // Table by table, each by itself: whoever has a plan of an earlier day takes a look at several of them before it is made
    // anew, and who holds one and waits for another can wait for ever.
    for (const { name } of LEDGER_TABLES) await client.query(`DROP TABLE IF EXISTS ${schemaOf(number)}.${name}`);
    await client.query(`DROP SCHEMA IF EXISTS ${schemaOf(number)} CASCADE`);
  }
}

/**
 * Puts a generation in the place of the live one, within the caller's transaction: until it is committed readers wait, for as
 * long as the renaming takes. The tables that were live move to the schema of their own number.
 * @param differences rows in which the two differ
 * @param keep whether the old tables are to stay
 */
export async function goLive(
  client: ClientBase,
  generation: number,
  differences: number,
  keep: boolean,
): Promise<void> {
  const { rows } = await client.query<{ number: number; schema: string }>(
    `UPDATE generation SET state = $1 WHERE state = 'live' RETURNING number, current_schema() AS schema`,
    [keep ? 'kept' : 'replaced'],
  );
  const { number: old, schema: live } = rows[0] as { number: number; schema: string };
  const tables = LEDGER_TABLES.map(({ name }) => name);
  const locked = [...LEDGER_VIEW_NAMES, ...tables.map((name) => `${live}.${name}`)];
  // One command: between two of them readers would come that hold one table and wait for another.
  await client.query(`LOCK TABLE ${locked.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  await client.query(
    `INSERT INTO ${schemaOf(generation)}.projector_position SELECT * FROM ${live}.projector_position WHERE consumer <> $1`,
    [LEDGER_CONSUMER],
  );
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schemaOf(old)}`);
  for (const name of tables) {
    await client.query(`ALTER TABLE ${live}.${name} SET SCHEMA ${schemaOf(old)}`);
    await client.query(`ALTER TABLE ${schemaOf(generation)}.${name} SET SCHEMA ${live}`);
  }
  await client.query(`DROP SCHEMA ${schemaOf(generation)}`);
  await moveLedgerViews(client, live);
  await client.query(
    `UPDATE generation SET state = 'live', ended_at = clock_timestamp(), differences = $2 WHERE number = $1`,
    [generation, differences],
  );
  await client.query(`SELECT pg_notify('${LEDGER_CHANNEL}', $1)`, [`${GENERATION_TOLD}${generation}`]);
}

/** How far each partition of the live ledger is projected. */
export async function ledgerPositions(
  client: Pick<Pool, 'query'>,
): Promise<ReadonlyMap<number, { readonly nextOffset: number; readonly nextPosting: number }>> {
  const { rows } = await client.query<{ partition: number; next_offset: number; next_posting: number }>(
    'SELECT partition, next_offset, next_posting FROM projector_position WHERE consumer = $1 ORDER BY partition',
    [LEDGER_CONSUMER],
  );
  return new Map(
    rows.map(({ partition, next_offset: nextOffset, next_posting: nextPosting }) => [
      partition,
      { nextOffset, nextPosting },
    ]),
  );
}
