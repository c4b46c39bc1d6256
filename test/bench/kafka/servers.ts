import { join } from 'node:path';
import { startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { Cluster } from '../../../infra/kafka/cluster';
import type { Closing } from '../closing';
import type { Places } from '../places';
import type { Beside } from '../processor-time';
import { withDatabase } from '../program-database';

/** What the parts work on: a PostgreSQL server and a Kafka broker. */
export interface Servers {
  /** As `KAFKA_BROKERS` has it. */
  readonly brokers: string;
  readonly beside: Beside;
  /** Makes an empty database on the server. @returns its URL */
  makeDatabase(name: string): Promise<string>;
}

/** Starts both; `closing` stops them. Four projectors and who watches them need more connections than the program alone. */
export async function startServers(places: Places, closing: Closing): Promise<Servers> {
  const starting = startEmbeddedPostgres({ dataDir: places.databaseDir, settings: { max_connections: '120' } });
  closing.add(() => starting.then((started) => started.stop()));
  const postgres = await starting;
  const cluster = await Cluster.start({ folder: join(places.run, 'kafka') });
  closing.add(() => cluster.stop());
  const makeDatabase = async (name: string): Promise<string> => {
    await withDatabase(postgres.url, (pool) => pool.query(`CREATE DATABASE ${name}`));
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    brokers: cluster.addresses,
    beside: { postgres: postgres.pid, broker: cluster.brokers[0]?.pid },
    makeDatabase,
  };
}
