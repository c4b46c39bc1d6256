import { Client, Pool, type PoolConfig } from 'pg';
import { DataSource, type MixedList, type EntitySchema } from 'typeorm';
import { columnTypes } from './column-types';
import { migrations } from './migrations';

const migrationLock = 0x63_61_72_65_6d_69; // 'caremi'

/** What every connection has in common, wherever it is opened. */
function connectionDefaults(applicationName: string, searchPath?: string): PoolConfig {
  return {
    application_name: applicationName,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    // What the parsers of columnTypes rely on, whatever the server is set to.
    options: `-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres${searchPath === undefined ? '' : ` -c search_path=${searchPath}`}`,
    types: columnTypes,
  };
}

export interface PoolOptions {
  /** How the connections show in pg_stat_activity. */
  applicationName?: string;
  /** The schemas in which tables are looked for, a comma between them; the database's own where nothing is said. */
  searchPath?: string;
  /** Told when a connection breaks that nobody is using; who uses one gets the error from the query. */
  onIdleError?: (error: Error) => void;
}

/**
 * A pool for the hot path: at most `size` connections, opened when they are needed. Values come out as `columnTypes`
 * says. A connection that breaks is replaced and never ends the process; who uses it learns of it from the next query.
 */
export function createPool(url: string, size: number, options: PoolOptions = {}): Pool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    idleTimeoutMillis: 60_000,
    ...connectionDefaults(options.applicationName ?? 'careledger', options.searchPath),
  });
  pool.on('error', options.onIdleError ?? (() => undefined));
  // While a connection is handed out the pool does not listen; unheard, a break between two queries would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export interface DatabaseOptions extends PoolOptions {
  entities?: MixedList<(new () => object) | EntitySchema>;
  /** Connections for ordinary reads. */
  size?: number;
}

/**
 * Connects, brings the tables up to date and hands over TypeORM's data source. Of several processes that start at once
 * one migrates and the others wait for it.
 * @throws Error when the database cannot be reached, or was migrated by a newer version of this program.
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<DataSource> {
  const applicationName = options.applicationName ?? 'careledger';
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: options.entities ?? [],
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'all',
    installExtensions: false,
    poolSize: options.size ?? 4,
    poolErrorHandler: options.onIdleError ?? (() => undefined),
    extra: connectionDefaults(applicationName),
  });
  const gate = new Client({ connectionString: url, ...connectionDefaults(`${applicationName}, migrations`) });
  gate.on('error', () => undefined); // shows in the query that waits
  await gate.connect();
  try {
    await gate.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await dataSource.initialize();
    await refuseNewer(gate);
    await dataSource.runMigrations();
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  } finally {
    await gate.end(); // and with it the lock
  }
}

async function refuseNewer(client: Client): Promise<void> {
  const made = await client.query<{ exists: boolean }>(`SELECT to_regclass('migration') IS NOT NULL AS exists`);
  if (!made.rows[0]?.exists) return;
  const known = migrations.map((migration) => migration.name);
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migration WHERE name <> ALL ($1)', [known]);
  if (rows.length === 0) return;
  throw new Error(
    `This database was brought up to date by a newer version of the program (${rows.map(({ name }) => name).join(', ')}). ` +
      'Start that version, or restore the backup made before it.',
  );
}
