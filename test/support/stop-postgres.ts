import { once } from 'node:events';

/** Ends what start-postgres.ts began, and waits until it is gone. */
export default async function stopPostgres(): Promise<void> {
  const keeper = globalThis.postgresKeeper;
  if (!keeper || keeper.exitCode !== null) return;
  const gone = once(keeper, 'exit');
  keeper.stdin?.end();
  await gone;
}
