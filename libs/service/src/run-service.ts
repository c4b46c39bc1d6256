import {
  ConfigurationError,
  readServiceConfiguration,
  type ServiceConfiguration,
  type ServiceName,
} from '@careledger/config';
import { failureText, ServiceLogger, whereItFailed } from '@careledger/logging';
import { startTracing, stopTracing } from '@careledger/tracing';
import { mustBeFree } from './free-port';

/** How to undo what was started: run from the last to the first. */
export type Undo = (undo: () => Promise<unknown>) => void;

/** A part of the system that is about to start. */
export interface Starting {
  readonly configuration: ServiceConfiguration;
  readonly logger: ServiceLogger;
  /** What has been started is to be stopped by this. */
  readonly undo: Undo;
}

/** Exit code where something could not be finished in time or went wrong. */
const FAILED = 1;

/**
 * Runs a part of the system as a process of its own: reads its configuration, starts it, and on SIGTERM or SIGINT stops it in
 * order and ends with code 0. Where that takes longer than `SHUTDOWN_SECONDS` the process ends all the same, with code 1; a
 * second signal ends it at once. Nothing acknowledged depends on either.
 * @param start fulfilled with the address at which the part answers
 */
export async function runService(service: ServiceName, start: (starting: Starting) => Promise<string>): Promise<void> {
  const configuration = configure(service);
  const logger = new ServiceLogger(service, configuration.logFormat);
  for (const warning of configuration.warnings) logger.warn(warning);
  const undoing: (() => Promise<unknown>)[] = [];
  let started = false;
  let stopping = false;

  const stop = async (code: number): Promise<never> => {
    stopping = true;
    setTimeout(() => {
      logger.error(
        `Not stopped within ${configuration.shutdownSeconds} s (SHUTDOWN_SECONDS): what was under way is cut off`,
      );
      process.exit(FAILED);
    }, configuration.shutdownSeconds * 1000).unref();
    try {
      for (let end = undoing.pop(); end !== undefined; end = undoing.pop()) await end();
    } catch (error) {
      logger.error({ message: `Stopping failed: ${failureText(error)}`, at: whereItFailed(error) });
      process.exit(FAILED);
    }
    if (code === 0) logger.log('Stopped');
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) {
        logger.error('Signalled again: ending at once');
        process.exit(FAILED);
      }
      logger.log({ message: 'Stopping: finishing what is under way', signal });
      // A start that is under way is not worth finishing: nothing was acknowledged yet.
      if (!started) process.exit(0);
      void stop(0);
    });
  }
  // Whatever nobody foresaw: not with the error's own text, which can quote what was sent.
  const unforeseen = (error: unknown): void => {
    logger.fatal({ message: `Unforeseen: ${failureText(error)}`, at: whereItFailed(error) });
    if (stopping) process.exit(FAILED);
    void stop(FAILED);
  };
  process.on('uncaughtException', unforeseen);
  process.on('unhandledRejection', unforeseen);

  try {
    await mustBeFree(configuration.host, configuration.port);
    if ((await startTracing(service)).isOn) logger.log('Spans are sent to the collector');
    undoing.push(stopTracing);
    const address = await start({ configuration, logger, undo: (undo) => undoing.push(undo) });
    started = true;
    logger.log({ message: `The ${service} is ready: ${address}`, address });
  } catch (error) {
    if (stopping) return;
    logger.fatal({
      message: failureText(error),
      ...(process.env['DEBUG'] !== undefined && { at: whereItFailed(error) }),
    });
    await stop(FAILED);
  }
}

function configure(service: ServiceName): ServiceConfiguration {
  try {
    return readServiceConfiguration(process.env, service);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(FAILED);
  }
}
