import {
  financialYearInWords,
  firstDayOf,
  formatMonth,
  lastDayOf,
  monthInShort,
  monthInWords,
  quarterOf,
  type Day,
  type Month,
} from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import type { PublishedYear, Target } from '@careledger/reference';
import { wholeOf, type CellName } from './cells';
import { endsYear, targetsOf } from './comparable';
import { waitsForMarch } from './analysis';
import type { Facts } from './facts';
import type { ColumnPlan, PagePlan } from './layout';
import { formOf, partOf, type NumberForm } from './numbers';
import { aprilOf, firstMonthOf } from './times';
import { earlierMarches, monthsOfYear, quartersOfYear } from './wanted';

/** A column of a page's table. */
export interface Column extends ColumnPlan {
  readonly of: Measure;
  /** What it shows, in words: `Assessments completed within 45 working days (%), year to date`. */
  readonly head: string;
  readonly form: NumberForm;
  /** The target that is set for what the column shows; undefined where there is none. */
  readonly target: Target | undefined;
}

/** What stands in a field of a table. */
export type Field =
  | { readonly shown: 'figure'; readonly cell: CellName; readonly value: number }
  /** As the authority published it in its time. */
  | { readonly shown: 'published'; readonly of: PublishedYear; readonly value: number }
  /** Nothing is divided by nothing. */
  | { readonly shown: 'none'; readonly cell: CellName }
  | { readonly shown: 'suppressed'; readonly cell: CellName }
  /** Not known, not complete, or of no meaning in this row. */
  | { readonly shown: 'empty' };

export interface Row {
  /** `Dec 20`, `Quarter 3`, `2019/20`, `2020/21 to date`. */
  readonly label: string;
  readonly from: Day;
  readonly to: Day;
  readonly fields: readonly Field[];
}

/** Rows of one kind of period. */
export interface Block {
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface ReportTable {
  readonly columns: readonly Column[];
  readonly blocks: readonly Block[];
}

const EMPTY: Field = { shown: 'empty' };

/** The table of a page: months, quarters where there is something of theirs, and the annual trend. */
export function tableOf(facts: Facts, plan: PagePlan, measures: ReadonlyMap<string, Measure>): ReportTable {
  const columns = plan.columns.flatMap((column) => columnsOf(facts, column, measures));
  const { quarter } = facts;
  const months = monthsOfYear(quarter).map((month): Row => {
    const fields = columns.map((column) => {
      if (column.grain === 'quarter' && month % 3 !== 2) return EMPTY;
      return fieldOf(facts, column, wholeOf(column.measure, column.grain, month));
    });
    return { label: monthInShort(month), from: firstDayOf(month), to: lastDayOf(month), fields };
  });
  const quarters = quartersOfYear(quarter).map((month): Row => {
    const fields = columns.map((column) => {
      const hasQuarters = column.of.kind !== 'stock' && column.grain === 'month';
      return hasQuarters ? fieldOf(facts, column, wholeOf(column.measure, 'quarter', month)) : EMPTY;
    });
    return { label: `Quarter ${quarterOf(month)}`, from: firstDayOf(month - 2), to: lastDayOf(month), fields };
  });
  const blocks: Block[] = [
    { title: `Months of ${financialYearInWords(quarter)}`, rows: months },
    { title: 'Quarters', rows: quarters },
    { title: 'Annual trend', rows: annualRows(facts, columns) },
  ];
  return { columns, blocks: blocks.filter(({ rows }) => rows.some(({ fields }) => fields.some(isFilled))) };
}

export const isFilled = ({ shown }: Field): boolean => shown !== 'empty';

function columnsOf(facts: Facts, plan: ColumnPlan, measures: ReadonlyMap<string, Measure>): Column[] {
  const measure = measures.get(plan.measure);
  if (measure === undefined) return [];
  const form = formOf(measure, plan.part);
  const [target] = targetsOf(facts, measure, plan.grain, plan.part);
  return [{ ...plan, of: measure, form, target, head: headOf(measure, plan, form) }];
}

function headOf({ title, kind, shape }: Measure, { grain, part }: ColumnPlan, { unit }: NumberForm): string {
  const what =
    part === 'numerator'
      ? ' (number)'
      : part === 'rate'
        ? ' (rate per 10,000 children)'
        : unit === '%'
          ? ' (%)'
          : shape === 'mean'
            ? ' (average)'
            : '';
  const time =
    kind === 'stock'
      ? 'at the end of the month'
      : { month: 'in the month', ytd: 'year to date', quarter: 'in the quarter' }[grain];
  return `${title}${what}, ${time}`;
}

function fieldOf(facts: Facts, { of, part }: Column, cell: CellName): Field {
  if (waitsForMarch(facts, of) && cell.period > formatMonth(aprilOf(facts.quarter) - 1)) return EMPTY;
  const known = facts.cells.get(cell);
  if (known === undefined) return EMPTY;
  if (known.shown === 'suppressed') return { shown: 'suppressed', cell };
  const value = partOf(known, part);
  if (value !== null) return { shown: 'figure', cell, value };
  return part === 'rate' ? EMPTY : { shown: 'none', cell };
}

function annualRows(facts: Facts, columns: readonly Column[]): Row[] {
  const { quarter } = facts;
  const earlier = earlierMarches(quarter).map((march): Row => {
    const fields = columns.map((column): Field => {
      const grain = column.of.kind === 'stock' ? 'month' : 'year';
      const field = fieldOf(facts, column, wholeOf(column.measure, grain, march));
      return isFilled(field) ? field : publishedField(facts, column, march);
    });
    return { label: financialYearInWords(march), from: firstDayOf(march - 11), to: lastDayOf(march), fields };
  });
  const fields = columns.map((column) => {
    const grain = column.of.kind === 'stock' ? 'month' : 'ytd';
    return fieldOf(facts, column, wholeOf(column.measure, grain, quarter));
  });
  const label = `${financialYearInWords(quarter)}${endsYear(quarter) ? '' : ' to date'}`;
  const now: Row = { label, from: firstDayOf(firstMonthOf('ytd', quarter)), to: lastDayOf(quarter), fields };
  return [...earlier, now].filter((row) => row.fields.some(isFilled));
}

function publishedField({ publishedYears }: Facts, { measure, part }: Column, march: Month): Field {
  const year = financialYearInWords(march);
  const found = publishedYears.find(
    (one) => one.measure === measure && one.figure === part && one.year === year && one.to === march,
  );
  return found === undefined ? EMPTY : { shown: 'published', of: found, value: found.value };
}

/** The measure's groups at the end of the quarter. */
export interface GroupTable {
  readonly measure: Measure;
  readonly by: string;
  readonly title: string;
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    readonly field: Field;
    readonly cell: CellName;
  }[];
  readonly form: NumberForm;
}

export function titleOfGroups(measure: Measure, by: string, month: Month): string {
  const words: Readonly<Record<string, string>> = {
    category: 'category of abuse',
    placementType: 'type of placement',
    activity: 'activity',
    reason: 'reason',
  };
  const time =
    measure.kind === 'stock'
      ? `at the end of ${monthInWords(month)}`
      : `in Quarter ${quarterOf(month)} ${financialYearInWords(month)}`;
  return `${measure.title} by ${words[by] ?? by}, ${time}`;
}
