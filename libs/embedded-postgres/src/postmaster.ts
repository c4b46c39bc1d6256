import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, EmbeddedPostgresError } from './errors';

/** What PostgreSQL's main process, the postmaster, notes in its folder while it runs. */
export interface PidFile {
  pid: number;
  port: number;
  /** 'starting', 'ready', 'stopping', or '' where it has not got that far. */
  status: string;
}

const pidFilePath = (cluster: string): string => join(cluster, 'postmaster.pid');

/** The postmaster that runs on this folder, if one does. */
export function runningPostmaster(cluster: string): PidFile | undefined {
  const noted = readPidFile(cluster);
  return noted && isPostmasterOf(cluster, noted.pid) ? noted : undefined;
}

function readPidFile(cluster: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(pidFilePath(cluster), 'utf8').split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  // pid, folder, start, port, socket folder, address, shared memory, status. A standalone backend notes a negative pid.
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/** Whether that process is a PostgreSQL on this folder: a process id alone may long belong to something else. */
export function isPostmasterOf(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  const command = commandLine(pid);
  if (command === undefined) return true; // alive, but we may not look: to believe the note is the safe side
  if (basename(command[0] ?? '') !== 'postgres') return false;
  const folder = command[command.indexOf('-D') + 1] ?? '';
  if (folder === cluster) return true;
  const [theirs, ours] = [folder, cluster].map((path) => statSync(path, { throwIfNoEntry: false }));
  // The same folder under another name; or one that is gone, so that this may be it, moved while PostgreSQL ran.
  return !theirs || !ours || (theirs.ino === ours.ino && theirs.dev === ours.dev);
}

/** Whether the process runs and is ours to signal. One that has ended and waits to be collected (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // gone, or of another account: never the server of a folder that is ours
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return process.platform !== 'linux';
  }
}

function commandLine(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    const { status, stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return status === 0 ? stdout.trim().split(' ') : undefined;
  }
}

/**
 * Makes a note left behind harmless whose process id now belongs to another program, which PostgreSQL would take for
 * itself. The note stays otherwise as it is: by its shared memory key PostgreSQL finds sessions that outlived a crash.
 */
export function disarmStalePidFile(cluster: string): void {
  const noted = readPidFile(cluster);
  if (!noted || !isAlive(noted.pid) || isPostmasterOf(cluster, noted.pid)) return;
  const beyondAnyProcess = 4194305; // one above the highest process id there can be
  const [, ...rest] = readFileSync(pidFilePath(cluster), 'utf8').split('\n');
  writeFileSync(pidFilePath(cluster), [beyondAnyProcess, ...rest].join('\n'), { flag: 'r+' });
}

/** Waits until the process has ended; false when it still runs after that time. */
export async function ended(pid: number, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; isAlive(pid); await sleep(20)) {
    if (Date.now() > end) return false;
  }
  return true;
}

/**
 * Stops the server cleanly: sessions are cut off, everything is written out. Harmless where it has stopped already.
 * @throws EmbeddedPostgresError when it does not end.
 */
export async function stopPostmaster(cluster: string, pid: number): Promise<void> {
  if (!isPostmasterOf(cluster, pid)) return;
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 120_000], // "fast": writes what is in memory, which may be much on a slow disk
    ['SIGQUIT', 15_000], // "immediate": the next start recovers from the log
  ];
  for (const [signal, patience] of steps) {
    signalPostmaster(pid, signal);
    if (await ended(pid, patience)) return;
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}, in ${cluster}) does not stop.`);
}

/** Sends the signal; a process that has just ended is no error. */
export function signalPostmaster(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
