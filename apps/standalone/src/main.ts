import 'reflect-metadata';
import { ConfigurationError, readConfiguration, type Configuration } from '@careledger/config';
import { FIXTURES } from '@careledger-fixtures/index';
import { startSystem, type System } from './system';

const say = (message: string): void => void process.stdout.write(`${message}\n`);
const complain = (message: string): void => void process.stderr.write(`${message}\n`);

function configure(): Configuration {
  return readConfiguration(process.env, { fixtures: Object.keys(FIXTURES), defaultFixture: 'riverton' });
}

async function main(): Promise<void> {
  const configuration = configure();
  configuration.warnings.forEach(complain);
  let stopping = false;
  let system: System | undefined;
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await system?.stop();
    process.exit(code);
  };
  const starting = startSystem(configuration, {
    progress: say,
    fatal: (error) => {
      complain(error.message);
      void stop(1);
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stopping) say('\nStopping …');
      // A start that is under way is let come to its end, so that nothing is left half started.
      void starting.then(
        () => stop(0),
        () => undefined,
      );
    });
  }
  system = await starting;
  say(`CareLedger is ready: ${system.address}  (Ctrl-C stops it)`);
}

main().catch((error: unknown) => {
  // Messages are for people; where one of ours is not enough, the stack is.
  complain(error instanceof ConfigurationError || !(error instanceof Error) ? String(error) : describe(error));
  process.exit(1);
});

function describe(error: Error): string {
  return process.env['DEBUG'] === undefined ? error.message : (error.stack ?? error.message);
}
