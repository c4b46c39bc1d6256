import 'reflect-metadata';
import { AccessModule } from '@careledger/access';
import { refuseForeignHosts } from '@careledger/http-problems';
import {
  ANEW,
  bringTablesUpToDate,
  claimFor,
  createHttpServer,
  databaseAndLog,
  holdToRulebook,
  OperationsModule,
  poolMeter,
  Pools,
  progressMeter,
  readProgress,
  runService,
  type Starting,
} from '@careledger/service';
import { Module } from '@nestjs/common';
import { countBatch, countReady } from './batch-metrics';
import { consuming } from './consuming';
import { runProjector } from './run-projector';

/** Probes and metrics, so that they are answered also while every other connection is busy. */
const WATCH_CONNECTIONS = 2;

/** The root of the application that answers over HTTP. */
@Module({})
class ProjectorProcess {}

/**
 * The projector as a process of its own. It is who holds the ledger to a rulebook: it posts. Over HTTP it answers probes and
 * metrics alone.
 */
async function start({ configuration, logger, undo }: Starting): Promise<string> {
  const { databaseUrl: url, fixture, kafka, anchors } = configuration;
  await bringTablesUpToDate(url);
  const watch = new Pools(url, logger);
  undo(() => watch.end());
  const pool = watch.open('projector, watching', WATCH_CONNECTIONS);
  await claimFor(pool, fixture);
  const progress = (message: string): void => logger.log(message);
  await holdToRulebook(pool, { fixture, anew: isAnew(process.argv.slice(2)), command: COMMAND, progress });

  const projector = await runProjector({ url, kafka, anchors, logger, onDone: countBatch, onReady: countReady });
  undo(() => projector.stop());
  const { log, consumption } = projector;
  const read = () => readProgress(pool, log);
  const operations = OperationsModule.forRoot({
    parts: { ...databaseAndLog(pool, log), consuming: consuming(() => Promise.resolve(consumption.state), read) },
    meters: [progressMeter(read), poolMeter(() => [...watch.use(), ...projector.pools.use()])],
  });
  const server = await createHttpServer(
    { module: ProjectorProcess, imports: [AccessModule.forRoot({ access: configuration.access, pool }), operations] },
    logger,
    configuration.shutdownSeconds * 1000,
  );
  undo(server.close);
  refuseForeignHosts(server.fastify, configuration);
  await server.app.listen(configuration.port, configuration.host);
  return server.app.getUrl();
}

const COMMAND = 'npm run start:projector';

/** Whether the figures are to be worked out anew. */
function isAnew(words: readonly string[]): boolean {
  const unknown = words.find((word) => word !== ANEW);
  if (unknown === undefined) return words.length > 0;
  throw new Error(`What is "${unknown}"? The only option is ${ANEW}; all else is set by the environment (README).`);
}

void runService('projector', start);
