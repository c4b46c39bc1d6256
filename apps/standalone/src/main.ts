import 'reflect-metadata';
import { readConfiguration, type Configuration } from '@careledger/config';
import { DEFAULT_FIXTURE, FIXTURES } from '@careledger-fixtures/index';
import { ANEW } from './deployment';
import { startSystem, type System } from './system';

const say = (message: string): void => void process.stdout.write(`${message}\n`);
const complain = (message: string): void => void process.stderr.write(`${message}\n`);

function configure(): Configuration {
  return readConfiguration(process.env, { fixtures: Object.keys(FIXTURES), defaultFixture: DEFAULT_FIXTURE });
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
    system = await startSystem(configuration, { progress: say, fatal, signal: interrupted.signal }, { anew });
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
