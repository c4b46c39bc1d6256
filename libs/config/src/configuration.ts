import path from 'node:path';
import type { Day } from '@careledger/calendar';
import type { OwnReference } from '@careledger/reference';
import type { KafkaSettings } from '@careledger/event-log';
import { kafkaWarnings, readKafka } from './kafka';
import { readReferenceFolder } from './reference-folder';
import { Settings, type Environment } from './settings';
import { databaseUrl, day, fixtureName, folder, isLoopback, portNumber } from './values';

/** The folder of real case data below the data folder. */
const REAL = 'real';

/** What the environment asks for, checked. */
export interface Configuration {
  /** HTTP port; 0 takes any free one. */
  readonly port: number;
  /** Address to bind. */
  readonly host: string;
  /** PostgreSQL to use; undefined means the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Where the embedded PostgreSQL keeps its files, for all histories. */
  readonly dataDir: string;
  /** The folder of this history below `dataDir`: `real`, or the fixture's name. Made-up children never mix with real ones. */
  readonly databaseDir: string;
  /** Port of the local broker that `npm run kafka` starts. */
  readonly kafkaPort: number;
  /** The Kafka cluster that has the log; undefined means the journal in PostgreSQL. */
  readonly kafka: KafkaSettings | undefined;
  /** Name of the history that an empty system is loaded with; undefined means none. */
  readonly fixture: string | undefined;
  /** The day on which the clock starts; undefined means the fixture's last day, or the real date. */
  readonly today: Day | undefined;
  /** What the authority has put in the place of bundled reference data. */
  readonly reference: OwnReference;
  /** How readers and writers show who they are; so far there is no way but `none`. */
  readonly auth: 'none';
  /** What the operator should know although the program starts: one sentence each. */
  readonly warnings: readonly string[];
}

export interface KnownFixtures {
  /** The names that `FIXTURE` may have. */
  readonly fixtures: readonly string[];
  /** The one that is loaded where nothing else is asked for; undefined in an app that loads none by itself. */
  readonly defaultFixture: string | undefined;
}

/** Thrown by `readConfiguration`: every problem found, each a sentence that begins with the name of its variable. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not right:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads the configuration from environment variables (the table "Configuration" of the README; the same names in every
 * app), and the files of the folder that `REFERENCE_DIR` names. Throws a ConfigurationError that lists everything that is wrong at once. No message repeats a value that can
 * hold a secret.
 */
export function readConfiguration(env: Environment, { fixtures, defaultFixture }: KnownFixtures): Configuration {
  if (fixtures.includes(REAL) || fixtures.includes('none')) {
    throw new Error(
      `A fixture may not be called "${REAL}" or "none": real case data would share its folder or its name.`,
    );
  }
  const settings = new Settings(env);

  const port = settings.read('PORT', portNumber({ zeroAllowed: true })) ?? 3000;
  const kafkaPort = settings.read('KAFKA_PORT', portNumber({ zeroAllowed: false })) ?? 9092;
  const url = settings.read('DATABASE_URL', databaseUrl);
  const dataDir = path.resolve(settings.read('DATA_DIR', folder) ?? '.data');
  const today = settings.read('TODAY', day);
  const referenceDir = settings.read('REFERENCE_DIR', folder);
  const { own: reference, problems } =
    referenceDir === undefined ? { own: {}, problems: [] } : readReferenceFolder(path.resolve(referenceDir));
  for (const problem of problems) settings.refuse('REFERENCE_DIR', problem);

  const host = settings.read('HOST', (text) => ({ value: text })) ?? '127.0.0.1';
  const auth = settings.read('AUTH', (text) =>
    text === 'none'
      ? { value: 'none' as const }
      : { problem: 'is not a known way to show who one is. So far there is only "none", for loopback addresses.' },
  );
  if (!isLoopback(host)) {
    settings.refuse(
      'HOST',
      `is "${host}", which others can reach, and nobody would have to show who they are: no authentication exists yet ` +
        '(AUTH can only be "none"). Use a loopback address: 127.0.0.1, ::1 or localhost.',
    );
  }

  const kafka = readKafka(settings);

  const besides = ['DATABASE_URL', 'KAFKA_BROKERS'].filter((name) => settings.isSet(name));
  const asked = settings.read('FIXTURE', fixtureName(fixtures));
  if (asked !== undefined && asked !== 'none' && besides.length > 0) {
    settings.refuse(
      'FIXTURE',
      `names a made-up history ("${asked}") beside ${besides.join(' and ')}: made-up children never mix with real ones. ` +
        `Set FIXTURE=none, or leave out ${besides.join(' and ')}.`,
    );
  }
  const wanted = asked ?? (besides.length > 0 ? 'none' : (defaultFixture ?? 'none'));
  const fixture = wanted === 'none' ? undefined : wanted;

  if (settings.problems.length > 0) throw new ConfigurationError(settings.problems);

  const warnings: string[] = [...kafkaWarnings(kafka)];
  if (auth === undefined && fixture === undefined) {
    warnings.push(
      'AUTH is not set: everybody on this machine can read and write all case data without showing who they are. ' +
        'Set AUTH=none to say that this is meant.',
    );
  }
  return {
    port,
    host,
    databaseUrl: url,
    dataDir,
    databaseDir: path.join(dataDir, fixture ?? REAL),
    kafkaPort,
    kafka,
    fixture,
    today,
    reference,
    auth: 'none',
    warnings,
  };
}
