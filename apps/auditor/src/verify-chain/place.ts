import type { Configuration } from '@careledger/config';
import { hasDatabase, runningDatabase, startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { VerifyError } from './verify-error';

/** The database to verify. */
export interface Place {
  /** With the password in it: not for people. */
  readonly url: string;
  /** What people call it. */
  readonly name: string;
  /** Lets go of it: what was started is stopped. */
  leave(): Promise<void>;
}

/**
 * Finds the database: the server that is named, else the embedded one, as it runs or started for this.
 * @throws VerifyError where there is none
 */
export async function findDatabase(configuration: Configuration, progress: (message: string) => void): Promise<Place> {
  const { databaseUrl, databaseDir } = configuration;
  const nothing = (): Promise<void> => Promise.resolve();
  if (databaseUrl !== undefined) {
    const { hostname, pathname } = new URL(databaseUrl);
    return { url: databaseUrl, name: `the database ${pathname.slice(1)} on ${hostname}`, leave: nothing };
  }
  const name = `the database in ${databaseDir}`;
  if (!hasDatabase(databaseDir)) {
    throw new VerifyError(
      `There is no database in ${databaseDir}. DATA_DIR and FIXTURE say which folder it is, DATABASE_URL names a server.`,
    );
  }
  const running = runningDatabase(databaseDir);
  if (running !== undefined) return { url: running, name: `${name}, as it runs`, leave: nothing };
  const started = await startEmbeddedPostgres({ dataDir: databaseDir, onProgress: progress });
  return { url: started.url, name, leave: () => started.stop() };
}
