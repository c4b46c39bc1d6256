import { rulebookNumbered, RULEBOOKS, type Rulebook } from '@careledger/measures';
import {
  areAsSealed,
  beginGeneration,
  compareGenerations,
  createPool,
  goLive,
  holdLedger,
  LedgerDirectory,
  ledgerPositions,
  LEDGER_TABLES,
  readRulebooks,
  schemaOf,
  takeRebuild,
  tidyGenerations,
  versionsInForce,
  withClient,
  type TableComparison,
} from '@careledger/store';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { ErasedMeanwhile } from './carried-over';
import { GenerationFiller } from './generation-filler';

/** One reads and writes for each partition at a time; one compares. */
const CONNECTIONS = 6;
/** Differing rows of a table that are listed. */
const LISTED = 20;
/**
 * So long the switch waits for each table while a reader is at work on it, and lets others wait; then it tries again. All tables
 * together take less than the second after which PostgreSQL looks for a deadlock, and might break a reader off.
 */
const READERS_WAIT_MS = 150;
const SWITCH_ATTEMPTS = 200;
const BETWEEN_ATTEMPTS_MS = 100;
/** So often it begins again where a child is erased meanwhile. */
const BEGINNINGS = 5;

/** What is asked of a rebuild. */
export interface RebuildOptions {
  /** The database. */
  readonly url: string;
  /** Whether the new generation goes live also where it differs. */
  readonly mend: boolean;
  /** Whether the old tables stay, in a schema of their own. */
  readonly keep: boolean;
  readonly progress: (message: string) => void;
  /** The rulebooks that the program knows, where these are not all that there are. */
  readonly rulebooks?: readonly Rulebook[];
}

/** What a rebuild came to. */
export interface RebuildReport {
  readonly generation: number;
  readonly events: number;
  readonly seconds: number;
  /** For each partition where the two were compared: the offset that came next. */
  readonly position: Readonly<Record<number, number>>;
  readonly tables: readonly TableComparison[];
  /**
   * What was taken over from the live ledger as it stood: the postings of erased children, which nothing that is left can make
   * again. `asSealed` says whether the seals confirm them, at their numbers.
   */
  readonly takenOver: { readonly children: number; readonly postings: number; readonly asSealed: boolean };
  /** Rows in which they differ. */
  readonly differing: number;
  readonly outcome:
    /** The new generation is read from now on. */
    | 'live'
    /** It differs, nobody said that it is to go live all the same, and it is thrown away. */
    | 'thrown away';
  /** The schema in which the old tables are kept; null where they are not. */
  readonly kept: string | null;
}

/** A rebuild that could not be done; the message is for whoever asked for it. */
export class RebuildError extends Error {
  override readonly name = 'RebuildError';
}

/**
 * Derives the read side again from the event store, into tables of its own beside the live ones, compares the two at one
 * position, and switches over. The live projector goes on meanwhile; it waits for the moment of the switch, and so do readers.
 * Where anything fails before that, the live ledger is as it was.
 * @throws RebuildError where another rebuild is under way, the program does not know a rulebook of the ledger, or it is to mend
 *   a ledger in which the seals do not confirm the postings of erased children
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildReport> {
  const live = createPool(options.url, CONNECTIONS, { applicationName: 'careledger, rebuild' });
  try {
    return await withClient(live, async (owner) => {
      if (!(await takeRebuild(owner))) throw new RebuildError('Another rebuild is under way on this database.');
      await mustKnowTheRules(owner, options.rulebooks ?? RULEBOOKS);
      await tidyGenerations(owner);
      for (let beginning = 1; ; beginning++) {
        const generation = await beginGeneration(owner);
        try {
          return await fillAndSwitch(options, live, owner, generation);
        } catch (error) {
          if (!(error instanceof ErasedMeanwhile) || beginning === BEGINNINGS) throw error;
          options.progress('A child was erased meanwhile; beginning again');
        } finally {
          // What did not go live, and what was replaced, is of no further use.
          await tidyGenerations(owner);
        }
      }
    });
  } finally {
    await live.end();
  }
}

async function fillAndSwitch(
  options: RebuildOptions,
  live: Pool,
  owner: PoolClient,
  generation: number,
): Promise<RebuildReport> {
  const { url, progress, mend, keep, rulebooks } = options;
  const begin = performance.now();
  const schema = await liveSchema(owner);
  const own = createPool(url, CONNECTIONS, {
    applicationName: 'careledger, rebuild',
    searchPath: `${schemaOf(generation)},${schema}`,
  });
  try {
    let events = 0;
    const tell = everySecond(() => progress(`${events.toLocaleString('en-GB')} events worked out`));
    const directory = await LedgerDirectory.open(live, rulebooks);
    const filler = await GenerationFiller.open(own, directory, schema, (more) => {
      events += more;
      tell();
    });
    await catchUp(live, filler);
    progress(`${events.toLocaleString('en-GB')} events worked out; comparing`);
    for (const { name } of LEDGER_TABLES) await live.query(`ANALYZE ${schemaOf(generation)}.${name}`);
    const { tables, positions, takenOver } = await compareAtOnePosition(live, own, filler, { schema, generation });
    const differing = tables.reduce((sum, table) => sum + table.differing, 0);
    const report = {
      generation,
      events,
      position: Object.fromEntries([...positions].map(([partition, { nextOffset }]) => [partition, nextOffset])),
      tables,
      takenOver,
      differing,
    };
    if (mend && !takenOver.asSealed) {
      throw new RebuildError(
        `What was posted for ${takenOver.children} erased children cannot be worked out again, and the seals of the live ledger do not confirm ` +
          'that it stands there as it was posted: the live ledger stays. Without --mend the two are compared; npm run verify:chain says what was changed.',
      );
    }
    if (differing > 0 && !mend) {
      return { ...report, seconds: secondsSince(begin), outcome: 'thrown away', kept: null };
    }
    progress('Switching over');
    const compared = new Map([...positions].map(([partition, { nextPosting }]) => [partition, nextPosting]));
    const old = await switchOver({ live, own, filler, schema, generation, compared, differing, mend, keep });
    return { ...report, events, seconds: secondsSince(begin), outcome: 'live', kept: keep ? schemaOf(old) : null };
  } finally {
    await own.end();
  }
}

/** Follows the live ledger until there is next to nothing left to follow. */
async function catchUp(live: Pool, filler: GenerationFiller): Promise<void> {
  for (let rounds = 0; rounds < 5; rounds++) await filler.fillUpTo(await ledgerPositions(live));
}

/** Compares what one look at the live tables shows with a generation that is taken just as far. */
async function compareAtOnePosition(
  live: Pool,
  own: Pool,
  filler: GenerationFiller,
  { schema, generation }: { readonly schema: string; readonly generation: number },
): Promise<{
  tables: TableComparison[];
  positions: Awaited<ReturnType<typeof ledgerPositions>>;
  takenOver: RebuildReport['takenOver'];
}> {
  return withClient(live, async (looking) => {
    await looking.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const positions = await ledgerPositions(looking);
    await filler.fillUpTo(positions);
    const ours = { client: looking, schema };
    return withClient(own, async (client) => {
      const theirs = { client, schema: schemaOf(generation) };
      const tables = await compareGenerations(ours, theirs, LISTED);
      let [children, postings, asSealed] = [0, 0, true];
      for (const [partition, { children: erased, numbers }] of filler.takenOver) {
        children += erased.size;
        postings += numbers.length;
        asSealed &&= await areAsSealed(ours, theirs, partition, numbers);
      }
      await looking.query('COMMIT');
      return { tables, positions, takenOver: { children, postings, asSealed } };
    });
  });
}

interface Switch {
  readonly live: Pool;
  readonly own: Pool;
  readonly filler: GenerationFiller;
  readonly schema: string;
  readonly generation: number;
  /** Postings before these numbers were compared. */
  readonly compared: ReadonlyMap<number, number>;
  readonly differing: number;
  readonly mend: boolean;
  readonly keep: boolean;
}

/**
 * Holds the projector still, works out what has come since the comparison, compares the postings of that too, and renames the
 * tables. Readers that are at work are waited for, but no new ones are kept waiting for long: then it is tried again.
 * @returns the number of the generation that was live
 */
async function switchOver(one: Switch): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    // Without this the last stretch would grow while others wait for it.
    await one.filler.fillUpTo(await ledgerPositions(one.live));
    try {
      return await withClient(one.live, (client) => attemptSwitch(client, one));
    } catch (error) {
      if (!isLockTimeout(error) || attempt === SWITCH_ATTEMPTS) throw error;
      await wait(BETWEEN_ATTEMPTS_MS * (1 + Math.random()));
    }
  }
}

async function attemptSwitch(
  client: ClientBase,
  { own, filler, schema, generation, compared, differing, mend, keep }: Switch,
): Promise<number> {
  await client.query('BEGIN');
  await holdLedger(client);
  await filler.fillUpTo(await ledgerPositions(client));
  const [postings] = await withClient(own, (other) =>
    compareGenerations({ client, schema }, { client: other, schema: schemaOf(generation) }, LISTED, compared),
  );
  if (postings !== undefined && postings.differing > 0 && !mend) {
    throw new RebuildError(
      `What was posted since the comparison differs in ${postings.differing} rows; the live ledger stays. Begin again to see which.`,
    );
  }
  const { rows } = await client.query<{ number: number }>(`SELECT number FROM generation WHERE state = 'live'`);
  await client.query(`SET LOCAL lock_timeout = ${READERS_WAIT_MS}`);
  await goLive(client, generation, differing, keep);
  await client.query('COMMIT');
  return rows[0]?.number ?? 0;
}

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

function isLockTimeout(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK;
}

/** Every rulebook from the first on is needed: the ledger is worked out from the first event. */
async function mustKnowTheRules(client: ClientBase, rulebooks: readonly Rulebook[]): Promise<void> {
  const { beginning, of } = await readRulebooks(client, { rulebooks });
  const positions = await ledgerPositions(client);
  const activated = [...positions.keys()].flatMap((partition) =>
    of(partition).activations.map(({ event }) => event.data.version),
  );
  for (const version of [beginning, ...activated, ...(await versionsInForce(client))]) {
    try {
      rulebookNumbered(rulebooks, version);
    } catch (error) {
      throw new RebuildError(`The ledger cannot be rebuilt: ${(error as Error).message}.`);
    }
  }
}

async function liveSchema(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
  return rows[0]?.schema ?? 'public';
}

function everySecond(tell: () => void): () => void {
  let last = performance.now();
  return () => {
    if (performance.now() - last < 1_000) return;
    last = performance.now();
    tell();
  };
}

const secondsSince = (begin: number): number => Math.round((performance.now() - begin) / 100) / 10;
