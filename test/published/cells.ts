/** The cells of the published tables, and what each asks of the ledger. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Grain } from '@careledger/measures';

/** What a printed number is. */
export type Printed = 'percent' | 'count' | 'rate' | 'mean' | 'numerator' | 'denominator';

/** One printed number. */
export interface Cell {
  readonly authority: string;
  /** How the table names its row. */
  readonly row: string;
  readonly measure: string;
  readonly grain: Grain;
  /** The period's last month, `YYYY-MM`. */
  readonly period: string;
  readonly what: Printed;
  /** As it is printed, digit for digit. */
  readonly published: string;
}

const FOLDER = path.join(__dirname, '../../fixtures/published');
const MONTHS: Readonly<Record<string, string>> = {
  Apr: '04',
  May: '05',
  Jun: '06',
  Jul: '07',
  Aug: '08',
  Sep: '09',
  Oct: '10',
  Nov: '11',
  Dec: '12',
};
const COUNTED = new Set([
  'early-help-started',
  'cla-missing-episodes',
  'cla-missing-children',
  'assessments-completed',
  's47-started',
  'cp-plans',
  'cla',
]);

function rowsOf(file: string): Record<string, string>[] {
  const rows: Record<string, string>[] = parse(readFileSync(path.join(FOLDER, file)), {
    columns: true,
    skip_empty_lines: true,
  });
  return rows;
}

/** Darlington's monthly tables, April to December 2020. */
export function darlingtonCells(): Cell[] {
  return rowsOf('darlington-2020-21-published.csv').flatMap((row) => {
    const { code = '', grain = '', measure: named = '' } = row;
    const [, measure = '', , note = ''] = /^([a-z0-9-]+)( \((.*)\))?$/.exec(named) ?? [];
    const what =
      note === 'numerator'
        ? 'numerator'
        : note.startsWith('rate')
          ? 'rate'
          : COUNTED.has(measure)
            ? 'count'
            : 'percent';
    return Object.entries(row).flatMap(([heading, published]): Cell[] => {
      const [, month = '', year = ''] = /^([A-Z][a-z]{2})-(\d\d)$/.exec(heading) ?? [];
      if (month === '' || published === '') return [];
      const period = `20${year}-${MONTHS[month]}`;
      return [{ authority: '841', row: code, measure, grain: grain as Grain, period, what, published }];
    });
  });
}

/** The periods of the framework that one history is to meet. */
const DURHAM_PERIODS: Readonly<Record<string, string>> = {
  '2022/23': '2023-03',
  '2023/24': '2024-03',
  '2024/25-Q2': '2024-09',
};

/**
 * Durham's framework for the three periods: each printed value, numerator and denominator.
 * @param asked `required`: the rows that have a numerator or are counts; `others`: the percentages and means printed alone
 */
export function durhamCells(asked: 'required' | 'others'): Cell[] {
  return rowsOf('durham-2024-25-published.csv').flatMap((row): Cell[] => {
    const { measure = '', year = '', value = '', numerator = '', denominator = '', note = '' } = row;
    const period = DURHAM_PERIODS[year];
    const counted = COUNT_NOTES.some((known) => note.startsWith(known)) || measure === 'independent-visitors';
    if (period === undefined || (numerator !== '' || counted) !== (asked === 'required')) return [];
    const rate = note.startsWith('rate');
    const alone = counted ? 'count' : note.startsWith('mean') ? 'mean' : 'percent';
    const cell = (what: Printed, published: string): Cell => {
      const grain = grainOf(period, note);
      return { authority: '840', row: `${measure} ${year}`, measure, grain, period, what, published };
    };
    const cells = [cell(rate ? 'rate' : alone, value)];
    if (numerator !== '') cells.push(cell(rate ? 'count' : 'numerator', numerator));
    if (denominator !== '') cells.push(cell('denominator', denominator));
    return cells;
  });
}
const COUNT_NOTES = ['count'];

/** Flows are printed for the financial year to date, means over the last twelve months; a stock is the same in all. */
function grainOf(period: string, note: string): Grain {
  if (note.includes('last 12 months')) return 'rolling-12m';
  return period.endsWith('-03') ? 'year' : 'ytd';
}
