import { formatMonth } from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import {
  ANNUAL_TREND,
  COMPARATORS,
  readingOf,
  type ComparedFigure,
  type Comparator,
  type FinancialYear,
  type TargetBook,
} from '@careledger/reference';
import { pages, type Cell, type Table } from '../pages/frame';
import { csvOf } from './catalogue-tables';
import { GRAIN_WORDS, targetInWords, withUnit } from './target-words';
import { workedTable } from './worked-table';

/** The tables of a measure's page in the catalogue that hold it against others, in their order. */
export const COMPARATOR_TABLES = ['published-figures', 'published-rates', 'earlier-years'] as const;

export type MeasureTableName = 'worked' | 'targets' | (typeof COMPARATOR_TABLES)[number];

/** A table, and whose its figures are where they are others'. */
export interface SourcedTable extends Table {
  readonly sources: readonly string[];
}

/** The tables of a measure's page in the catalogue by their names, each with the address of its CSV; none that would be empty. */
export function measureTables(measure: Measure, targets: TargetBook): ReadonlyMap<MeasureTableName, SourcedTable> {
  const { id } = measure;
  const { unit } = readingOf(id);
  const tables: Readonly<Record<MeasureTableName, SourcedTable>> = {
    worked: { ...workedTable(measure), sources: [] },
    targets: { ...targetsTable(id, targets), sources: [] },
    'published-figures': yearsTable(id, 'value', unit),
    'published-rates': yearsTable(id, 'rate', 'rate per 10,000'),
    'earlier-years': earlierYearsTable(id, unit),
  };
  const named = Object.entries(tables) as [MeasureTableName, SourcedTable][];
  return new Map(
    named
      .filter(([, { rows }]) => rows.length > 0)
      .map(([name, table]) => [name, { ...table, csv: csvOf(pages.catalogue(id), name) }]),
  );
}

function targetsTable(id: string, targets: TargetBook): Table {
  return {
    caption: 'Targets by period',
    isCaptionHidden: true,
    columns: [{ head: 'Period' }, { head: 'Target' }, { head: 'Authority' }, { head: 'Row' }, { head: 'Source' }],
    rows: targets
      .of(id)
      .map((target) => [
        GRAIN_WORDS[target.grain],
        targetInWords(target),
        target.authority,
        withoutEmpty(target.code, target.note),
        target.source,
      ]),
  };
}

const withoutEmpty = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('; ');

/** Published figures: a row a year, a column an area. */
function yearsTable(id: string, figure: ComparedFigure, unit: string): SourcedTable {
  const published = COMPARATORS.of(id).filter((one) => one.figure === figure);
  const areas = [...new Set(published.map(({ area }) => area))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const years: FinancialYear[] = [...new Set(published.map(({ year }) => year))].sort();
  return {
    caption: `Published ${figure === 'rate' ? 'rates' : 'figures'} of financial years`,
    columns: [{ head: 'Year' }, ...areas.map((area) => ({ head: nameOf(area), name: `${nameOf(area)} (${unit})` }))],
    rows: years.map((year) => [
      year,
      ...areas.map((area) => {
        const one = published.find((each) => each.area === area && each.year === year);
        return publishedCell(one, unit);
      }),
    ]),
    sources: [...new Set(published.map(({ source }) => source))],
  };
}

/** What was published; `c` in the CSV where it was suppressed, as published tables have it. */
function publishedCell(one: Comparator | undefined, unit: string): Cell {
  if (one === undefined) return { shown: '–', value: null };
  if (one.value === null) return { shown: 'suppressed', value: 'c' };
  return { shown: withUnit(one.value, unit), value: one.value };
}

/** Nation and region first, then neighbours, then councils. */
function rank(area: string): number {
  const place = ['England', 'North East'].indexOf(area);
  return place !== -1 ? place : /^\d{3}$/.test(area) ? 3 : 2;
}

function nameOf(area: string): string {
  return /^\d{3}$/.test(area) ? `Authority ${area}` : area;
}

function earlierYearsTable(id: string, unit: string): SourcedTable {
  const trend = ANNUAL_TREND.filter(({ measure }) => measure === id);
  const units = { value: unit, rate: 'rate per 10,000', numerator: 'count' };
  return {
    caption: 'What an authority has published of its own earlier years',
    columns: [{ head: 'Year' }, { head: 'Figure' }, { head: 'Which' }, { head: 'Authority' }, { head: 'Row' }],
    rows: trend.map(({ authority, figure, year, to, value, code, note }) => [
      `${year}${formatMonth(to).endsWith('-03') ? '' : `, to ${formatMonth(to)}`}`,
      { shown: withUnit(value, units[figure]), value },
      { shown: figure, value: `${figure} (${units[figure]})` },
      authority,
      withoutEmpty(code, note),
    ]),
    sources: [...new Set(trend.map(({ source }) => source))],
  };
}
