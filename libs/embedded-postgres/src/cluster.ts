import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Launcher } from './account';
import type { Binaries } from './binaries';
import { codeOf, EmbeddedPostgresError } from './errors';
import type { Settings } from './settings';

/** The database role that owns everything; the database has the same name. */
export const owner = 'careledger';

/** PostgreSQL inherits nothing from us: PGPORT and its kin in the environment would change what it does. */
export const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const unfinished = 'initialising-';

export function clusterExists(cluster: string): boolean {
  return existsSync(cluster);
}

/**
 * Makes the cluster (PostgreSQL's folder with its system tables). It is made beside and moved into place whole, so that
 * neither an interruption nor two first starts at once leave half a cluster; who comes second takes the first one's.
 */
export async function createCluster(
  cluster: string,
  binaries: Binaries,
  launcher: Launcher,
  password: string,
  settings: Settings,
): Promise<void> {
  const { account } = launcher;
  const workshop = join(dirname(cluster), unfinished + randomBytes(6).toString('hex'));
  const passwordFile = join(workshop, 'password');
  const made = join(workshop, 'cluster');
  mkdirSync(workshop, { mode: 0o700 });
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account) for (const path of [workshop, passwordFile]) chownSync(path, account.uid, account.gid);
    const options = ['--encoding=UTF8', '--locale=C', `--username=${owner}`, '--auth=scram-sha-256'];
    if (settings['fsync'] === 'off') options.push('--no-sync');
    await run(launcher, binaries.initdb, ['-D', made, ...options, `--pwfile=${passwordFile}`]);
    renameSync(made, cluster);
    flushFolder(dirname(cluster));
  } catch (error) {
    // The other one's is in place, and may by then have tidied ours away.
    if (!clusterExists(cluster)) throw error;
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** Makes the names in a folder outlive a power cut. */
function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what interrupted first starts left. Only for the owner of the data folder. */
export function removeUnfinishedClusters(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(unfinished)) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

/** @throws EmbeddedPostgresError where the cluster was made by another major version. */
export function checkVersion(cluster: string, binaries: Binaries): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const [ours] = binaries.version.split('.');
  if (made === ours) return;
  throw new EmbeddedPostgresError(
    `The data in ${cluster} were made by PostgreSQL ${made}; this program brings PostgreSQL ${ours}. ` +
      'Start the version of the program that made them, or choose another folder (DATA_DIR).',
  );
}

async function run(launcher: Launcher, program: string, programArgs: string[]): Promise<void> {
  const { file, args, ...ids } = launcher.command(program, programArgs);
  const child = spawn(file, args, {
    ...ids,
    cwd: '/',
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const outcome = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(codeOf(error) === 'ENOENT' ? notRunnable : error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? '' : `exit ${code ?? signal}`));
  });
  if (outcome === '') return;
  throw new EmbeddedPostgresError(`${program} failed (${outcome}):\n${Buffer.concat(said).toString().trim()}`);
}

const notRunnable = 'it cannot be executed here; the binaries need glibc, which Alpine Linux lacks';
