import type { LoadReport, RunReport } from './one-run';
import type { Spread } from './percentiles';
import type { ProfileReport } from './profile';
import { TARGETS, type Target, verdictOn } from './targets';

/** A line of the report: what it is about, and what each run has to say. */
export type Line = readonly [title: string, ...cells: readonly string[]];

/** The runs side by side, so that growth shows. */
export function reportOf(runs: readonly RunReport[]): string {
  const [first] = runs;
  if (first === undefined) return '';
  const line = (title: string, cell: (run: RunReport) => string): Line => [title, ...runs.map(cell)];
  const sections: (readonly [string, readonly Line[]])[] = [
    ['', [line('events', ({ events }) => whole(events)), line('children', ({ children }) => whole(children))]],
    [
      'Against the targets',
      TARGETS.map((target) => line(target.title, (run) => judged(target, run)).concat(aim(target))),
    ],
    ['The load', loadLines(line)],
    ['Processor seconds during the load', processorLines(runs)],
    ['The floor: the same rows, copied and nothing else', floorLines(line)],
    ['Live, at a quarter of that rate', liveLines(line)],
    ['series, 36 months: p50 / p99 / max, ms', seriesLines(runs)],
    ['Memory, MB: Node + PostgreSQL', memoryLines(line)],
    ['On the disk: rows, MB of the table + MB of its indexes', sizeLines(runs)],
    ['Postings an event (events)', postingLines(runs)],
  ] as (readonly [string, readonly Line[]])[];
  const head = [`${first.machine}; commit ${first.commit}; ${first.at}`];
  return [...head, ...sections.map(([title, lines]) => `\n${title === '' ? '' : `${title}\n`}${table(lines)}`)].join(
    '\n',
  );
}

type LineMaker = (title: string, cell: (run: RunReport) => string) => Line;

export function judged<Run>(target: Target<Run>, run: Run): string {
  const value = target.value(run);
  return `${value === undefined ? '' : `${number(value)}${target.unit} `}${verdictOn(target, run)}`;
}

export function aim({ reach, atLeast, better, unit }: Omit<Target, 'value'>): string {
  const least = atLeast === undefined ? '' : `, at least ${number(atLeast)}${unit}`;
  return `target ${better === 'less' ? '≤ ' : '≥ '}${number(reach)}${unit}${least}`;
}

function loadLines(line: LineMaker): Line[] {
  return [
    line('first byte to 202', ({ load }) => `${number(load.acknowledgedSeconds)} s`),
    line('first byte to all in the figures', ({ load }) => `${number(load.projectedSeconds)} s`),
    line('events a batch', ({ events, load }) => number(events / sum(Object.values(load.batches)))),
    line('WAL bytes an event', ({ events, load }) => whole(load.walBytes / events)),
  ];
}

function processorLines(runs: readonly RunReport[]): Line[] {
  const names = [...new Set(runs.flatMap(({ load }) => Object.keys(load.processorSeconds ?? {})))];
  return names.map((name) => [name, ...runs.map(({ load }) => number(load.processorSeconds?.[name] ?? 0))]);
}

function floorLines(line: LineMaker): Line[] {
  return [
    line('events a second', ({ floor }) => whole(floor.eventsPerSecond)),
    line('time', ({ floor }) => `${number(floor.seconds)} s`),
    line('rows', ({ floor }) => whole(floor.rows)),
    line('rows a transaction', ({ floor }) => whole(floor.rows / floor.transactions)),
    line('WAL bytes an event', ({ events, floor }) => whole(floor.walBytes / events)),
  ];
}

function liveLines(line: LineMaker): Line[] {
  return [
    line('events a second: wanted / sent', ({ live }) => {
      return `${whole(live.wantedEventsPerSecond)} / ${whole(live.eventsPerSecond)}`;
    }),
    line('requests measured', ({ live }) => whole(live.toStream.samples)),
    line('request to 202, ms: p50 / p99 / max', ({ live }) => spread(live.acknowledgement)),
    line('202 to live stream, ms: p50 / p99 / max', ({ live }) => spread(live.toStream)),
  ];
}

function seriesLines(runs: readonly RunReport[]): Line[] {
  const keys = new Map<string, string[]>();
  for (const [column, { series }] of runs.entries()) {
    for (const { measure, grain, variant, milliseconds } of series) {
      const key = `${measure}, ${grain}, ${variant}`;
      const cells = keys.get(key) ?? runs.map(() => '');
      cells[column] = spread(milliseconds);
      keys.set(key, cells);
    }
  }
  return [...keys].map(([key, cells]) => [key, ...cells]);
}

function memoryLines(line: LineMaker): Line[] {
  const megabytes = (memory: { node: number; postgres: number; all: number } | undefined): string =>
    memory === undefined
      ? 'not measured'
      : `${whole(memory.all / 1e6)}: ${whole(memory.node / 1e6)} + ${whole(memory.postgres / 1e6)}`;
  return [
    line('peak of the load', ({ load }) => megabytes(load.memory?.peak)),
    line('after the load', ({ load }) => megabytes(load.memory?.end)),
    line('peak of the whole run', ({ memory }) => megabytes(memory?.peak)),
    line('at the end', ({ memory }) => megabytes(memory?.end)),
  ];
}

function sizeLines(runs: readonly RunReport[]): Line[] {
  const names = (runs[0]?.ledger.tables ?? []).map(({ table: name }) => name);
  return [
    ...names.map((name): Line => [
      name,
      ...runs.map(({ ledger }) => {
        const found = ledger.tables.find(({ table: each }) => each === name);
        return found === undefined
          ? ''
          : `${whole(found.rows)}: ${number(found.bytes / 1e6)} + ${number(found.indexBytes / 1e6)}`;
      }),
    ]),
    ['whole database, bytes an event', ...runs.map(({ events, ledger }) => whole(ledger.databaseBytes / events))],
  ];
}

function postingLines(runs: readonly RunReport[]): Line[] {
  const types = (runs.at(-1)?.ledger.byType ?? []).filter(({ postings }) => postings > 0).map(({ type }) => type);
  const cell = (found: { events: number; postings: number }): string =>
    found.events === 0 ? '' : `${number(found.postings / found.events)} (${whole(found.events)})`;
  const ofTypes = ({ ledger }: RunReport, fits: (type: string) => boolean) => {
    const fitting = ledger.byType.filter(({ type }) => fits(type));
    return { events: sum(fitting.map(({ events }) => events)), postings: sum(fitting.map(({ postings }) => postings)) };
  };
  const line = (title: string, fits: (type: string) => boolean): Line => [
    title,
    ...runs.map((run) => cell(ofTypes(run, fits))),
  ];
  return [
    line('all types', () => true),
    ...types.map((type) => line(type, (each) => each === type)),
    line('types that nothing is posted for', (each) => !types.includes(each)),
  ];
}

const TOP = 30;

/** Who took the processor during a load, and where each thread of the program spent its time. */
export function profileReportOf(events: number, load: LoadReport, threads: readonly ProfileReport[]): string {
  return [
    `${whole(events)} events, ${whole(load.eventsPerSecond)} a second under the profiler`,
    titled(
      'Processor seconds during the load',
      Object.entries(load.processorSeconds ?? {}).map(([name, seconds]): Line => [name, number(seconds)]),
    ),
    ...threads.map(threadReportOf),
  ].join('\n');
}

/** Where the threads of a program spent a stretch of time. */
export function stretchReportOf(title: string, threads: readonly ProfileReport[]): string {
  return [`\n${title}`, ...threads.map(threadReportOf)].join('\n');
}

function threadReportOf({ thread, busySeconds, idleSeconds, parts, functions }: ProfileReport): string {
  const share = (seconds: number): string => `${((100 * seconds) / busySeconds).toFixed(1)} %`;
  return [
    titled(
      `Node, ${thread}, start and stop included: ${number(busySeconds)} s busy, ${number(idleSeconds)} s idle`,
      parts.map(({ part, seconds }): Line => [part, `${number(seconds)} s`, share(seconds)]),
    ),
    titled(
      `The ${TOP} functions with the most time of their own`,
      functions
        .slice(0, TOP)
        .map(({ part, name, place, seconds }): Line => [`${name}  ${place}`, share(seconds), `  ${part}`]),
    ),
  ].join('\n');
}

export function titled(title: string, rows: readonly Line[]): string {
  return `\n${title}\n${table(rows)}`;
}

export function spread({ p50, p99, max }: Spread): string {
  return [p50, p99, max].map((value) => value.toFixed(1)).join(' / ');
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** With as many digits as say something. */
export function number(value: number): string {
  if (Math.abs(value) >= 1000) return whole(value);
  return String(Number(value.toPrecision(3)));
}

/** The first column to the left, the others to the right, in columns as wide as they must be. */
export function table(lines: readonly Line[]): string {
  const columns = Math.max(0, ...lines.map((line) => line.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) => {
      const cells = line.map((cell, at) => {
        const width = widths[at] ?? 0;
        return at === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      return `  ${cells.join('   ')}`.trimEnd();
    })
    .join('\n');
}
