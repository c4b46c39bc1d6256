import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK = Buffer.alloc(1 << 20, 1);

/** A disk of a few hundred megabytes in memory, which can be filled up and emptied again. Linux, and only for root. */
export class SmallDisk {
  private constructor(private readonly path: string) {}

  /** Why this machine refuses to mount one; undefined where it does not. */
  static whatIsMissing(): string | undefined {
    if (process.platform !== 'linux') return 'a small disk in memory is mounted on Linux alone';
    if (process.getuid?.() !== 0) return 'only root may mount a disk';
    const probe = `/tmp/careledger-disk-${process.pid}`;
    mkdirSync(probe, { recursive: true });
    try {
      mount(probe, 1);
      execFileSync('umount', [probe], { stdio: 'pipe' });
      return undefined;
    } catch (error) {
      return `mounting is refused here (${(error as Error).message.split('\n').pop()})`;
    } finally {
      rmSync(probe, { recursive: true, force: true });
    }
  }

  /** Its folder's keeper unmounts it. */
  static mount(path: string, megabytes: number): SmallDisk {
    mkdirSync(path, { recursive: true });
    mount(path, megabytes);
    chmodSync(path, 0o711);
    return new SmallDisk(path);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  /** Takes all room that is left. */
  fill(): void {
    const file = openSync(this.ballast, 'w');
    try {
      for (;;) writeSync(file, BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Gives it back. */
  empty(): void {
    rmSync(this.ballast, { force: true });
  }

  private get ballast(): string {
    return join(this.path, 'ballast');
  }
}

function mount(path: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'careledger-faults', path], { stdio: 'pipe' });
}
