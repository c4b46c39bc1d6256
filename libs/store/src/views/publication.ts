import { dimGroup, PERIOD_COLUMNS, sharedViews, YEAR_COLUMNS } from './dimensions';
import { groupId, periodId, type StarView } from './star';

const schema = 'careledger_publication';

/** What was published and may be seen: no proposal, and nothing about single workers, whatever comes to be published. */
const SHOWN = `published_cell c
    JOIN publication_act a ON a.publication = c.publication AND a.act = 'published'
   WHERE c.breakdown <> 'worker'`;

/** Of each figure the cells of the publication that has it last. */
const SHOWN_LAST = `${SHOWN}
     AND NOT EXISTS (
       SELECT FROM published_cell l JOIN publication_act b ON b.publication = l.publication AND b.act = 'published'
        WHERE l.authority = c.authority AND l.measure = c.measure AND l.grain = c.grain AND l.period = c.period
          AND b.number > a.number)`;

/** As pages print a value (libs/figures/src/in-words.ts). */
const DISPLAY = `
  CASE c.shown WHEN 'suppressed' THEN 'c' WHEN 'none' THEN '–'
    ELSE CASE m.shape WHEN 'count' THEN to_char(c.value, 'FM999,999,999,990')
                      WHEN 'percent' THEN to_char(round(c.value, 1), 'FM999,999,990.0') || '%'
                      ELSE to_char(round(c.value, 1), 'FM999,999,990.0') END
  END`;

const columns: StarView['columns'] = {
  publication: ['c.publication', 'Joins dim_publication.'],
  authority: ['c.authority', 'Three digits.'],
  measure: ['c.measure', 'The measure.'],
  grain: ['c.grain', 'The kind of period. Never add figures of two grains.'],
  period: ['c.period', 'The last month of the period, YYYY-MM.'],
  period_id: [periodId('c'), 'Joins dim_period.'],
  breakdown: ['c.breakdown', 'What it is broken down by; empty for the whole. Never add the whole to its parts.'],
  group_key: ['c.key', 'The key within the breakdown; empty for the whole.'],
  group_id: [groupId('c.breakdown', 'c.key'), 'Joins dim_group.'],
  shown: [
    'c.shown',
    'figure; suppressed: a small number, or one that would give a small number away; none: nothing is divided by nothing.',
  ],
  numerator: ['c.numerator::bigint', 'How many count; null where it is suppressed.'],
  denominator: ['c.denominator::bigint', 'Of how many; null of a count, and where it is suppressed.'],
  value: ['c.value::float8', 'Not rounded; null where it is suppressed, and where the denominator is 0.'],
  rate: ['c.rate::float8', 'Per 10,000 children aged 0 to 17; null where it is not offered or suppressed.'],
  display: [
    DISPLAY,
    'The value as it is printed: c where it is suppressed, a dash where there is none. Show this one.',
  ],
};

const fact = (name: string, about: string, cells: string): StarView => ({
  schema,
  name,
  about,
  columns,
  from: `FROM (SELECT c.* FROM ${cells}) AS c LEFT JOIN careledger_views.measure_told m ON m.measure = c.measure`,
});

const dimPeriod: StarView = {
  schema,
  name: 'dim_period',
  about: 'One row a period of which something was published.',
  columns: { ...PERIOD_COLUMNS, last_day: ['p.last_day', 'Its last day.'], ...YEAR_COLUMNS },
  from: `FROM careledger_views.calendar p WHERE (p.grain, p.period) IN (SELECT c.grain, c.period FROM ${SHOWN})`,
};

const dimAuthority: StarView = {
  schema,
  name: 'dim_authority',
  about: 'One row an authority that has published something.',
  columns: {
    authority: ['p.authority', 'Three digits.'],
    made_up: [
      '(SELECT fixture FROM careledger_views.program)',
      'The made-up history that it is of; null where the data are real.',
    ],
  },
  from: `FROM (SELECT DISTINCT c.authority FROM ${SHOWN}) AS p`,
};

const dimPublication: StarView = {
  schema,
  name: 'dim_publication',
  about: 'One row a publication.',
  columns: {
    publication: ['p.id', 'Its number.'],
    authority: ['p.authority', 'Three digits.'],
    place: ['a.number', 'Grows in the order in which things were published.'],
    published_at: ['a.at', 'When.'],
    known_at: ['p.known_at', 'The figures are those that were known then.'],
    revises: ['a.revision IS NOT NULL', 'Whether any of its figures had been published before.'],
  },
  from: `FROM publication p JOIN publication_act a ON a.publication = p.id AND a.act = 'published'
   WHERE EXISTS (SELECT FROM published_cell c WHERE c.publication = p.id)`,
};

/** The star of what was published, with small numbers suppressed. Nothing in it is read from the ledger. */
export const publicationStar: readonly StarView[] = [
  fact(
    'fact_figure',
    'One row a published figure, as the publication has it that came last, with small numbers suppressed.',
    SHOWN_LAST,
  ),
  fact(
    'fact_publication_figure',
    'One row a figure of every publication, as it was published, with small numbers suppressed.',
    SHOWN,
  ),
  ...sharedViews(schema),
  dimPeriod,
  dimAuthority,
  dimGroup(schema, `SELECT '' AS breakdown, '' AS key UNION SELECT c.breakdown, c.key FROM ${SHOWN}`),
  dimPublication,
];
