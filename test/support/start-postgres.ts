import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

declare global {
  // Jest hands nothing from the set-up to the teardown; both run in the same realm.
  var postgresKeeper: ChildProcess | undefined;
}

/** One PostgreSQL for all tests of the run; `TEST_POSTGRES_URL` says where. A URL that is already set is used instead. */
export default async function startPostgres(): Promise<void> {
  if (process.env['TEST_POSTGRES_URL']) return;
  const root = join(__dirname, '..', '..');
  const keeper = spawn(
    process.execPath,
    [join(root, 'infra', 'run-ts.cjs'), join(__dirname, 'postgres-keeper.ts')],
    { detached: true, stdio: ['pipe', 'pipe', 'inherit'] }, // away from Ctrl-C: it ends when we do
  );
  globalThis.postgresKeeper = keeper;
  const lines = createInterface({ input: keeper.stdout });
  const ready = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(String(line)) as { url: string }),
    once(keeper, 'exit').then(() => undefined),
  ]);
  if (!ready) throw new Error('No PostgreSQL for the tests; the reason stands above.');
  process.env['TEST_POSTGRES_URL'] = ready.url;
}
