import { readFileSync } from 'node:fs';
import { PROCESSES_CAN_BE_SEEN, statOf, threadsOf, withDescendants } from './processes';

/** Seconds of processor time by who spent them. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** What a process is called, by its id, as far as PostgreSQL knows it. */
export type SessionNames = ReadonlyMap<number, string>;

const TICKS_A_SECOND = 100; // what Linux counts in, whatever the kernel's own clock (USER_HZ)
const [UTIME, STIME] = [11, 12]; // fields of stat, counted from the state

/** What each process had used when it was looked at, in ticks; Node's threads one by one. */
export type Usage = ReadonlyMap<string, { readonly pid: number; readonly what: string | undefined; ticks: number }>;

/** Looks at the program's process, those of its PostgreSQL, and ours; undefined where they cannot be seen. */
export function usageOf(pid: number): Usage | undefined {
  if (!PROCESSES_CAN_BE_SEEN) return undefined;
  const usage = new Map<string, { pid: number; what: string | undefined; ticks: number }>();
  const [node, ...postgres] = withDescendants(pid);
  for (const thread of threadsOf(node ?? pid)) {
    const what = thread === pid ? 'Node, main thread' : 'Node, other threads (GC, compiler, files)';
    usage.set(`${pid}/${thread}`, { pid, what, ticks: ticks(statOf(pid, thread)) });
  }
  for (const other of postgres) usage.set(String(other), { pid: other, what: undefined, ticks: ticks(statOf(other)) });
  const ours = { pid: process.pid, what: 'the benchmark itself', ticks: ticks(statOf(process.pid)) };
  const { idle, taken } = machine();
  usage.set('idle', { pid: 0, what: 'nobody: the cores stood still', ticks: idle });
  usage.set('taken', { pid: 0, what: 'the host, for other machines', ticks: taken });
  return usage.set(String(process.pid), ours);
}

/** What all cores together did not do: they had no work, or the host gave them to others ("steal"). */
function machine(): { idle: number; taken: number } {
  const [, , , , idle = 0, waiting = 0, , , taken = 0] = firstLineOf('/proc/stat').split(/ +/).map(Number);
  return { idle: idle + waiting, taken };
}

function firstLineOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  return text.slice(0, text.indexOf('\n'));
}

function ticks(stat: readonly string[] | undefined): number {
  return Number(stat?.[UTIME] ?? 0) + Number(stat?.[STIME] ?? 0);
}

/** What was used between two looks. Sessions that ended between them are not in it. */
export function processorTime(before: Usage, after: Usage, names: SessionNames): ProcessorTime {
  const seconds: Record<string, number> = {};
  for (const [key, { pid, what, ticks: now }] of after) {
    const name = what ?? `PostgreSQL, ${names.get(pid) ?? 'other'}`;
    seconds[name] = (seconds[name] ?? 0) + (now - (before.get(key)?.ticks ?? 0)) / TICKS_A_SECOND;
  }
  return Object.fromEntries(
    Object.entries(seconds)
      .filter(([, used]) => used >= 0.05)
      .sort(([, a], [, b]) => b - a),
  );
}
