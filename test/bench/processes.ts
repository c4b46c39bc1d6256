import { readdirSync, readFileSync } from 'node:fs';

/** Whether processes can be looked at: only Linux has the files that say how much memory and time each takes. */
export const PROCESSES_CAN_BE_SEEN = process.platform === 'linux';

/** A process and all that descend from it: the program itself first, then its PostgreSQL with every session. */
export function withDescendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))?.[1] ?? NaN);
    if (Number.isNaN(parent)) continue;
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

/** The fields of /proc/<pid>/stat (or of a thread) from the state on; undefined where it has ended. See proc(5). */
export function statOf(pid: number, thread?: number): string[] | undefined {
  try {
    const path = thread === undefined ? `/proc/${pid}/stat` : `/proc/${pid}/task/${thread}/stat`;
    const line = readFileSync(path, 'utf8');
    // The name before it stands in parentheses and may hold blanks.
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The threads of a process; none where it has ended. */
export function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}
