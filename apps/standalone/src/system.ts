import { protect } from '@careledger/access';
import { formatDay, parseDay } from '@careledger/calendar';
import { Today, type Configuration } from '@careledger/config';
import { startEmbeddedPostgres } from '@careledger/embedded-postgres';
import { JournalLog } from '@careledger/event-log';
import { ProblemFilter } from '@careledger/http-problems';
import { createPool, openDatabase } from '@careledger/store';
import { keepFolder, registerImportBodies } from '@careledger-app/importer';
import { announce, describeApi, refuseForeignHosts } from '@careledger-app/insight';
import { registerEventBodies } from '@careledger-app/intake';
import { countBatch } from '@careledger-app/projector';
import { fixtureNamed } from '@careledger-fixtures/index';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { close } from './closing';
import { claimFor, holdToRulebook } from './deployment';
import { caughtUp, loadFixture } from './fixture-loading';
import { mustBeFree } from './free-port';
import { startProjector } from './projector-in-thread';
import { StandaloneModule } from './standalone.module';

const INTAKE_CONNECTIONS = 4;
const READ_CONNECTIONS = 8;

const SERVER = {
  bodyLimit: 1 << 20,
  // What comes over an open connection while the program stops is answered like anything else (and the connection then
  // ended): an emitter is to hear either 202 or a 503 that says when to come again, never one without.
  return503OnClosing: false,
};

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
}

/**
 * Starts all parts on what the configuration names: database, tables, log, projector, read side; loads the fixture into an
 * empty system; fulfilled once the figures are complete and the address answers. Where something fails, what was started
 * is stopped again.
 * @param options.anew see `holdToRulebook`
 */
export async function startSystem(
  configuration: Configuration,
  { progress, fatal, signal }: Voices,
  { anew }: { readonly anew: boolean },
): Promise<System> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let end = stops.pop(); end !== undefined; end = stops.pop()) await end();
  };
  try {
    const url = configuration.databaseUrl ?? (await startDatabase(configuration, progress, fatal, stops));
    // After the database: who starts the same data twice is told that, and by which process.
    await mustBeFree(configuration.host, configuration.port);
    progress('Bringing the tables up to date');
    await (await openDatabase(url)).destroy();

    const pool = (size: number, name: string) => {
      const made = createPool(url, size, { applicationName: `careledger ${name}` });
      stops.push(() => made.end());
      return made;
    };
    const pools = {
      intake: pool(INTAKE_CONNECTIONS, 'intake'),
      reads: pool(READ_CONNECTIONS, 'insight'),
    };
    await claimFor(pools.intake, configuration.fixture);
    await holdToRulebook(pools.intake, { fixture: configuration.fixture, anew, progress });
    const log = await JournalLog.open({ pool: pools.intake });
    stops.push(() => log.close());

    const fixture = configuration.fixture === undefined ? null : fixtureNamed(configuration.fixture);
    const today = Today.of(configuration, fixture === null ? undefined : parseDay(fixture.lastDay));
    const module = StandaloneModule.forRoot(
      { pool: pools.reads, log, today, fixture, reference: configuration.reference },
      pools.intake,
      keepFolder({ DATA_DIR: configuration.dataDir }),
      configuration.access,
    );
    const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(SERVER), {
      logger: ['error', 'warn', 'fatal'],
      abortOnError: false,
    });
    stops.push(() => close(app));
    const fastify = app.getHttpAdapter().getInstance();
    await protect(app);
    registerEventBodies(fastify);
    registerImportBodies(fastify);
    refuseForeignHosts(fastify, configuration);
    if (fixture !== null) announce(fixture, fastify);
    app.useGlobalFilters(new ProblemFilter());

    describeApi(app);
    stops.push(await startProjector(url, countBatch, fatal));
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
