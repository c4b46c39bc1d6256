import { once } from 'node:events';

/** Ends what offer-kafka.ts began, and waits until it is gone. */
export default async function stopKafka(): Promise<void> {
  const { server, keeper } = globalThis.kafkaOffer ?? {};
  server?.close();
  if (!keeper || keeper.exitCode !== null) return;
  const gone = once(keeper, 'exit');
  keeper.stdin?.end();
  await gone;
}
