import { formatDay, parseDay } from '@careledger/calendar';
import { Today, type Configuration } from '@careledger/config';
import { startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { openLog } from '@careledger/event-log';
import { refuseForeignHosts } from '@careledger/http-problems';
import type { ServiceLogger } from '@careledger/logging';
import {
  bringTablesUpToDate,
  claimFor,
  createHttpServer,
  holdToRulebook,
  mustBeFree,
  poolMeter,
  Pools,
  readProgress,
  type PoolUse,
} from '@careledger/service';
import { describeForViews, missingReaders } from '@careledger/sql-views';
import { startTracing, stopTracing } from '@careledger/tracing';
import { keepFolder, registerImportBodies } from '@careledger-app/importer';
import { announce, describeApi } from '@careledger-app/insight';
import { registerEventBodies } from '@careledger-app/intake';
import { consuming, countBatch, countReady } from '@careledger-app/projector';
import { fixtureNamed } from '@careledger-fixtures/index';
import { caughtUp, loadFixture } from './fixture-loading';
import { startProjector, type ProjectorInThread } from './projector-in-thread';
import { StandaloneModule } from './standalone.module';

const INTAKE_CONNECTIONS = 4;
const READ_CONNECTIONS = 8;
/** Two are held as long as an audit runs; its processes have their own. */
const AUDIT_CONNECTIONS = 4;

/** The running program. */
export interface System {
  /** Where people find it: `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Stops everything in order, the database last. */
  stop(): Promise<void>;
}

/** What a start says to whom, and what it listens to. */
export interface Voices {
  readonly progress: (message: string) => void;
  /** Called once where the program cannot go on. */
  readonly fatal: (error: Error) => void;
  /** Aborted where the start is to be broken off: what was started is stopped again. */
  readonly signal: AbortSignal;
  /** For what is not said to the person at the terminal. */
  readonly logger: ServiceLogger;
}

/**
 * Starts all parts on what the configuration names: database, tables, log, projector, read side; loads the fixture into an
 * empty system; fulfilled once the figures are complete and the address answers. Where something fails, what was started
 * is stopped again.
 * @param options.anew see `holdToRulebook`
 */
export async function startSystem(
  configuration: Configuration,
  { progress, fatal, signal, logger }: Voices,
  { anew }: { readonly anew: boolean },
): Promise<System> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let end = stops.pop(); end !== undefined; end = stops.pop()) await end();
  };
  try {
    await startTracing('standalone');
    stops.push(stopTracing);
    const url = configuration.databaseUrl ?? (await startDatabase(configuration, progress, fatal, stops));
    // After the database: who starts the same data twice is told that, and by which process.
    await mustBeFree(configuration.host, configuration.port);
    progress('Bringing the tables up to date');
    await bringTablesUpToDate(url);

    const all = new Pools(url, logger);
    stops.push(() => all.end());
    const pools = { intake: all.open('intake', INTAKE_CONNECTIONS), reads: all.open('insight', READ_CONNECTIONS) };
    await claimFor(pools.intake, configuration.fixture);
    await holdToRulebook(pools.intake, { fixture: configuration.fixture, anew, command: 'npm start', progress });
    const log = await openLog(configuration, pools.intake, 'intake');
    stops.push(() => log.close());

    const fixture = configuration.fixture === undefined ? null : fixtureNamed(configuration.fixture);
    const today = Today.of(configuration, fixture === null ? undefined : parseDay(fixture.lastDay));
    const described = { clock: today.course, fixture, reference: configuration.reference };
    missingReaders(await describeForViews(pools.reads, described), progress);
    const projector = await startProjector(
      { url, kafka: configuration.kafka, anchors: configuration.anchors, logFormat: logger.format },
      { onDone: countBatch, onReady: countReady },
      fatal,
    );
    stops.push(() => projector.stop());
    const operations = {
      parts: {
        consuming: consuming(
          async () => (await projector.look()).consumption,
          () => readProgress(pools.reads, log),
        ),
      },
      meters: [poolMeter(async () => [...all.use(), ...(await poolsOf(projector))])],
    };
    const module = StandaloneModule.forRoot(
      {
        pool: pools.reads,
        log,
        today,
        fixture,
        reference: configuration.reference,
        recordsFrom: configuration.recordsFrom,
        tolerancePercent: configuration.tolerancePercent,
        chromium: configuration.chromium,
        operations,
        caseUrl: configuration.caseUrl,
      },
      pools.intake,
      keepFolder({ DATA_DIR: configuration.dataDir }),
      configuration.access,
      { pool: all.open('audits', AUDIT_CONNECTIONS), databaseUrl: url, kafka: configuration.kafka, logger },
      configuration.retention,
    );
    const { app, fastify, close } = await createHttpServer(module, logger);
    stops.push(close);
    registerEventBodies(fastify);
    registerImportBodies(fastify);
    refuseForeignHosts(fastify, configuration);
    if (fixture !== null) announce(fixture, fastify);
    describeApi(app);
    if (fixture !== null) await loadFixture(fixture, log, pools.intake, progress, signal);
    await caughtUp(log, pools.reads, progress, signal);
    await app.listen(configuration.port, configuration.host);
    progress(`The figures are those of ${formatDay(today.today())}.`);
    return { address: await app.getUrl(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startDatabase(
  { databaseDir }: Configuration,
  progress: Voices['progress'],
  fatal: Voices['fatal'],
  stops: (() => Promise<unknown>)[],
): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: databaseDir, onProgress: progress, onLost: fatal });
  stops.push(() => postgres.stop());
  if (postgres.adopted) progress('Took over the database of an earlier start that was killed');
  return postgres.url;
}

/** The connections of the thread; none where it does not answer, which the probe tells. */
async function poolsOf(projector: ProjectorInThread): Promise<readonly PoolUse[]> {
  try {
    return (await projector.look()).pools;
  } catch {
    return [];
  }
}
