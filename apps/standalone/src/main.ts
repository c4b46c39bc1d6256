import 'reflect-metadata';
import { readConfiguration, readLogFormat, type Configuration } from '@careledger/config';
import { ServiceLogger } from '@careledger/logging';
import { ANEW } from '@careledger/service';
import { DEFAULT_FIXTURE, FIXTURES } from '@careledger-fixtures/index';
import { startSystem, type System } from './system';

const isForPeople = isLogForPeople();
// Nest is quiet at a terminal: what a person is to know is said to them.
const logger = isForPeople
  ? new ServiceLogger('standalone', 'text', ['warn', 'error', 'fatal'])
  : new ServiceLogger('standalone', 'json');

/** To the person at the terminal as it is; in a log of lines for programs, as one of them. */
function say(message: string): void {
  if (isForPeople) process.stdout.write(`${message}\n`);
  else logger.log(message.trim());
}
function complain(message: string): void {
  if (isForPeople) process.stderr.write(`${message}\n`);
  else logger.error(message.trim());
}

function configure(): Configuration {
  readLogFormat(process.env, 'text');
  return readConfiguration(process.env, { fixtures: Object.keys(FIXTURES), defaultFixture: DEFAULT_FIXTURE });
}

function isLogForPeople(): boolean {
  try {
    return readLogFormat(process.env, 'text') === 'text';
  } catch {
    return true; // and they are told what is wrong with LOG_FORMAT below
  }
}

/** Whether the figures are to be worked out anew. */
function readWords(words: readonly string[]): boolean {
  const unknown = words.find((word) => word !== ANEW);
  if (unknown !== undefined)
    throw new Error(`What is "${unknown}"? The only option is ${ANEW}; all else is set by the environment (README).`);
  return words.length > 0;
}

async function main(): Promise<void> {
  const anew = readWords(process.argv.slice(2));
  const configuration = configure();
  configuration.warnings.forEach(complain);
  const interrupted = new AbortController();
  let system: System | undefined;
  let exitCode = 0;
  const stop = async (code: number): Promise<void> => {
    if (interrupted.signal.aborted) return;
    exitCode = code;
    interrupted.abort();
    // A start that is under way breaks off by itself, stops what it had started, and comes back below.
    if (system === undefined) return;
    await system.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) say('\nStopping …');
      void stop(0);
    });
  }
  const fatal = (error: Error): void => {
    complain(error.message);
    void stop(1);
  };
  try {
    system = await startSystem(configuration, { progress: say, fatal, signal: interrupted.signal, logger }, { anew });
  } catch (error) {
    if (interrupted.signal.aborted) process.exit(exitCode);
    throw error;
  }
  if (interrupted.signal.aborted) {
    // The start was done before it noticed.
    await system.stop();
    process.exit(exitCode);
  }
  say(`CareLedger is ready: ${system.address}  (Ctrl-C stops it)`);
}

main().catch((error: unknown) => {
  complain(error instanceof Error ? describe(error) : String(error));
  process.exit(1);
});

/** Messages are for people; where one is not enough, DEBUG shows the stack. */
function describe(error: Error): string {
  return process.env['DEBUG'] === undefined ? error.message : (error.stack ?? error.message);
}
