// Clears a data folder away when its standard input ends: kills the processes that it was told of and any PostgreSQL that
// runs there, and removes the folder. So nothing stays behind however the tests end, Ctrl-C and kill -9 included.
// Lines of input: `+1234` a process was started, `-1234` it has ended. Argument: the folder, which holds `data`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended, signalPostmaster } from '../../libs/embedded-postgres/src/postmaster';
import { postgresPids } from './embedded-database';

async function keep(folder: string): Promise<void> {
  const running = new Set<number>();
  for await (const line of createInterface({ input: process.stdin })) {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) running.add(pid);
    else running.delete(pid);
  }
  await Promise.all([...running].map((pid) => kill(pid)));
  await Promise.all(postgresPids(join(folder, 'data')).map((pid) => kill(pid)));
  for (const disk of mountedBelow(folder)) execFileSync('umount', ['--lazy', disk], { stdio: 'ignore' });
  // Sessions of a killed server may be writing their last.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Disks that a test mounted in its folder. */
function mountedBelow(folder: string): string[] {
  if (!existsSync('/proc/mounts')) return [];
  const places = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return places.filter((place) => place.startsWith(`${folder}/`));
}

async function kill(pid: number): Promise<void> {
  signalPostmaster(pid, 'SIGKILL');
  await ended(pid, 10_000);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.stdin.destroy());
void keep(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
