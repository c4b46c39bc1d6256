import path from 'node:path';
import type { Day, Month } from '@careledger/calendar';
import type { OwnReference } from '@careledger/reference';
import type { AnchorPlaces } from '@careledger/chains';
import type { KafkaSettings } from '@careledger/event-log';
import { readAnchorPlaces } from './anchors';
import { kafkaWarnings, readKafka } from './kafka';
import { readReferenceFolder } from './reference-folder';
import { readRetention, type Retention } from './retention';
import { Settings, type Environment } from './settings';
import { readAccess, type Access } from './access';
import { caseUrl, databaseUrl, day, fixtureName, folder, month, percent, portNumber, program } from './values';

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
  /** Where the heads of the chains are kept outside the database; undefined means nowhere. */
  readonly anchors: AnchorPlaces | undefined;
  /** Name of the history that an empty system is loaded with; undefined means none. */
  readonly fixture: string | undefined;
  /** The day on which the clock starts; undefined means the fixture's last day, or the real date. */
  readonly today: Day | undefined;
  /** What the authority has put in the place of bundled reference data. */
  readonly reference: OwnReference;
  /** The first month from which the records are complete; undefined means the fixture's, or that nobody knows. */
  readonly recordsFrom: Month | undefined;
  /** How far from its target a figure may be and still be called near it, in hundredths of the target. */
  readonly tolerancePercent: number;
  /** The Chromium that prints reports; undefined means one that is found on PATH. */
  readonly chromium: string | undefined;
  /** The page of a child in the case system: a template with `{child}`; not there where the pages lead to none. */
  readonly caseUrl?: string;
  /** How long what is kept is kept. */
  readonly retention: Retention;
  /** How readers and writers show who they are. */
  readonly auth: Access['mode'];
  /** What that needs. */
  readonly access: Access;
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
  const recordsFrom = settings.read('RECORDS_FROM', month);
  const tolerancePercent = settings.read('TARGET_TOLERANCE_PERCENT', percent({ from: 0, to: 100 })) ?? 10;
  const chromium = settings.read('CHROMIUM_PATH', program);
  const referenceDir = settings.read('REFERENCE_DIR', folder);
  const { own: reference, problems } =
    referenceDir === undefined ? { own: {}, problems: [] } : readReferenceFolder(path.resolve(referenceDir));
  for (const problem of problems) settings.refuse('REFERENCE_DIR', problem);

  const host = settings.read('HOST', (text) => ({ value: text })) ?? '127.0.0.1';
  const { access, chosen } = readAccess(settings, host, dataDir);

  const retention = readRetention(settings);
  const caseSystem = settings.read('CASE_URL', caseUrl);
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

  const databaseDir = path.join(dataDir, fixture ?? REAL);
  const anchors = readAnchorPlaces(settings, url === undefined ? databaseDir : undefined);

  if (settings.problems.length > 0) throw new ConfigurationError(settings.problems);

  const warnings: string[] = [...kafkaWarnings(kafka)];
  if (access.mode === 'none') warnings.push(openDoors(chosen, fixture));
  return {
    port,
    host,
    databaseUrl: url,
    dataDir,
    databaseDir,
    kafkaPort,
    kafka,
    anchors,
    fixture,
    today,
    reference,
    recordsFrom,
    tolerancePercent,
    chromium,
    retention,
    ...(caseSystem !== undefined && { caseUrl: caseSystem }),
    auth: access.mode,
    access,
    warnings,
  };
}

/** What is said aloud where nobody has to show who they are: who can read what. */
function openDoors(chosen: boolean, fixture: string | undefined): string {
  const said = `AUTH is ${chosen ? '"none"' : 'not set'}: everybody on this machine can read and write`;
  if (fixture !== undefined) return `${said} all that is here. These children are made up.`;
  const all = `${said} all case data, sealed records too, without showing who they are.`;
  return chosen
    ? `${all} AUTH=key or AUTH=oidc ends that.`
    : `${all} Set AUTH=none to say that this is meant, or AUTH=key or AUTH=oidc.`;
}
