import { formatDay, parseMonth } from '@careledger/calendar';
import type { Grain, Measure } from '@careledger/measures';
import { readingOf, READINGS } from '@careledger/reference';
import { textOfName, type Cell, type CellName } from './cells';
import { targetsOf } from './comparable';
import { groupInWords } from './groups';
import type { Report } from './report';
import { tidyPeriod } from './tidy-period';

/** What stands in a field of a row: a number as it is, a day, or text. */
export type TidyValue = string | number | Date | null;

/** One row a measure, kind of period, period, breakdown and group. */
export type TidyRow = Readonly<Record<TidyColumn, TidyValue>>;

export const TIDY_COLUMNS = [
  'authority',
  'section',
  'page',
  'measure',
  'title',
  'grain',
  'period',
  'from',
  'to',
  'breakdown',
  'group',
  'group_title',
  'numerator',
  'denominator',
  'value',
  'unit',
  'rate_per_10000',
  'shown',
  'target',
  'target_is_of',
  'source',
] as const;
export type TidyColumn = (typeof TIDY_COLUMNS)[number];

const GRAINS: readonly Grain[] = ['month', 'quarter', 'ytd', 'year', 'rolling-12m'];

/**
 * Every number of a report, one a row. A number that is suppressed is the text `c` in all of its fields.
 */
export function tidyRows(report: Report): TidyRow[] {
  const { facts, sections } = report;
  const byMeasure = new Map<string, (readonly [CellName, Cell])[]>();
  for (const one of facts.cells.all) {
    const of = one[0].measure;
    byMeasure.set(of, [...(byMeasure.get(of) ?? []), one]);
  }
  return sections.flatMap(({ title: section, pages }) =>
    pages.flatMap(({ title: page, measures }) =>
      measures.flatMap((measure) => {
        const cells = [...(byMeasure.get(measure.id) ?? [])].sort((a, b) => inOrder(a[0], b[0]));
        return [
          ...cells.map(([name, cell]) => rowOf(report, { section, page, measure }, name, cell)),
          ...publishedRows(report, { section, page, measure }),
        ];
      }),
    ),
  );
}

interface Place {
  readonly section: string;
  readonly page: string;
  readonly measure: Measure;
}

function rowOf({ facts }: Report, { section, page, measure }: Place, name: CellName, cell: Cell): TidyRow {
  const { grain, breakdown, key } = name;
  const month = parseMonth(name.period);
  const { from, to } = tidyPeriod(measure, grain, month, facts.today);
  const [ofValue] = breakdown === '' ? targetsOf(facts, measure, grain, 'value') : [];
  const [ofRate] = breakdown === '' ? targetsOf(facts, measure, grain, 'rate') : [];
  const target = ofValue ?? ofRate;
  const isHidden = cell.shown === 'suppressed';
  return {
    authority: facts.authority,
    section,
    page,
    measure: measure.id,
    title: measure.title,
    grain,
    period: name.period,
    from: asDate(formatDay(from)),
    to: asDate(formatDay(to)),
    breakdown,
    group: key,
    group_title: key === '' ? '' : groupInWords(breakdown, key),
    numerator: isHidden ? 'c' : cell.numerator,
    denominator: isHidden ? (measure.shape === 'count' ? null : 'c') : cell.denominator,
    value: isHidden ? 'c' : cell.value,
    unit: unitOf(measure),
    rate_per_10000: isHidden ? (measure.rate === true ? 'c' : null) : cell.rate,
    shown: isHidden ? 'suppressed' : cell.value === null ? 'none' : 'figure',
    target: target?.target ?? null,
    target_is_of: target === undefined ? '' : target.figure,
    source: facts.source.kind === 'publication' ? 'publication' : 'ledger',
  };
}

/** What the authority published of the years that the report shows as published, not worked out. */
function publishedRows({ facts, sections }: Report, { section, page, measure }: Place): TidyRow[] {
  const found = sections
    .flatMap(({ pages }) => pages)
    .filter((one) => one.title === page)
    .flatMap(({ table }) => table.blocks.flatMap(({ rows }) => rows))
    .flatMap(({ from, to, fields }) =>
      fields.flatMap((field) =>
        field.shown === 'published' && field.of.measure === measure.id ? [{ from, to, of: field.of }] : [],
      ),
    );
  const once = new Map(found.map((one) => [`${one.of.figure} ${one.of.year}`, one]));
  return [...once.values()].map(({ from, to, of }): TidyRow => {
    const isCount = measure.shape === 'count';
    return {
      authority: facts.authority,
      section,
      page,
      measure: measure.id,
      title: measure.title,
      grain: measure.kind === 'stock' ? 'month' : 'year',
      period: formatDay(to).slice(0, 7),
      from: asDate(formatDay(measure.kind === 'stock' ? to : from)),
      to: asDate(formatDay(to)),
      breakdown: '',
      group: '',
      group_title: '',
      numerator: of.figure === 'numerator' || (of.figure === 'value' && isCount) ? of.value : null,
      denominator: null,
      value: of.figure === 'value' ? of.value : null,
      unit: unitOf(measure),
      rate_per_10000: of.figure === 'rate' ? of.value : null,
      shown: 'figure',
      target: null,
      target_is_of: '',
      source: `as published: ${of.source}`,
    };
  });
}

function unitOf({ id, shape }: Measure): string {
  return READINGS.has(id) ? readingOf(id).unit : shape;
}

function inOrder(a: CellName, b: CellName): number {
  const grains = GRAINS.indexOf(a.grain) - GRAINS.indexOf(b.grain);
  if (grains !== 0) return grains;
  const [one, other] = [textOfName({ ...a, measure: '' }), textOfName({ ...b, measure: '' })];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A day for a spreadsheet: midnight in UTC, as it has no zone. */
function asDate(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
