import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startEmbeddedPostgres } from '.';
import { accountFor, launcherFor, type Account } from './account';
import { findBinaries, makeMissingLinks, type Binaries } from './binaries';
import { createCluster } from './cluster';
import { hasty, startOwner } from './testing/owner';

jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;
/** PostgreSQL takes another account only under root; an ordinary user's folders are its own. */
const underRoot = isRoot ? it : it.skip;
if (!isRoot) it('runs as an ordinary user, so that what concerns root is skipped', () => undefined);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'careledger-closed-')); // 0700
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const capabilityBits = { none: 0n, dac_override: 1n << 1n, dac_read_search: 1n << 2n };
function status(pid: number, field: string): string {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '';
}

/** Whether the account reaches this very installation without help (not where the repository lies below /root). */
function installationIsOpen(): boolean {
  const launcher = launcherFor(accountFor(join(folder, 'nothing')), findBinaries(), '/');
  return launcher.command('', []).file !== 'setpriv';
}

describe('the data folder', () => {
  underRoot.each([
    ['below a closed folder: with the one capability that goes through it', 0o700, capabilityBits.dac_read_search],
    ['below an open folder: without any', 0o711, capabilityBits.none],
  ])('%s', async (_where, mode, capabilities) => {
    chmodSync(folder, mode);
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings: hasty });
    try {
      expect(Number(status(postgres.pid, 'Uid'))).toBe(statSync(join(folder, 'data', 'postgres')).uid);
      expect(Number(status(postgres.pid, 'Uid'))).not.toBe(0);
      if (installationIsOpen()) expect(BigInt(`0x${status(postgres.pid, 'CapEff')}`)).toBe(capabilities);
      expect(statSync(folder).mode & 0o777).toBe(mode); // nobody's folders are opened
    } finally {
      await postgres.stop();
    }
  });

  underRoot('below a closed folder, where no capability can be given: is named, with what to do', async () => {
    // A machine without setpriv: nothing on the path but what looks accounts up.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync('/usr/bin/id', join(bin, 'id'));
    const { message } = await startOwner(join(folder, 'data'), { env: { PATH: bin } }).says('refused');
    expect(message).toMatch(new RegExp(`that account may not enter .*${folder}\\. `));
    expect(message).toMatch(new RegExp(`chmod o\\+x .*'${folder}'\\)`));
    expect(message).toMatch(/DATA_DIR=/);
    expect(existsSync(join(folder, 'data', 'postgres'))).toBe(false);
  });
});

describe('the programs', () => {
  let copy: Binaries;
  let account: Account | undefined;
  beforeEach(() => {
    const original = findBinaries();
    const [source, target] = [dirname(dirname(dirname(original.postgres))), join(folder, 'package')];
    cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    const bin = join(target, 'native', 'bin');
    copy = { ...original, initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
    account = accountFor(join(folder, 'nothing'));
  });

  async function makeACluster(): Promise<void> {
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    await createCluster(join(dataDir, 'postgres'), copy, launcherFor(account, copy, dataDir), 'secret', hasty);
    expect(existsSync(join(dataDir, 'postgres', 'PG_VERSION'))).toBe(true);
    expect(readdirSync(dataDir)).toEqual(['postgres']);
  }

  it('run below a closed folder', makeACluster);

  it('run from an installation that is closed down to each file', async () => {
    // As packages are installed under umask 077.
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (existsSync(path)) chmodSync(path, statSync(path).mode & 0o700);
    }
    await makeACluster();
  });

  it('run from an installation without its install scripts', async () => {
    const lib = join(folder, 'package', 'native', 'lib');
    for (const name of readdirSync(lib))
      if (/\.so(\.\d+)?$/.test(name) && name.includes('icu')) rmSync(join(lib, name));
    expect(spawnSync(copy.postgres, ['--version']).status).not.toBe(0);
    makeMissingLinks(join(folder, 'package'));
    await makeACluster();
  });
});

describe('an ordinary user', () => {
  // Under root: the account that PostgreSQL would get. It may reach this repository only with a capability.
  const account = isRoot ? accountFor(join(tmpdir(), 'nothing')) : undefined;
  const reaching = { initdb: process.execPath, postgres: process.execPath, version: '' };
  const launcher = launcherFor(account, reaching, __dirname);
  let dataDir: string;
  beforeEach(() => {
    chmodSync(folder, 0o711);
    dataDir = join(folder, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    if (account) chownSync(dataDir, account.uid, account.gid);
  });

  it('starts PostgreSQL as itself', async () => {
    const owner = startOwner(dataDir, { launcher });
    await owner.says('ready');
    expect(statSync(join(dataDir, 'postgres', 'postmaster.pid')).uid).toBe(account?.uid ?? process.getuid?.());
    owner.kill('SIGINT');
    await owner.says('stopped');
  });

  underRoot('is told when the folder cannot be made', async () => {
    chmodSync(folder, 0o700);
    const { message } = await startOwner(join(folder, 'other'), { launcher }).says('refused');
    expect(message).toMatch(/The data folder .* cannot be made .*permission denied.*\(DATA_DIR\)/);
  });

  underRoot("is told when the data are another's", async () => {
    mkdirSync(join(dataDir, 'postgres'));
    const { message } = await startOwner(dataDir, { launcher }).says('refused');
    expect(message).toMatch(/belongs to another account \(uid 0; this is uid \d+\)/);
  });
});
