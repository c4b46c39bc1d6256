import { groupId, type StarView } from './star';

/** What is in both schemas alike: the catalogue and what figures are held against. Nothing of it is about a child. */
export function sharedViews(schema: StarView['schema']): StarView[] {
  return [dimMeasure(schema), factTarget(schema), factComparator(schema)];
}

const dimMeasure = (schema: StarView['schema']): StarView => ({
  schema,
  name: 'dim_measure',
  about: 'One row a measure of the rulebook in force, as the catalogue has it, and those that earlier ones had.',
  columns: {
    measure: ['m.measure::text', 'Its id: what facts are joined by.'],
    place: ['m.place::integer', 'Its place in the catalogue: sort by it.'],
    area: ['m.area', 'The area of the catalogue that it is in.'],
    title: ['m.title', 'Its name.'],
    asks: ['m.asks', 'The question that it answers.'],
    definition: ['m.definition', 'Who counts, on which date, and when the numerator does.'],
    decided_by: ['m.decided_by', 'What decides in which period something counts.'],
    notes: ['m.notes', 'Choices made where the definition leaves something open.'],
    limits: ['m.limits', 'What it leaves out or cannot see.'],
    codes: ['m.codes', 'Its codes in the two reports, with commas between.'],
    kind: [
      'm.kind',
      'flow: what happened in the period; stock: what stood at its end; distinct: children with at least one in it.',
    ],
    shape: ['m.shape', 'count, percent or mean: how the value is made of numerator and denominator.'],
    unit: ['m.unit', 'What the value is counted in.'],
    polarity: ['m.polarity', 'Which way is better: higher, lower or neither.'],
    annual_only: [
      'm.annual_only',
      'Why its figure means something at the end of a financial year alone; null where it always does.',
    ],
    has_rate: ['m.has_rate', 'Whether it is offered as a rate per 10,000 children too.'],
    in_force: ['m.in_force', 'Whether the rulebook in force has it; else it is there for what was published of it.'],
    rulebook: ['m.rulebook::integer', 'The rulebook that it is told by.'],
  },
  from: 'FROM careledger_views.measure_told m',
});

const factTarget = (schema: StarView['schema']): StarView => ({
  schema,
  name: 'fact_target',
  about: 'One row a target: an authority, a measure, a grain, and which figure is held against it.',
  columns: {
    authority: ['t.authority', 'Three digits.'],
    measure: ['t.measure', 'The measure.'],
    grain: ['t.grain', 'The kind of period whose figure is held against it.'],
    figure: ['t.figure', 'value, or rate: the rate per 10,000 children.'],
    target: ['t.target', 'What the authority wants it to be.'],
    compare: ['t.compare', 'always; or march: set for the whole year, to be compared at the end of March alone.'],
    code: ['t.code', "Its code in the authority's report; empty where it has none."],
    note: ['t.note', 'A remark.'],
    source: ['t.source', 'Who set it, and where that is written.'],
  },
  from: 'FROM careledger_views.target t',
});

const factComparator = (schema: StarView['schema']): StarView => ({
  schema,
  name: 'fact_comparator',
  about: 'One row a figure that others have published for a financial year, or an authority of its own earlier years.',
  columns: {
    measure: ['c.measure', 'The measure.'],
    area: [
      'c.area',
      'England, North East, Statistical neighbours of an authority, or the three digits of an authority.',
    ],
    area_kind: [
      'c.area_kind',
      'country, region, statistical neighbours, authority; earlier year: of the authority itself.',
    ],
    financial_year: ['c.financial_year', 'As it is written: 2020/21.'],
    up_to: ['c.up_to', 'The last month that it covers, YYYY-MM.'],
    figure: ['c.figure', 'value, or rate: the rate per 10,000 children.'],
    value: ['c.value', 'What was published; null where it was not, or was suppressed by its publisher.'],
    numerator: ['c.numerator', 'Published beside it; null where it was not.'],
    source: ['c.source', 'Where it was published.'],
  },
  from: 'FROM careledger_views.comparator c',
});

/** Ages in years and durations in months, by the number in the key; an age that is still to come before all. */
const PLACE = `CASE WHEN g.key = 'unknown' THEN 10000 WHEN g.key = 'unborn' THEN -1
  WHEN g.breakdown IN ('ageBand', 'careDuration')
  THEN coalesce(substring(g.key from '[0-9]+')::integer, 0) * CASE WHEN g.key ~ 'y' THEN 12 ELSE 1 END + (g.key ~ '[+]$')::integer
  ELSE 0 END`;

/** @param groups a query of the columns breakdown and key */
export const dimGroup = (schema: StarView['schema'], groups: string): StarView => ({
  schema,
  name: 'dim_group',
  about: 'One row a group that figures are broken down by; the row "all" is the whole.',
  columns: {
    group_id: [
      groupId('g.breakdown', 'g.key'),
      'What facts are joined by: breakdown and key with a colon between; all for the whole.',
    ],
    breakdown: ['g.breakdown', 'What it is broken down by; empty for the whole.'],
    group_key: ['g.key', 'The key within the breakdown; empty for the whole.'],
    label: [
      `CASE WHEN g.breakdown = '' THEN 'All' WHEN g.key = 'unknown' THEN 'Not known' WHEN l.label IS NOT NULL THEN l.label
            WHEN g.key = 'true' THEN 'Yes' WHEN g.key = 'false' THEN 'No' ELSE g.key END`,
      'What people read.',
    ],
    place: [
      PLACE,
      'Puts ages and durations in their order, and what is not known last: sort by it, then by the label.',
    ],
  },
  from: `FROM (${groups}) AS g LEFT JOIN careledger_views.group_label l ON l.breakdown = g.breakdown AND l.key = g.key`,
});

export const PERIOD_COLUMNS = {
  period_id: [`p.grain || ':' || p.period`, 'What facts are joined by: grain and last month with a colon between.'],
  grain: [
    'p.grain::text',
    'month, quarter, year (a financial one), ytd (the year to date) or rolling-12m. Never add figures of two grains.',
  ],
  period: ['p.period::text', 'Its last month, YYYY-MM.'],
  label: ['p.label', 'What people read.'],
  from_day: ['p.from_day', 'Its first day.'],
} as const;

export const YEAR_COLUMNS = {
  financial_year: ['p.financial_year', 'The financial year of its last month: 2020/21.'],
  quarter: ['p.quarter::integer', 'The quarter of the financial year that its last month is in: 1 is April to June.'],
  place: ['p.month', 'Grows with time: sort by it.'],
} as const;
