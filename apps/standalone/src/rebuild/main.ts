import { ConfigurationError, readConfiguration } from '@careledger/config';
import { EmbeddedPostgresError, runningDatabase } from '@careledger/embedded-postgres';
import { bringTablesUpToDate } from '@careledger/service';
import { rebuild, RebuildError } from '@careledger-app/projector';
import { DEFAULT_FIXTURE, FIXTURES } from '@careledger-fixtures/index';
import { readCommandLine, USAGE } from './command-line';
import { told } from './told';

async function main(): Promise<void> {
  const order = readCommandLine(process.argv.slice(2));
  if (order === null) {
    process.stdout.write(USAGE);
    return;
  }
  const { mend, keep, json } = order;
  const url = databaseOf(process.env);
  await bringTablesUpToDate(url);
  const progress = (message: string): void => void process.stderr.write(`${message}\n`);
  const report = await rebuild({ url, mend, keep, progress });
  process.stdout.write(`${json ? JSON.stringify(report, null, 2) : told(report)}\n`);
  // As a comparison it has failed, whatever was done about it.
  if (report.differing > 0) process.exitCode = 1;
}

function databaseOf(environment: NodeJS.ProcessEnv): string {
  const { databaseUrl, databaseDir } = readConfiguration(environment, {
    fixtures: Object.keys(FIXTURES),
    defaultFixture: DEFAULT_FIXTURE,
  });
  const url = databaseUrl ?? runningDatabase(databaseDir);
  if (url !== undefined) return url;
  throw new RebuildError(
    `No database runs on ${databaseDir}. Start the system there (a rebuild works beside it), or name another by DATA_DIR and FIXTURE, or by DATABASE_URL.`,
  );
}

main().catch((error: unknown) => {
  const isForPeople =
    error instanceof RebuildError || error instanceof ConfigurationError || error instanceof EmbeddedPostgresError;
  const isMistake = error instanceof Error && error.message.startsWith('The command cannot be understood');
  const text = isForPeople || isMistake ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
