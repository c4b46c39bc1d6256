import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError, messageOf } from './errors';

/** An account of the operating system. */
export interface Account {
  uid: number;
  gid: number;
  /** As a person knows it: a name, or `uid 1234`. */
  name: string;
}

/** How a program of PostgreSQL is started: what to put before its path, and the account to start it under. */
export interface Launcher {
  /** The account that PostgreSQL's files belong to; undefined: our own. */
  account: Account | undefined;
  command(program: string, args: readonly string[]): { file: string; args: string[]; uid?: number; gid?: number };
}

const accountName = 'postgres';

/**
 * Decides under which account PostgreSQL runs: our own, or, because PostgreSQL refuses to run as root, under root that
 * of the owner of the cluster, or `postgres` (made where it is missing).
 * @param cluster PostgreSQL's own folder, which may not exist yet.
 */
export function accountFor(cluster: string): Account | undefined {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  const self = process.getuid?.() ?? -1;
  if (self !== 0) {
    if (owner && owner.uid !== self) {
      throw new EmbeddedPostgresError(
        `The folder ${cluster} belongs to another account (uid ${owner.uid}; this is uid ${self}). ` +
          'Start as that account or as root, or choose another folder (DATA_DIR).',
      );
    }
    return undefined;
  }
  if (owner && owner.uid === 0) {
    throw new EmbeddedPostgresError(
      `The folder ${cluster} belongs to root, and PostgreSQL does not run as root. ` +
        `Give it to the account that it is to run under, for instance: chown -R ${accountName} '${cluster}'`,
    );
  }
  if (owner) return { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}` };
  return lookUp(accountName) ?? create(accountName);
}

function lookUp(name: string): Account | undefined {
  const uid = Number(output('id', ['-u', name]) || NaN);
  const gid = Number(output('id', ['-g', name]) || NaN);
  return Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0 ? { uid, gid, name } : undefined;
}

function create(name: string): Account {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]], // BusyBox
  ];
  for (const [command, args] of attempts) {
    output(command, args);
    const account = lookUp(name); // also when another process made it meanwhile
    if (account) return account;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and an account "${name}" for it could not be made. ` +
      `Make one (useradd --system ${name}), or start as an ordinary user.`,
  );
}

function output(command: string, args: string[]): string {
  const { stdout, status } = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : '';
}

/**
 * Finds a way to start PostgreSQL under the account so that it reaches its programs and its data, also where a folder
 * above them is closed to that account (below /root, say). Then one capability helps, that of going through closed
 * folders, or, where a container withholds it, the wider one of passing over file permissions.
 * @throws EmbeddedPostgresError that names what is out of reach.
 */
export function launcherFor(account: Account | undefined, binaries: Binaries, dataDir: string): Launcher {
  if (!account) return { account, command: (file, args) => ({ file, args: [...args] }) };
  const { uid, gid } = account;
  const plain: Launcher = { account, command: (file, args) => ({ file, args: [...args], uid, gid }) };
  const needed = [binaries.postgres, binaries.initdb, dataDir];
  const closed = outOfReach(plain, needed);
  if (closed.length === 0) return plain;
  for (const capability of ['dac_read_search', 'dac_override']) {
    const way = withCapability(account, capability);
    if (outOfReach(way, needed).length === 0) return way;
  }
  const isBelowClosed = (path: string): boolean => closed.some((one) => path === one || path.startsWith(`${one}/`));
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, so it runs as ${account.name}, and that account may not enter ` +
      `${closed.join(' and ')}. Either let it through (chmod o+x ${closed.map((one) => `'${one}'`).join(' ')}), ` +
      'or install setpriv (Debian: util-linux), or start as an ordinary user, or ' +
      [
        ...(isBelowClosed(binaries.postgres) ? ['install the program in a folder that every account may enter'] : []),
        ...(isBelowClosed(dataDir) ? ['keep the data in such a folder (DATA_DIR=/var/lib/careledger)'] : []),
      ].join(' and ') +
      '.',
  );
}

function withCapability(account: Account, capability: string): Launcher {
  const options = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup', // or access(2), which PostgreSQL asks, would not count the capability
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`, // the only kind that a program without privileges of its own receives
  ];
  return { account, command: (file, args) => ({ file: 'setpriv', args: [...options, '--', file, ...args] }) };
}

function withFoldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [...withFoldersAbove(above), path];
}

/** For each path what a process started this way may not enter or execute of it, first folder first. */
function outOfReach(way: Launcher, paths: readonly string[]): string[] {
  const found = paths.map((path) => firstOutOfReach(way, withFoldersAbove(path)));
  return [...new Set(found.filter((one) => one !== undefined))];
}

function firstOutOfReach(way: Launcher, paths: readonly string[]): string | undefined {
  const probe = 'for p in "$@"; do [ -x "$p" ] || { printf %s "$p"; exit 3; }; done';
  const { file, args, ...ids } = way.command('/bin/sh', ['-c', probe, 'sh', ...paths]);
  const { status, stdout, error } = spawnSync(file, args, { ...ids, cwd: '/', encoding: 'utf8' });
  if (status === 0) return undefined;
  if (status === 3) return stdout;
  if (file === 'setpriv') return paths.at(-1); // it is not installed, or may not give capabilities: no way either
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and here root may not become ${way.account?.name} ` +
      `(${error ? messageOf(error) : `exit ${status}`}). Start as an ordinary user, or point DATABASE_URL at a PostgreSQL.`,
  );
}
