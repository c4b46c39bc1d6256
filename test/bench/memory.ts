import { readFileSync } from 'node:fs';
import { BenchError } from './bench-error';
import { PROCESSES_CAN_BE_SEEN, withDescendants } from './processes';

/** Memory in bytes: what the processes would free by ending (PSS: a shared page counts once, divided among its users). */
export interface Memory {
  readonly node: number;
  readonly postgres: number;
  readonly all: number;
}

export interface MemoryUse {
  readonly peak: Memory;
  readonly end: Memory;
}

const EVERY_MS = 1_000;

/** Looks at the memory of the program's process and of its PostgreSQL each second. */
export class MemoryWatch {
  private peak: Memory | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pid: number) {}

  start(): void {
    if (!PROCESSES_CAN_BE_SEEN) return;
    this.look();
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Looks no more for now: the benchmark's own sessions on the database would count. */
  pause(): void {
    clearInterval(this.timer);
  }

  /** @returns the peak so far and what it is now; undefined where that cannot be seen */
  use(): MemoryUse | undefined {
    if (!PROCESSES_CAN_BE_SEEN) return undefined;
    const end = this.look();
    return { peak: this.peak ?? end, end };
  }

  private look(): Memory {
    const [node = 0, ...others] = withDescendants(this.pid).map(proportionalSetSize);
    const postgres = others.reduce((sum, bytes) => sum + bytes, 0);
    const memory = { node, postgres, all: node + postgres };
    if (this.peak === undefined || memory.all > this.peak.all) this.peak = memory;
    return memory;
  }
}

/** Bytes; 0 of a process that has ended meanwhile. */
function proportionalSetSize(pid: number): number {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return 0;
    throw new BenchError(
      `The memory of process ${pid} cannot be looked at (${code}). Run the benchmark as the user whom PostgreSQL runs under, or as root with CAP_SYS_PTRACE.`,
    );
  }
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
