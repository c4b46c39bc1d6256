import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

declare global {
  // Jest hands nothing from the set-up to the teardown; both run in the same realm.
  var kafkaOffer: KafkaOffer | undefined;
}

/** Says where a broker is, and starts it for the first who asks. */
interface KafkaOffer {
  readonly server: Server;
  keeper: ChildProcess | undefined;
  brokers: Promise<string> | undefined;
}

/**
 * One Kafka broker for all tests of the run, started when the first asks for it: most runs need none. `TEST_KAFKA_OFFER` is the port
 * on loopback to ask at; see kafka.ts.
 */
export default async function offerKafka(): Promise<void> {
  if (process.env['KAFKA_BROKERS'] || process.env['TEST_KAFKA_OFFER']) return;
  const server = createServer((asking) => {
    asking.on('error', () => undefined); // who asked has gone
    offer.brokers ??= start(offer);
    void offer.brokers.then(
      (brokers) => asking.end(JSON.stringify({ brokers })),
      (error: unknown) => asking.end(JSON.stringify({ problem: String(error) })),
    );
  });
  const offer: KafkaOffer = { server, keeper: undefined, brokers: undefined };
  globalThis.kafkaOffer = offer;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  process.env['TEST_KAFKA_OFFER'] = String((server.address() as { port: number }).port);
}

async function start(offer: KafkaOffer): Promise<string> {
  const root = join(__dirname, '..', '..');
  const keeper = spawn(
    process.execPath,
    [join(root, 'infra', 'run-ts.cjs'), join(__dirname, 'kafka-keeper.ts')],
    { detached: true, stdio: ['pipe', 'pipe', 'inherit'] }, // away from Ctrl-C: it ends when we do
  );
  offer.keeper = keeper;
  const lines = createInterface({ input: keeper.stdout });
  const ready = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(String(line)) as { brokers: string }),
    once(keeper, 'exit').then(() => undefined),
  ]);
  if (!ready) throw new Error('No Kafka for the tests; the reason stands above.');
  return ready.brokers;
}
