import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository's folder. */
export const ROOT = join(__dirname, '..', '..');

/** Runs a TypeScript file of the repository: the arguments for `node`. */
export const typescript = (file: string): string[] => ['-r', join(ROOT, 'infra', 'run-ts.cjs'), join(ROOT, file)];

/**
 * A folder for a test's data, with all the processes that run on it. A keeper process outlives the tests, if only by a
 * moment, and leaves nothing behind: neither the folder, nor a program, nor a PostgreSQL.
 */
export class DataFolder {
  private constructor(
    /** For whatever the test writes. */
    readonly path: string,
    private readonly keeper: ChildProcess,
  ) {}

  static make(): DataFolder {
    const path = mkdtempSync(join(tmpdir(), 'careledger-system-'));
    chmodSync(path, 0o711); // under root, PostgreSQL's account must get through
    const keeper = spawn(process.execPath, [...typescript('test/support/leftovers-keeper.ts'), path], {
      detached: true, // away from Ctrl-C: it ends when we do
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    keeper.unref();
    keeper.stdin.on('error', () => undefined);
    return new DataFolder(path, keeper);
  }

  /** For `DATA_DIR`. */
  get dataDir(): string {
    return join(this.path, 'data');
  }

  /** Has the process killed with the folder, unless it has ended by then. */
  keepWatchOver(child: ChildProcess): void {
    this.keeper.stdin?.write(`+${child.pid}\n`);
    child.once('exit', () => this.keeper.stdin?.write(`-${child.pid}\n`));
  }

  /** Ends everything that still runs on the folder, and removes it. */
  async remove(): Promise<void> {
    if (this.keeper.exitCode !== null) return;
    const gone = once(this.keeper, 'exit');
    this.keeper.ref();
    this.keeper.stdin?.end();
    await gone;
    if (this.keeper.exitCode !== 0) throw new Error(`${this.path} was not cleared away; the reason stands above.`);
  }
}
