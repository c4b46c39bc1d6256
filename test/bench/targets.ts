import type { RunReport } from './one-run';

/** A figure that the project has set itself a target for. */
export interface Target<Run = RunReport> {
  readonly title: string;
  readonly unit: string;
  readonly value: (run: Run) => number | undefined;
  readonly reach: number;
  /** Where it is not done; undefined where there is no such limit. */
  readonly atLeast?: number;
  readonly better: 'more' | 'less';
}

const worstSeries =
  (...variants: readonly string[]) =>
  ({ series }: RunReport): number =>
    Math.max(...series.filter(({ variant }) => variants.includes(variant)).map(({ milliseconds }) => milliseconds.p99));

export const TARGETS: readonly Target[] = [
  {
    title: 'events a second, whole pipeline',
    unit: '/s',
    value: ({ load }) => load.eventsPerSecond,
    reach: 20_000,
    atLeast: 8_000,
    better: 'more',
  },
  {
    title: 'share of the floor',
    unit: '',
    value: ({ floor }) => floor.ratio,
    reach: 0.5,
    atLeast: 0.25,
    better: 'more',
  },
  { title: '202 to live stream, p99', unit: ' ms', value: ({ live }) => live.toStream.p99, reach: 25, better: 'less' },
  { title: 'series, worst p99', unit: ' ms', value: worstSeries('plain', 'by'), reach: 10, better: 'less' },
  {
    title: 'series with knownAt, worst p99',
    unit: ' ms',
    value: worstSeries('knownAt', 'knownAt and by'),
    reach: 50,
    better: 'less',
  },
  {
    title: 'memory, peak of everything',
    unit: ' MB',
    value: ({ memory }) => memory && memory.peak.all / 1e6,
    reach: 600,
    better: 'less',
  },
];

export type Verdict = 'reached' | 'not reached' | 'below the minimum' | 'not measured';

export function verdictOn<Run>({ value, reach, atLeast, better }: Target<Run>, run: Run): Verdict {
  const figure = value(run);
  if (figure === undefined) return 'not measured';
  if (better === 'more' ? figure >= reach : figure <= reach) return 'reached';
  return atLeast !== undefined && figure < atLeast ? 'below the minimum' : 'not reached';
}
