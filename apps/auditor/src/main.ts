import 'reflect-metadata';
import { AccessModule } from '@careledger/access';
import { Today } from '@careledger/config';
import { openLog } from '@careledger/event-log';
import { refuseForeignHosts } from '@careledger/http-problems';
import {
  bringTablesUpToDate,
  claimFor,
  createHttpServer,
  databaseAndLog,
  OperationsModule,
  poolMeter,
  Pools,
  runService,
  type Starting,
} from '@careledger/service';
import { Module } from '@nestjs/common';
import { AuditorModule } from './auditor.module';

/** Two are held as long as an audit runs; its processes have their own. */
const AUDIT_CONNECTIONS = 6;
const LOG_CONNECTIONS = 2;

/** The root of the application. */
@Module({})
class AuditorProcess {}

/** The auditor as a process of its own, which can be on another machine than those who take events in and answer questions. */
async function start({ configuration, logger, undo }: Starting): Promise<string> {
  const { databaseUrl: url, reference } = configuration;
  await bringTablesUpToDate(url);
  const pools = new Pools(url, logger);
  undo(() => pools.end());
  const pool = pools.open('audits', AUDIT_CONNECTIONS);
  await claimFor(pool, configuration.fixture);
  const log = await openLog(configuration, pools.open('auditor, log', LOG_CONNECTIONS), 'auditor');
  undo(() => log.close());
  const today = Today.of(configuration);
  const access = AccessModule.forRoot({ access: configuration.access, pool });
  const { kafka } = configuration;
  const audits = AuditorModule.forRoot({ pool, databaseUrl: url, log, today, fixture: null, reference, kafka, logger });
  const operations = OperationsModule.forRoot({
    parts: databaseAndLog(pool, log),
    meters: [poolMeter(() => pools.use())],
  });
  const server = await createHttpServer(
    { module: AuditorProcess, imports: [access, audits, operations] },
    logger,
    configuration.shutdownSeconds * 1000,
  );
  undo(server.close);
  refuseForeignHosts(server.fastify, configuration);
  await server.app.listen(configuration.port, configuration.host);
  return server.app.getUrl();
}

void runService('auditor', start);
