import { formatDay } from '@careledger/calendar';
import type { ClockCourse } from '@careledger/config';
import { installedTargets, PopulationBook } from '@careledger/figures';
import { newestOf, RULEBOOKS, type Rulebook } from '@careledger/measures';
import type { OwnReference } from '@careledger/reference';
import { grantToReaders, READER_ROLES, transaction } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import { catalogueRows } from './catalogue-rows';
import { comparatorRows, labelRows, populationRows, targetRows } from './reference-rows';

/** What the SQL views are told by the program, since the database cannot know it. */
export interface Described {
  /** How the program's clock goes: T of a period that has not ended. */
  readonly clock: ClockCourse;
  /** The made-up history that is shown; null where the data are real. */
  readonly fixture: {
    readonly name: string;
    readonly title: string;
    readonly authority: string;
    readonly population: number;
  } | null;
  readonly reference: OwnReference;
  /** The rulebooks that the program knows, where these are not all that there are. */
  readonly rulebooks?: readonly Rulebook[] | undefined;
}

/**
 * Writes down for the SQL views what the database cannot know: the catalogue of every rulebook that the program has, targets,
 * populations, comparators, the clock. For a start of the read side: all of it is fixed from then on. What an earlier start wrote is
 * replaced, but for rulebooks that this program does not know, which a newer one may have written. All at once: who reads meanwhile
 * sees the one or the other. Roles of readers that have been made since get their rights.
 * @returns roles of readers that there are not, and that this program's user may not make
 */
export function describeForViews(pool: Pool, described: Described): Promise<string[]> {
  const { clock, fixture, reference, rulebooks = RULEBOOKS } = described;
  return transaction(pool, async (client) => {
    // Of several that start at once one after the other writes.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('careledger_views'))`);
    for (const rulebook of rulebooks) {
      for (const [table, rows] of Object.entries(catalogueRows(rulebook))) {
        await client.query(`DELETE FROM careledger_views.${table} WHERE rulebook = $1`, [rulebook.version]);
        await insert(client, table, rows as readonly object[]);
      }
    }
    const clockRow = {
      stands_at: 'standsAt' in clock ? formatDay(clock.standsAt) : null,
      days_ahead: 'standsAt' in clock ? 0 : clock.daysAhead,
    };
    const newest = newestOf(rulebooks).version;
    await replace(client, 'program', [
      { one: true, ...clockRow, newest_rulebook: newest, fixture: fixture?.name ?? null },
    ]);
    await replace(client, 'population', populationRows(PopulationBook.installed(reference, fixture)));
    await replace(client, 'target', targetRows(installedTargets(reference, fixture)));
    await replace(client, 'comparator', comparatorRows());
    await replace(client, 'group_label', labelRows());
    // With what is known of them the database finds good ways through the views; without it some take minutes.
    await client.query(`ANALYZE ${TABLES.map((table) => `careledger_views.${table}`).join(', ')}`);
    await client.query(grantToReaders);
    const { rows } = await client.query<{ role: string }>(
      'SELECT role FROM unnest($1::text[]) AS role WHERE to_regrole(role) IS NULL',
      [Object.keys(READER_ROLES)],
    );
    return rows.map(({ role }) => role);
  });
}

const TABLES = [
  'program',
  'measure',
  'measure_stream',
  'measure_breakdown',
  'group_label',
  'population',
  'target',
  'comparator',
  'calendar',
] as const;

async function replace(client: ClientBase, table: string, rows: readonly object[]): Promise<void> {
  await client.query(`DELETE FROM careledger_views.${table}`);
  await insert(client, table, rows);
}

/** @param rows named as the columns of the table are */
async function insert(client: ClientBase, table: string, rows: readonly object[]): Promise<void> {
  await client.query(
    `INSERT INTO careledger_views.${table} SELECT * FROM json_populate_recordset(NULL::careledger_views.${table}, $1)`,
    [JSON.stringify(rows)],
  );
}
