// Runs one Kafka broker in a folder of its own for as long as its standard input is open, then kills it and removes the
// folder: however the tests end, Ctrl-C and kill -9 included, nothing stays behind. Prints one line of JSON when ready.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../../infra/kafka/cluster';

async function keep(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'careledger-kafka-'));
  const started = new Set<ChildProcess>();
  const killed = new Promise<void>((resolve) => {
    process.stdin.once('close', () => void killAll().then(resolve)).resume();
  });
  let isOver = false;

  async function killAll(): Promise<void> {
    isOver = true;
    await Promise.all([...started].map(kill));
  }
  const watch = (child: ChildProcess): void => {
    started.add(child);
    child.once('exit', () => started.delete(child));
    if (isOver) void kill(child);
  };

  try {
    const cluster = await Cluster.start({ folder, watch });
    process.stdout.write(`${JSON.stringify({ brokers: cluster.addresses })}\n`);
    await killed;
  } catch (error) {
    if (!isOver) throw error; // a broker that is killed while it starts has not failed
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  if (child.kill('SIGKILL')) await gone;
}

process.stdout.on('error', () => undefined); // the tests ended before it was ready
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.stdin.destroy());
keep().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
