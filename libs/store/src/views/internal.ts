import { dimGroup, PERIOD_COLUMNS, sharedViews, YEAR_COLUMNS } from './dimensions';
import { groupId, periodId, valueOf, type StarView } from './star';

const schema = 'careledger_internal';
const threeDigits = (authority: string): string => `lpad(${authority}::text, 3, '0')`;

const factFigure: StarView = {
  schema,
  name: 'fact_figure',
  about:
    'One row a figure as it stands now: exact, not for publication. The numbers of GET /v1/measures/{id}/series. A period with nothing in it is a row; a group with nothing is none.',
  columns: {
    authority: [threeDigits('f.authority'), 'Three digits.'],
    measure: ['f.measure::text', 'The measure.'],
    grain: ['f.grain::text', 'The kind of period. Never add figures of two grains.'],
    period: ['f.period::text', 'The last month of the period, YYYY-MM.'],
    period_id: [periodId('f'), 'Joins dim_period.'],
    from_day: ['f.from_day', 'First day of the period.'],
    to_day: ['f.to_day', 'Its last day, or today where it has not ended.'],
    ended: ['f.ended', 'Whether the period has ended.'],
    breakdown: [
      'f.breakdown::text',
      'What it is broken down by; empty for the whole. Never add the whole to its parts.',
    ],
    group_key: ['f.key::text', 'The key within the breakdown; empty for the whole.'],
    group_id: [groupId('f.breakdown', 'f.key'), 'Joins dim_group.'],
    numerator: ['f.numerator', 'How many count; of a mean the sum.'],
    denominator: [`CASE f.shape WHEN 'count' THEN NULL ELSE f.denominator END`, 'Of how many; null of a count.'],
    value: [valueOf('f'), 'Not rounded; null where the denominator is 0.'],
    rate: [
      '10000::float8 * f.numerator / p.population',
      'Per 10,000 children aged 0 to 17, cumulative; null where it is not offered, of groups, and where the population is not known.',
    ],
  },
  from: `FROM careledger_views.figure f
    LEFT JOIN careledger_views.population p
      ON f.has_rate AND f.breakdown = '' AND p.authority = ${threeDigits('f.authority')} AND p.financial_year = f.financial_year`,
};

const dimPeriod: StarView = {
  schema,
  name: 'dim_period',
  about: 'One row a period that has begun, of this financial year and the nine before it.',
  columns: {
    ...PERIOD_COLUMNS,
    to_day: ['p.to_day', 'Its last day, or today where it has not ended.'],
    ended: ['p.ended', 'Whether it has ended.'],
    ...YEAR_COLUMNS,
  },
  from: 'FROM careledger_views.period p',
};

const dimAuthority: StarView = {
  schema,
  name: 'dim_authority',
  about: 'One row an authority that has figures.',
  columns: {
    authority: [threeDigits('a.authority'), 'Three digits.'],
    population: [
      'p.population',
      'Children aged 0 to 17 in the financial year that today is in; null where that is not known.',
    ],
    made_up: [
      '(SELECT fixture FROM careledger_views.program)',
      'The made-up history that is shown; null where the data are real.',
    ],
  },
  from: `FROM careledger_views.authority_with_figures a
    LEFT JOIN careledger_views.population p
      ON p.authority = ${threeDigits('a.authority')}
     AND p.financial_year = (SELECT c.financial_year FROM careledger_views.today t
                               JOIN careledger_views.calendar c ON c.grain = 'month' AND c.month = t.month)`,
};

const factPopulation: StarView = {
  schema,
  name: 'fact_population',
  about: 'One row an authority and financial year: what rates are divided by.',
  columns: {
    authority: ['p.authority', 'Three digits.'],
    financial_year: ['p.financial_year', 'As it is written: 2020/21.'],
    population: ['p.population', 'Children aged 0 to 17.'],
  },
  from: `FROM careledger_views.population p
   WHERE p.financial_year IN (SELECT financial_year FROM careledger_views.period)`,
};

const allGroups = `
  SELECT '' AS breakdown, '' AS key
   UNION SELECT breakdown, key FROM breakdown_group WHERE id <> 0
   UNION SELECT breakdown, remainder FROM careledger_views.measure_breakdown`;

const asAt: StarView = {
  schema,
  name: 'figures_as_at',
  about: 'One row: what the figures are complete to, and by what.',
  columns: {
    today: ['t.day', 'T of every period that has not ended.'],
    rulebook: ['r.version::integer', 'The version of the rulebook in force.'],
    events: [
      '(SELECT coalesce(sum(next_offset), 0)::bigint FROM careledger_views.ledger_position)',
      'Events that are in the figures.',
    ],
    made_up: [
      '(SELECT fixture FROM careledger_views.program)',
      'The made-up history that is shown; null where the data are real.',
    ],
  },
  from: 'FROM careledger_views.today t CROSS JOIN careledger_views.rulebook_in_force r',
};

const dimPublication: StarView = {
  schema,
  name: 'dim_publication',
  about: 'One row a publication. Proposals, and what was withdrawn, are in none.',
  columns: {
    publication: ['p.id', 'Its number.'],
    authority: ['p.authority', 'Three digits.'],
    place: ['a.number', 'Grows in the order in which things were published.'],
    published_at: ['a.at', 'When.'],
    known_at: ['p.known_at', 'The figures are those that were known then.'],
    note: ['p.note', 'What it was called when it was proposed.'],
    revises: ['a.revision IS NOT NULL', 'Whether any of its figures had been published before.'],
  },
  from: `FROM publication p JOIN publication_act a ON a.publication = p.id AND a.act = 'published'`,
};

const factPublicationFigure: StarView = {
  schema,
  name: 'fact_publication_figure',
  about: 'One row a published figure, exact, as it was published: not for publication as it stands here.',
  columns: {
    publication: ['p.id', 'Joins dim_publication.'],
    authority: ['p.authority', 'Three digits.'],
    measure: ['f.measure', 'The measure.'],
    grain: ['f.grain', 'The kind of period.'],
    period: ['f.period', 'The last month of the period, YYYY-MM.'],
    period_id: [periodId('f'), 'Joins dim_period.'],
    from_day: ['f."from"', 'First day of the period.'],
    to_day: ['f."to"', 'Its last day, or the day to which it was counted.'],
    breakdown: ['g.breakdown', 'What it is broken down by; empty for the whole.'],
    group_key: ['g.key', 'The key within the breakdown; empty for the whole.'],
    group_id: [groupId('g.breakdown', 'g.key'), 'Joins dim_group.'],
    numerator: ['g.numerator', 'As published.'],
    denominator: ['g.denominator', 'As published; null of a count.'],
    value: ['g.value', 'As published, not rounded.'],
    rate: ['g.rate', 'As published; null where it is not offered, and of groups.'],
    latest: [
      `NOT EXISTS (
         SELECT FROM published_figure l JOIN publication_act b ON b.publication = l.publication AND b.act = 'published'
          WHERE l.authority = p.authority AND l.measure = f.measure AND l.grain = f.grain AND l.period = f.period
            AND b.number > a.number)`,
      'Whether no later publication has the same figure: take these alone for the figures that hold.',
    ],
  },
  from: `FROM publication p
    JOIN publication_act a ON a.publication = p.id AND a.act = 'published'
   CROSS JOIN LATERAL json_to_recordset(p.content::json -> 'figures') AS f(
           measure text, grain text, period text, "from" date, "to" date,
           numerator bigint, denominator bigint, value float8, rate float8, groups json)
   CROSS JOIN LATERAL (
     SELECT '' AS breakdown, '' AS key, f.numerator, f.denominator, f.value, f.rate
      UNION ALL
     SELECT b.key, k.key, k.numerator, k.denominator, k.value, NULL
       FROM json_each(f.groups) AS b
      CROSS JOIN LATERAL json_to_recordset(b.value) AS k(key text, numerator bigint, denominator bigint, value float8)
   ) AS g`,
};

/** The star of exact figures, for use inside the authority. No child is in it: aggregates alone. */
export const internalStar: readonly StarView[] = [
  factFigure,
  ...sharedViews(schema),
  factPopulation,
  factPublicationFigure,
  dimPeriod,
  dimAuthority,
  dimGroup(schema, allGroups),
  dimPublication,
  asAt,
];
