import { barChart, lineChart, type Chart, type ReferenceLine } from '@careledger/charts';
import { financialYearInWords, monthInShort, monthInWords, type Month } from '@careledger/calendar';
import { periodInWords, valueInWords } from '@careledger/figures';
import type { Grain, Measure } from '@careledger/measures';
import { readingOf, type Comparator } from '@careledger/reference';
import { raw, type Markup } from '../frame';
import type { AgainstTarget, ShownFigure } from '../figures/compared';

export interface ChartQuestion {
  readonly measure: Measure;
  readonly grain: Grain;
  readonly month: Month;
  readonly figures: readonly ShownFigure[];
  readonly against: AgainstTarget | undefined;
  readonly comparators: readonly Comparator[];
}

/**
 * The chart of a measure. Months and years to date stand beside those of the year before, as the reports have it; other periods
 * follow each other. Counts of what happened in a period are bars, all else lines.
 */
export function measureChart(question: ChartQuestion): Markup {
  const { measure, grain } = question;
  const known = question.figures.filter(({ point }) => point.value !== null);
  if (known.length === 0) return raw('');
  const chart = grain === 'month' || grain === 'ytd' ? byYear(question) : inTurn(question);
  const isBar = measure.shape === 'count' && measure.kind !== 'stock' && grain !== 'ytd' && grain !== 'rolling-12m';
  return raw(
    `<figure class="app-chart" tabindex="0" aria-label="Chart">${isBar ? barChart(chart) : lineChart(chart)}</figure>`,
  );
}

const MONTHS_A_YEAR = 12;

/** April to March of the year that the month lies in, and of the one before. */
function byYear(question: ChartQuestion): Chart {
  const { month, figures } = question;
  const april = month - ((month + 9) % MONTHS_A_YEAR);
  const valueAt = new Map(figures.map(({ point }) => [point.period.month, point.value]));
  const yearFrom = (first: Month): (number | null)[] =>
    Array.from({ length: MONTHS_A_YEAR }, (_, i) => (first + i > month ? null : (valueAt.get(first + i) ?? null)));
  const before = yearFrom(april - MONTHS_A_YEAR);
  return {
    ...common(question),
    points: Array.from({ length: MONTHS_A_YEAR }, (_, i) => monthInShort(april + i).slice(0, 3)),
    series: [
      { label: financialYearInWords(april), values: yearFrom(april) },
      ...(before.some((value) => value !== null)
        ? [{ label: financialYearInWords(april - MONTHS_A_YEAR), values: before }]
        : []),
    ],
  };
}

/** Period after period. */
function inTurn(question: ChartQuestion): Chart {
  const { figures, grain, measure } = question;
  return {
    ...common(question),
    points: figures.map(({ point }) =>
      grain === 'year' ? financialYearInWords(point.period.month) : monthInShort(point.period.month),
    ),
    series: [
      { label: measure.shape === 'count' ? 'Count' : 'Figure', values: figures.map(({ point }) => point.value) },
    ],
  };
}

function common(question: ChartQuestion): Pick<Chart, 'id' | 'title' | 'description' | 'unit' | 'decimals' | 'lines'> {
  const { measure, figures } = question;
  const [first, last] = [figures[0], figures.at(-1)];
  const told =
    first === undefined || last === undefined
      ? ''
      : `From ${valueInWords(measure, first.point.value)} in ${monthInWords(first.point.period.month)} to ${valueInWords(measure, last.point.value)} in ${periodInWords(last.point.period)}. The table below has every figure.`;
  return {
    id: 'chart',
    title: measure.title,
    description: told,
    unit: measure.shape === 'percent' ? '%' : readingOf(measure.id).unit,
    decimals: measure.shape === 'count' ? 0 : 1,
    lines: linesOf(question),
  };
}

/** The target and what others have published, as level lines; rates are none of a count. */
function linesOf({ measure, against, comparators }: ChartQuestion): ReferenceLine[] {
  if (measure.shape === 'count') return [];
  const target =
    against?.target.figure === 'value'
      ? [{ label: 'Target', value: against.target.target, kind: 'target' as const }]
      : [];
  const others = comparators.flatMap(({ area, value, year }) =>
    value === null ? [] : [{ label: `${shortName(area)} ${year}`, value, kind: 'comparator' as const }],
  );
  return [...target, ...others];
}

const shortName = (area: string): string => (area.startsWith('Statistical') ? 'Similar councils' : area);
