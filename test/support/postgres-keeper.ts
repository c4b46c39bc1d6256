// Runs one PostgreSQL in a folder of its own for as long as its standard input is open, then stops it and removes the
// folder: however the tests end, Ctrl-C and kill -9 included, nothing stays behind. Prints one line of JSON when ready.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@careledger/embedded-postgres';

async function keep(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'careledger-test-'));
  const testsEnded = new Promise((resolve) => process.stdin.once('close', resolve).resume());
  try {
    // What the tests write need not outlive a power cut.
    const postgres = await startEmbeddedPostgres({
      dataDir,
      settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200' },
    });
    process.stdout.write(`${JSON.stringify({ url: postgres.url })}\n`);
    await testsEnded;
    await postgres.stop();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

process.stdout.on('error', () => undefined); // the tests ended before it was ready
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.stdin.destroy());
keep().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
