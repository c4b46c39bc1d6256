import { parseMonth, type Month } from '@careledger/calendar';
import type { Grain, Measure } from '@careledger/measures';
import { textOfName, wholeOf, type CellName } from './cells';
import type { ColumnPlan, PagePlan, SectionPlan } from './layout';
import { aprilOf, firstMonthOf } from './times';

const EARLIER_YEARS = 3;

/** A range of figures to be read: of a measure, by kind of period, from one last month to another. */
export interface WantedSeries {
  readonly measure: string;
  readonly grain: Grain;
  readonly from: Month;
  readonly to: Month;
  /** A breakdown: then the groups of the last period are wanted, not its whole. */
  readonly by?: string;
}

/** The months of the financial year up to the quarter's end. */
export function monthsOfYear(quarter: Month): readonly Month[] {
  return monthsFrom(aprilOf(quarter), quarter);
}

/** The quarters of the financial year, by their last months, up to the quarter. */
export function quartersOfYear(quarter: Month): readonly Month[] {
  return monthsOfYear(quarter).filter((month) => month % 3 === 2);
}

/** The Marches that the last few financial years ended with, the earliest first. */
export function earlierMarches(quarter: Month): readonly Month[] {
  const last = aprilOf(quarter) - 1;
  return Array.from({ length: EARLIER_YEARS }, (_, index) => last - 12 * (EARLIER_YEARS - 1 - index));
}

function monthsFrom(first: Month, last: Month): readonly Month[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/**
 * The figures that a report shows or speaks of, no more: for publication each further one could give a small number away.
 * @param completeFrom the first month from which the records are complete; undefined: none before this financial year
 */
export function wantedCells(
  sections: readonly SectionPlan[],
  measures: ReadonlyMap<string, Measure>,
  quarter: Month,
  completeFrom: Month | undefined,
): readonly CellName[] {
  const from = completeFrom ?? aprilOf(quarter);
  const wanted = new Map<string, CellName>();
  const want = (cell: CellName): void => {
    if (firstMonthOf(cell.grain, parseMonth(cell.period)) >= from) wanted.set(textOfName(cell), cell);
  };
  for (const { pages } of sections) {
    for (const page of pages) {
      for (const column of page.columns) {
        const measure = measures.get(column.measure);
        if (measure !== undefined) for (const cell of cellsOfColumn(page, column, measure, quarter)) want(cell);
      }
    }
  }
  return [...wanted.values()];
}

function cellsOfColumn(page: PagePlan, column: ColumnPlan, measure: Measure, quarter: Month): CellName[] {
  const { id } = measure;
  const isDrawn = page.charts.some((place) => page.columns[place] === column);
  const years = isDrawn ? [0, 12] : [0];
  const rows = column.grain === 'quarter' ? quartersOfYear(quarter) : monthsOfYear(quarter);
  const ofRows = years.flatMap((back) => rows.map((month) => wholeOf(id, column.grain, month - back)));
  if (measure.kind === 'stock') {
    const months = [...earlierMarches(quarter), quarter - 12, quarter - 3, quarter];
    return [...ofRows, ...months.map((month) => wholeOf(id, 'month', month))];
  }
  const quarters = [...quartersOfYear(quarter), quarter - 3, quarter - 12];
  // A target for months is spoken of by the months of the quarter.
  const lastMonths = monthsFrom(quarter - 2, quarter);
  return [
    ...ofRows,
    ...quarters.map((month) => wholeOf(id, 'quarter', month)),
    ...earlierMarches(quarter).map((month) => wholeOf(id, 'year', month)),
    ...(column.grain === 'month' ? lastMonths.map((month) => wholeOf(id, 'month', month)) : []),
    wholeOf(id, 'ytd', quarter),
  ];
}

/** The series to be read for these figures, and for the groups of the pages at the end of the quarter. */
export function seriesFor(
  cells: readonly CellName[],
  sections: readonly SectionPlan[],
  measures: ReadonlyMap<string, Measure>,
  quarter: Month,
): readonly WantedSeries[] {
  const ranges = new Map<string, WantedSeries>();
  for (const { measure, grain, period } of cells) {
    const month = parseMonth(period);
    const known = ranges.get(`${measure} ${grain}`);
    const [from, to] = [Math.min(known?.from ?? month, month), Math.max(known?.to ?? month, month)];
    ranges.set(`${measure} ${grain}`, { measure, grain, from, to });
  }
  const groups = sections.flatMap(({ pages }) => pages.flatMap(({ groups: all = [] }) => all));
  const ofGroups = groups.flatMap(({ measure, by }): WantedSeries[] => {
    const known = measures.get(measure);
    if (known === undefined || !known.breakdowns.includes(by)) return [];
    return [{ measure, grain: groupGrain(known), from: quarter, to: quarter, by }];
  });
  return [...ranges.values(), ...ofGroups];
}

/** The kind of period that groups are of: of a state the quarter's last day. */
export function groupGrain({ kind }: Pick<Measure, 'kind'>): Grain {
  return kind === 'stock' ? 'month' : 'quarter';
}
