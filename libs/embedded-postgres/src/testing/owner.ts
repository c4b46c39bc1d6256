import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Launcher } from '../account';
import type { Settings } from '../settings';

export type OwnerMessage =
  | { is: 'progress'; progress: string }
  | { is: 'ready'; url: string; pid: number; adopted: boolean }
  | { is: 'refused'; message: string; holder?: number | null }
  | { is: 'lost'; message: string }
  | { is: 'stopped' };

type OwnerMessageThat<Is extends OwnerMessage['is']> = Extract<OwnerMessage, { is: Is }>;

/** Another process that starts PostgreSQL on a data folder. */
export interface Owner {
  pid: number;
  said: OwnerMessage[];
  /** Waits until it says that; fails when it ends without. */
  says<Is extends OwnerMessage['is']>(is: Is): Promise<OwnerMessageThat<Is>>;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<unknown>;
}

/** For tests: a killed process loses nothing that it handed to the system, so they need not wait for the disk. */
export const hasty: Settings = { fsync: 'off', full_page_writes: 'off' };

const repository = join(__dirname, '..', '..', '..', '..');

/** @param launcher starts it under another account. */
export function startOwner(
  dataDir: string,
  { launcher, env }: { launcher?: Launcher; env?: NodeJS.ProcessEnv } = {},
): Owner {
  const script = [join(repository, 'infra', 'run-ts.cjs'), join(__dirname, 'owner-process.ts'), dataDir];
  const { file, args, ...ids } = launcher?.command(process.execPath, script) ?? {
    file: process.execPath,
    args: script,
  };
  // In a process group of its own, so that a test can press Ctrl-C on all of it.
  const child = spawn(file, args, {
    ...ids,
    cwd: '/',
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: OwnerMessage[] = [];
  const ended = once(child, 'close');
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(JSON.parse(line) as OwnerMessage);
    child.emit('said');
  });
  return {
    pid: child.pid ?? 0,
    said,
    ended,
    kill: (signal) => void child.kill(signal),
    async says<Is extends OwnerMessage['is']>(is: Is): Promise<OwnerMessageThat<Is>> {
      for (let over = false; ;) {
        const message = said.find((one): one is OwnerMessageThat<Is> => one.is === is);
        if (message) return message;
        if (over) throw new Error(`The process ended without saying "${is}"; it said ${JSON.stringify(said)}`);
        over = await Promise.race([once(child, 'said').then(() => false), ended.then(() => true)]);
      }
    },
  };
}
