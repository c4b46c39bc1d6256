import { fixtureNamed } from '@careledger-fixtures/index';
import { readCommandLine, USAGE } from './command-line';
import { simulate, summaryOf } from './simulate';
import { SimulateError } from './simulate-error';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options === null) {
    say(USAGE);
    return;
  }
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const sent = await simulate(fixtureNamed(options.fixture), options, { say, signal: stop.signal, clock: Date.now });
  say(summaryOf(sent));
  if (sent.refused > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  const known = error instanceof SimulateError || error instanceof RangeError;
  process.stderr.write(`${known ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
