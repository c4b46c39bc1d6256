import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from './bench-error';
import { ROOT } from './places';

/** What Node's --cpu-prof writes; times in microseconds. */
interface CpuProfile {
  readonly startTime: number;
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** Both from 0; -1 where there is no place. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

/** A function's own time, without that of what it calls. */
export interface SelfTime {
  readonly part: string;
  readonly name: string;
  /** File and line. */
  readonly place: string;
  readonly seconds: number;
}

/** Where one thread spent its time. */
export interface ProfileReport {
  readonly thread: string;
  /** Of the time in which the thread was not idle. */
  readonly busySeconds: number;
  readonly idleSeconds: number;
  /** Most time first. */
  readonly parts: readonly { readonly part: string; readonly seconds: number }[];
  readonly functions: readonly SelfTime[];
}

/** Parts of the program by where a function stands; the first that fits counts. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^(apps\/intake|libs\/(contract|http-problems))\//, 'intake (reading, checking)'],
  [/^libs\/event-log\//, 'log'],
  [/^libs\/record\//, 'fold'],
  [/^libs\/(measures|calendar)\//, 'measures'],
  [/^(libs\/ledger|apps\/projector)\//, 'ledger (differences, balances)'],
  [/^libs\/store\//, 'store (rows to bytes)'],
  [/^apps\/insight\//, 'read side'],
  [/^(apps|webpack)\/|^node:internal\/(modules|source_map)\//, 'start and stop'],
  [/node_modules\/(pg|postgres)[^/]*\//, 'pg driver'],
];
const NATIVE: ReadonlyMap<string, string> = new Map([
  ['(garbage collector)', 'GC'],
  ['(program)', 'native code outside any function'],
]);
const IDLE = '(idle)';

/** A stretch of time, in microseconds of the clock that all processes of a machine share (`process.hrtime`). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The microsecond of that clock that it is now. */
export function microsecondNow(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * Reads the profiles that a program left in the folder, one a thread, the main one first.
 * @param stretch what of them is meant; all where nothing is said
 */
export function readProfiles(folder: string, stretch: Stretch = { from: 0, to: Infinity }): ProfileReport[] {
  const names = readdirSync(folder).filter((each) => each.endsWith('.cpuprofile'));
  if (names.length === 0) throw new BenchError(`The program left no profile in ${folder}.`);
  return names
    .map((name) => ({ name, number: threadNumber(name) }))
    .sort((a, b) => a.number - b.number)
    .map(({ name, number }) =>
      profileOf(
        number === 0 ? 'the main thread (intake, read side)' : `thread ${number} (the projector)`,
        JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile,
        stretch,
      ),
    );
}

/** Node names a profile CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile; the main thread is 0. */
function threadNumber(name: string): number {
  return Number(name.split('.')[4] ?? 0);
}

function profileOf(thread: string, profile: CpuProfile, stretch: Stretch): ProfileReport {
  const self = selfTimes(profile, stretch);
  const functions = new Map<string, { part: string; name: string; place: string; seconds: number }>();
  const parts = new Map<string, number>();
  const places = new Places();
  let idleSeconds = 0;
  let busySeconds = 0;
  const visit = (node: ProfileNode, caller: string | undefined): void => {
    const { functionName } = node.callFrame;
    const place = places.of(node);
    const owner = ownerOf(functionName, place, caller);
    const part =
      owner ?? (place.includes('node_modules/') ? 'other packages' : 'Node itself (sockets, streams, timers)');
    const seconds = (self.get(node.id) ?? 0) / 1e6;
    if (functionName === IDLE) {
      idleSeconds += seconds;
    } else if (seconds > 0) {
      busySeconds += seconds;
      parts.set(part, (parts.get(part) ?? 0) + seconds);
      const key = `${part} ${functionName} ${place}`;
      const known = functions.get(key) ?? { part, name: functionName || '(anonymous)', place, seconds: 0 };
      known.seconds += seconds;
      functions.set(key, known);
    }
    for (const id of node.children ?? []) visit(byId.get(id) as ProfileNode, owner);
  };
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  visit(profile.nodes[0] as ProfileNode, undefined);
  const mostFirst = (a: { seconds: number }, b: { seconds: number }): number => b.seconds - a.seconds;
  return {
    thread,
    busySeconds,
    idleSeconds,
    parts: [...parts].map(([part, seconds]) => ({ part, seconds })).sort(mostFirst),
    functions: [...functions.values()].sort(mostFirst),
  };
}

function selfTimes({ startTime, samples, timeDeltas }: CpuProfile, { from, to }: Stretch): Map<number, number> {
  const self = new Map<number, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    at += delta;
    if (at >= from && at <= to) self.set(id, (self.get(id) ?? 0) + delta);
  }
  return self;
}

/** The part that a function belongs to by itself, or else (Node's functions, JSON.parse, a package) by who called it. */
function ownerOf(functionName: string, place: string, caller: string | undefined): string | undefined {
  return NATIVE.get(functionName) ?? PARTS.find(([where]) => where.test(place))?.[1] ?? caller;
}

/** Finds where a function stands in the source. */
class Places {
  private readonly maps = new Map<string, SourceMap | undefined>();

  /** `libs/record/src/child.ts:12`, `node:net`, or '' where it has no place. */
  of({ callFrame: { url, lineNumber, columnNumber } }: ProfileNode): string {
    if (url === '' || lineNumber < 0) return url;
    if (!url.startsWith('file:')) return url;
    const file = fileURLToPath(url);
    const entry = this.mapOf(file)?.findEntry(lineNumber, columnNumber) as Partial<SourceMapping> | undefined;
    if (entry?.originalSource !== undefined && entry.originalLine !== undefined) {
      const source = entry.originalSource.replace(/^webpack:\/\/[^/]*\/(\.\/)?/, '');
      return `${source}:${entry.originalLine + 1}`;
    }
    return `${relative(ROOT, file)}:${lineNumber + 1}`;
  }

  private mapOf(file: string): SourceMap | undefined {
    if (!this.maps.has(file)) this.maps.set(file, file.includes('node_modules') ? undefined : readMap(`${file}.map`));
    return this.maps.get(file);
  }
}

function readMap(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return undefined; // a file that was not built with one
  }
}
