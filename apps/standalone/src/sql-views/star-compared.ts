import { formatDay, type Day } from '@careledger/calendar';
import type { Group, PointJson } from '@careledger/figures';
import { GRAINS, type Grain, type Measure } from '@careledger/measures';
import type { Pool } from 'pg';

/** A row of `careledger_internal.fact_figure`. */
interface FactRow {
  readonly measure: string;
  readonly grain: Grain;
  readonly period: string;
  readonly from_day: Day;
  readonly to_day: Day;
  readonly breakdown: string;
  readonly group_key: string;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly rate: number | null;
}

/** One question of the series call. */
export interface SeriesOf {
  readonly measure: Measure;
  readonly grain: Grain;
  readonly by: string;
  readonly from: string;
  readonly to: string;
}

/** What the series call answers. */
export type Points = readonly PointJson[];

const LAST_MONTH = '2021-03';
const AT_ONCE = 6;

/**
 * Asks for every grain and breakdown of some measures and holds the answers against the view, both ways.
 * @returns the lines in which the two differ, and how many numbers were compared
 */
export async function starCompared(
  pool: Pool,
  authority: string,
  measures: readonly Measure[],
  ask: (question: SeriesOf) => Promise<Points>,
): Promise<{ differing: string[]; compared: number }> {
  const { rows } = await pool.query<FactRow>(
    'SELECT * FROM careledger_internal.fact_figure WHERE authority = $1 AND measure = ANY ($2)',
    [authority, measures.map(({ id }) => id)],
  );
  const facts = new Set(rows.map(lineOfFact));
  const from = rows.reduce((first, { period }) => (period < first ? period : first), LAST_MONTH);
  const answered = new Set<string>();
  const questions = measures.flatMap((measure) =>
    GRAINS.flatMap((grain) => measure.breakdowns.map((by) => ({ measure, grain, by, from, to: LAST_MONTH }))),
  );
  const next = questions[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const question of next) {
      for (const point of await ask(question)) linesOfPoint(question, point).forEach((line) => answered.add(line));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const differing = [
    ...[...answered].filter((line) => !facts.has(line)).map((line) => `only the answer: ${line}`),
    ...[...facts].filter((line) => !answered.has(line)).map((line) => `only the view: ${line}`),
  ];
  return { differing, compared: answered.size };
}

function linesOfPoint({ measure, grain, by }: SeriesOf, point: PointJson): string[] {
  const { period, from, to, groups = [], ...figure } = point;
  const line = (key: string, { numerator, denominator, value, rate }: Omit<Group, 'key'> & { rate: number | null }) =>
    [measure.id, grain, period, from, to, key === '' ? '' : by, key, numerator, denominator, value, rate].join(' | ');
  return [line('', figure), ...groups.map((group) => line(group.key, { ...group, rate: null }))];
}

const lineOfFact = (row: FactRow): string =>
  [
    row.measure,
    row.grain,
    row.period,
    formatDay(row.from_day),
    formatDay(row.to_day),
    row.breakdown,
    row.group_key,
    row.numerator,
    row.denominator,
    row.value,
    row.rate,
  ].join(' | ');
