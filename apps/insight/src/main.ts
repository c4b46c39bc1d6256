import 'reflect-metadata';
import { formatDay } from '@careledger/calendar';
import { Today } from '@careledger/config';
import { AccessModule } from '@careledger/access';
import { openLog } from '@careledger/event-log';
import { refuseForeignHosts } from '@careledger/http-problems';
import { Module } from '@nestjs/common';
import {
  bringTablesUpToDate,
  claimFor,
  createHttpServer,
  NotReady,
  poolMeter,
  Pools,
  runService,
  type ReadyParts,
  type Starting,
} from '@careledger/service';
import { describeForViews, missingReaders } from '@careledger/sql-views';
import { ErasureModule } from '@careledger/erasure';
import { RepairsModule } from '@careledger/repairs';
import { rulesOfFigures } from '@careledger/store';
import type { Pool } from 'pg';
import { describeApi } from './api/api-document';
import { InsightModule } from './insight.module';

const READ_CONNECTIONS = 8;
const LOG_CONNECTIONS = 2;

/** The root of the application. */
@Module({})
class InsightProcess {}

/** The read side as a process of its own, where operators also decide about what could not be applied. */
async function start({ configuration, logger, undo }: Starting): Promise<string> {
  const { databaseUrl: url, reference, recordsFrom, tolerancePercent, chromium, caseUrl } = configuration;
  await bringTablesUpToDate(url);
  const pools = new Pools(url, logger);
  undo(() => pools.end());
  const pool = pools.open('insight', READ_CONNECTIONS);
  await claimFor(pool, configuration.fixture);
  const log = await openLog(configuration, pools.open('insight, log', LOG_CONNECTIONS), 'insight');
  undo(() => log.close());

  const today = Today.of(configuration);
  const described = { clock: today.course, fixture: null, reference };
  missingReaders(await describeForViews(pool, described), (text) => logger.warn(text));
  const operations = { parts: rulebook(pool), meters: [poolMeter(() => pools.use())] };
  const insight = InsightModule.forRoot({
    pool,
    log,
    today,
    fixture: null,
    reference,
    recordsFrom,
    tolerancePercent,
    chromium,
    operations,
    caseUrl,
  });
  const repairs = RepairsModule.forRoot({ pool, log });
  const erasure = ErasureModule.forRoot({ pool, log, retention: configuration.retention });
  const access = AccessModule.forRoot({ access: configuration.access, pool, withRoutes: true });
  const server = await createHttpServer(
    { module: InsightProcess, imports: [access, insight, repairs, erasure] },
    logger,
    configuration.shutdownSeconds * 1000,
  );
  undo(server.close);
  refuseForeignHosts(server.fastify, configuration);
  describeApi(server.app);
  await server.app.listen(configuration.port, configuration.host);
  logger.log({ message: 'The figures are those of today', today: formatDay(today.today()) });
  return server.app.getUrl();
}

/** The figures are read by the measures of this program: a projector must not have posted them by a rulebook that it lacks. */
function rulebook(pool: Pool): ReadyParts {
  return {
    rulebook: async () => {
      if ((await rulesOfFigures(pool)) === 'known') return {};
      throw new NotReady('The figures are posted under a rulebook that this program does not know');
    },
  };
}

void runService('insight', start);
