import { readFileSync } from 'node:fs';
import { PROCESSES_CAN_BE_SEEN, statOf, threadsOf, withDescendants } from './processes';

const BUSY = 'other processes of this machine';

/** How the broker's time is called. */
export const BROKER = 'Kafka, the broker';

/** Seconds of processor time by who spent them. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** What a process is called, by its id, as far as PostgreSQL knows it. */
export type SessionNames = ReadonlyMap<number, string>;

const TICKS_A_SECOND = 100; // what Linux counts in, whatever the kernel's own clock (USER_HZ)
// Fields of stat, counted from the state; the last two are of children that have ended.
const [UTIME, STIME, CUTIME, CSTIME] = [11, 12, 13, 14];

/** What each process had used when it was looked at, in ticks; Node's threads one by one. */
export type Usage = ReadonlyMap<string, { readonly pid: number; readonly what: string | undefined; ticks: number }>;

/** Processes that serve the program and do not descend from it. */
export interface Beside {
  /** The server that its database is on. */
  readonly postgres: number;
  readonly broker?: number | undefined;
}

/** Looks at the program's processes, those of its PostgreSQL, the broker, and ours; undefined where they cannot be seen. */
export function usageOf(pids: number | readonly number[], beside?: Beside): Usage | undefined {
  if (!PROCESSES_CAN_BE_SEEN) return undefined;
  const usage = new Map<string, { pid: number; what: string | undefined; ticks: number }>();
  const postgres = beside === undefined ? [] : withDescendants(beside.postgres);
  for (const pid of [pids].flat()) {
    const [node, ...descendants] = withDescendants(pid);
    for (const thread of threadsOf(node ?? pid)) {
      const what = thread === pid ? 'Node, main thread' : 'Node, other threads (GC, compiler, files)';
      usage.set(`${pid}/${thread}`, { pid, what, ticks: ticks(statOf(pid, thread)) });
    }
    postgres.push(...descendants);
  }
  for (const other of postgres) usage.set(String(other), { pid: other, what: undefined, ticks: ticks(statOf(other)) });
  if (beside !== undefined) {
    const { postgres: server, broker } = beside;
    usage.set('ended', { pid: 0, what: 'PostgreSQL, sessions that ended', ticks: ticksOfEnded(statOf(server)) });
    if (broker !== undefined) usage.set('broker', { pid: broker, what: BROKER, ticks: ticks(statOf(broker)) });
  }
  const ours = { pid: process.pid, what: 'the benchmark itself', ticks: ticks(statOf(process.pid)) };
  const { busy, idle, taken } = machine();
  usage.set(BUSY, { pid: 0, what: BUSY, ticks: busy });
  usage.set('idle', { pid: 0, what: 'nobody: the cores stood still', ticks: idle });
  usage.set('taken', { pid: 0, what: 'the host, for other machines', ticks: taken });
  return usage.set(String(process.pid), ours);
}

/** What all cores together did not do: they had no work, or the host gave them to others ("steal"). */
function machine(): { busy: number; idle: number; taken: number } {
  const counts = firstLineOf('/proc/stat').split(/ +/).map(Number);
  const [, user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, taken = 0] = counts;
  return { busy: user + nice + system + irq + softirq, idle: idle + waiting, taken };
}

function firstLineOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  return text.slice(0, text.indexOf('\n'));
}

function ticks(stat: readonly string[] | undefined): number {
  return Number(stat?.[UTIME] ?? 0) + Number(stat?.[STIME] ?? 0);
}

/** A session that ended after the first look was in that look too, so it is a little less than this says. */
function ticksOfEnded(stat: readonly string[] | undefined): number {
  return Number(stat?.[CUTIME] ?? 0) + Number(stat?.[CSTIME] ?? 0);
}

/** What was used between two looks. Sessions that ended between them are not in it. */
export function processorTime(before: Usage, after: Usage, names: SessionNames): ProcessorTime {
  const seconds: Record<string, number> = {};
  for (const [key, { pid, what, ticks: now }] of after) {
    const name = what ?? `PostgreSQL, ${names.get(pid) ?? 'other'}`;
    const used = (now - (before.get(key)?.ticks ?? 0)) / TICKS_A_SECOND;
    seconds[name] = (seconds[name] ?? 0) + used;
    // What was busy and was none of ours.
    if (pid !== 0) seconds[BUSY] = (seconds[BUSY] ?? 0) - used;
  }
  return Object.fromEntries(
    Object.entries(seconds)
      .filter(([, used]) => used >= 0.05)
      .sort(([, a], [, b]) => b - a),
  );
}
