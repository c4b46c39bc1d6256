// `npm run kafka`: a Kafka cluster on loopback for development, its data under .data/kafka. Ctrl-C stops it.
// `npm run kafka -- --brokers 3` for three, on KAFKA_PORT and the ports after it.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Cluster } from './cluster';

const say = (message: string): void => void process.stdout.write(`${message}\n`);

function readArguments(): { brokers: number; port: number; folder: string } {
  const { values } = parseArgs({ options: { brokers: { type: 'string', default: '1' } } });
  const brokers = Number(values.brokers);
  if (![1, 2, 3, 4, 5].includes(brokers))
    throw new Error(`--brokers is "${values.brokers}": give a number from 1 to 5.`);
  const text = process.env['KAFKA_PORT'] ?? '9092';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535 - brokers) {
    throw new Error(`KAFKA_PORT is "${text}", which is no port. Give a whole number from 1 to ${65_535 - brokers}.`);
  }
  const name = brokers === 1 ? 'kafka' : `kafka-${brokers}`;
  return { brokers, port, folder: join(resolve(process.env['DATA_DIR'] ?? '.data'), name) };
}

async function main(): Promise<void> {
  const { brokers, port, folder } = readArguments();
  let stopping = false;
  const asked = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!stopping) say('\nStopping Kafka …');
        stopping = true;
        stop();
      });
    }
  });
  const cluster = await Cluster.start({ folder, brokers, port, progress: say });
  if (!stopping) say(`KAFKA_BROKERS=${cluster.addresses}`);
  await asked;
  await cluster.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
