import 'reflect-metadata';
import { AccessModule } from '@careledger/access';
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
import { registerEventBodies } from './event-bodies';
import { IntakeModule } from './intake.module';

const INTAKE_CONNECTIONS = 6;
/** Probes and metrics, so that they are answered also while every other connection is busy. */
const WATCH_CONNECTIONS = 1;

/** The root of the application. */
@Module({})
class IntakeProcess {}

/** The intake as a process of its own: it takes events in, whatever the rulebook, and needs nobody but the log. */
async function start({ configuration, logger, undo }: Starting): Promise<string> {
  const { databaseUrl: url } = configuration;
  await bringTablesUpToDate(url);
  const pools = new Pools(url, logger);
  undo(() => pools.end());
  const pool = pools.open('intake', INTAKE_CONNECTIONS);
  const watching = pools.open('intake, watching', WATCH_CONNECTIONS);
  await claimFor(pool, configuration.fixture);
  const log = await openLog(configuration, pool, 'intake');
  undo(() => log.close());

  const operations = OperationsModule.forRoot({
    parts: databaseAndLog(watching, log),
    meters: [poolMeter(() => pools.use())],
  });
  const intake = IntakeModule.forRoot({ log, pool });
  const server = await createHttpServer(
    {
      module: IntakeProcess,
      imports: [AccessModule.forRoot({ access: configuration.access, pool }), intake, operations],
    },
    logger,
    configuration.shutdownSeconds * 1000,
  );
  undo(server.close);
  registerEventBodies(server.fastify);
  refuseForeignHosts(server.fastify, configuration);
  await server.app.listen(configuration.port, configuration.host);
  return server.app.getUrl();
}

void runService('intake', start);
