import { financialYearInWords, monthInShort, monthInWords, quarterOf, type Month } from '@careledger/calendar';
import type { Chart, ReferenceLine } from '@careledger/charts';
import { wholeOf } from './cells';
import { comparedWith, isLikeAWholeYears } from './comparable';
import type { Facts } from './facts';
import { givenInWords, partOf } from './numbers';
import { aprilOf } from './times';
import type { Column } from './tables';
import { waitsForMarch } from './analysis';
import { monthsOfYear, quartersOfYear } from './wanted';

/** A chart of a report. */
export interface ReportChart {
  readonly form: 'line' | 'bar';
  readonly chart: Chart;
}

/**
 * Draws a column: this financial year, the one before where its figures are complete, the target, what others have published.
 * @returns undefined where there is nothing to see: no figure that may be drawn, or nothing but noughts
 */
export function chartOf(facts: Facts, column: Column, id: string): ReportChart | undefined {
  const { quarter } = facts;
  if (waitsForMarch(facts, column.of)) return undefined;
  const isByQuarter = column.grain === 'quarter';
  const ended = isByQuarter ? quartersOfYear(quarter) : monthsOfYear(quarter);
  const before = valuesOf(
    facts,
    column,
    ended.map((month) => month - 12),
  );
  const now = valuesOf(facts, column, ended);
  if (now.every((value) => value === null || value === 0)) return undefined;
  const isCount = column.form.decimals === 0;
  const lines = linesOf(facts, column);
  const [year, earlier] = [financialYearInWords(quarter), financialYearInWords(quarter - 12)];
  const hasBefore = before.some((value) => value !== null);
  const first = ended[0] ?? aprilOf(quarter);
  return {
    form: isCount ? 'bar' : 'line',
    chart: {
      id,
      title: `${column.code === undefined ? '' : `${column.code}: `}${column.head}`,
      description:
        `${isCount ? 'Bars' : 'A line'} from ${monthInWords(first)} to ${monthInWords(quarter)}` +
        `${hasBefore ? `, and a line for ${earlier}` : ''}` +
        `${lines.length === 0 ? '' : `; level lines: ${lines.map(({ label }) => label).join(', ')}`}. The table has the numbers.`,
      unit: { '%': '%', 'per 10,000': 'per 10,000 children', '': isCount ? 'number' : 'average' }[column.form.unit],
      decimals: column.form.decimals,
      points: ended.map((month) => (isByQuarter ? `Quarter ${quarterOf(month)}` : monthInShort(month))),
      series: [{ label: year, values: now }, ...(hasBefore ? [{ label: earlier, values: before }] : [])],
      lines,
      note: suppressedNote(facts, column, ended),
    },
  };
}

function valuesOf({ cells }: Facts, { measure, grain, part }: Column, months: readonly Month[]): (number | null)[] {
  return months.map((month) => {
    const figure = cells.figure(wholeOf(measure, grain, month));
    return figure === undefined ? null : partOf(figure, part);
  });
}

function linesOf(facts: Facts, column: Column): ReferenceLine[] {
  const { of, part, target, form } = column;
  const lines: ReferenceLine[] = [];
  if (target !== undefined) {
    lines.push({
      kind: 'target',
      value: target.target,
      label: `Target ${givenInWords(target.target, { unit: form.unit === '%' ? '%' : '' })}`,
    });
  }
  // A month's share of few goes up and down; what a year's share of others is compared with is the year to date, or a state.
  const isCompared =
    (of.kind === 'stock' || column.grain !== 'month') && isLikeAWholeYears(facts, of, part, facts.quarter);
  for (const { comparator, area } of isCompared ? comparedWith(facts, of, part) : []) {
    const place = area.replace('the ', '').replace(/^s/, 'S');
    lines.push({ kind: 'comparator', value: comparator.value ?? 0, label: `${place} ${comparator.year}` });
  }
  return lines;
}

function suppressedNote({ cells }: Facts, { measure, grain }: Column, months: readonly Month[]): string | undefined {
  const hidden = months.filter((month) => cells.get(wholeOf(measure, grain, month))?.shown === 'suppressed');
  if (hidden.length === 0) return undefined;
  return `Not drawn, because not published (c): ${hidden.map(monthInShort).join(', ')}.`;
}
