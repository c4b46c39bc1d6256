import { ConfigurationError, readConfiguration, type Configuration } from './configuration';
import { Settings, type Environment } from './settings';
import { seconds } from './values';

/** The parts that can run as processes of their own, each with the port that it has where `PORT` is not set. */
export const SERVICE_PORTS = { intake: 3001, projector: 3002, insight: 3003, auditor: 3004 } as const;

export type ServiceName = keyof typeof SERVICE_PORTS;

/** How a process writes its log: one JSON object a line, or lines for people. */
export type LogFormat = 'json' | 'text';

/** What the environment asks of a process that is one part of the system. */
export interface ServiceConfiguration extends Configuration {
  readonly databaseUrl: string;
  readonly logFormat: LogFormat;
  /** So long a process that is asked to stop may take to finish what is under way. */
  readonly shutdownSeconds: number;
}

const SHUTDOWN_SECONDS = 20;

/** Reads `LOG_FORMAT`. @throws ConfigurationError */
export function readLogFormat(env: Environment, byDefault: LogFormat): LogFormat {
  const settings = new Settings(env);
  const format = logFormat(settings);
  if (settings.problems.length > 0) throw new ConfigurationError(settings.problems);
  return format ?? byDefault;
}

/**
 * Reads the configuration of a separate process: what `readConfiguration` reads, with the part's own port, and a database
 * that must be given. Throws a ConfigurationError that lists everything that is wrong at once.
 */
export function readServiceConfiguration(env: Environment, service: ServiceName): ServiceConfiguration {
  const settings = new Settings(env);
  const format = logFormat(settings);
  const shutdownSeconds = settings.read('SHUTDOWN_SECONDS', seconds({ from: 1, to: 600 }));
  if (!settings.isSet('DATABASE_URL')) {
    settings.refuse(
      'DATABASE_URL',
      'is not set. The parts meet in a PostgreSQL server, so each needs to be told which: ' +
        'postgresql://user:password@host:5432/database. Only "npm start" brings a database along.',
    );
  }
  const problems = [...settings.problems];
  const withPort = { ...env, PORT: env['PORT'] ?? String(SERVICE_PORTS[service]) };
  try {
    const configuration = readConfiguration(withPort, { fixtures: [], defaultFixture: undefined });
    if (problems.length === 0 && configuration.databaseUrl !== undefined) {
      return {
        ...configuration,
        databaseUrl: configuration.databaseUrl,
        logFormat: format ?? 'json',
        shutdownSeconds: shutdownSeconds ?? SHUTDOWN_SECONDS,
      };
    }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.push(...error.problems);
  }
  throw new ConfigurationError(problems);
}

function logFormat(settings: Settings): LogFormat | undefined {
  return settings.read('LOG_FORMAT', (text) =>
    text === 'json' || text === 'text'
      ? { value: text }
      : { problem: `is "${text}". Use json (one object a line, for programs) or text (for people).` },
  );
}
