/**
 * Periods and the clock, in SQL. Month numbers are `Month`s: twelve times the year, and January is 0.
 */

/** The month number of a date. */
export const monthOf = (day: string): string =>
  `(date_part('year', ${day})::int * 12 + date_part('month', ${day})::int - 1)`;
/** The month number of the April that begins the financial year of a month. */
export const aprilOf = (month: string): string => `(${month} - (${month} + 9) % 12)`;
const firstDayOf = (month: string): string => `make_date((${month}) / 12, (${month}) % 12 + 1, 1)`;

/** Figures are shown of the financial year that today is in and of those before it, so many together. */
export const YEARS_SHOWN = 10;

const name = (month: string): string => `to_char(${firstDayOf(month)}, 'FMMonth YYYY')`;
const shortName = (month: string): string => `to_char(${firstDayOf(month)}, 'FMMonth')`;

/** All periods of a century, as `libs/figures` has them and calls them; each is named by its last month. */
const calendar = [
  `CREATE TABLE careledger_views.calendar (
     grain          text COLLATE "C" NOT NULL,
     month          integer NOT NULL,
     from_month     integer NOT NULL,
     period         text COLLATE "C" NOT NULL,   -- YYYY-MM
     from_day       date NOT NULL,
     last_day       date NOT NULL,
     financial_year text NOT NULL,               -- 2020/21
     quarter        smallint NOT NULL,           -- of the financial year
     label          text NOT NULL,
     PRIMARY KEY (grain, month)
   )`,
  `INSERT INTO careledger_views.calendar
   SELECT g.grain, g.month, g.from_month, to_char(${firstDayOf('g.month')}, 'YYYY-MM'), ${firstDayOf('g.from_month')},
          ${firstDayOf('g.month + 1')} - 1, y.year, y.quarter,
          CASE g.grain
            WHEN 'month' THEN ${name('g.month')}
            WHEN 'quarter' THEN 'Quarter ' || y.quarter || ' ' || y.year || ' (' || ${shortName('g.from_month')} || ' to ' || ${name('g.month')} || ')'
            WHEN 'year' THEN 'Year ' || y.year
            WHEN 'ytd' THEN 'Year to date, April to ' || ${name('g.month')}
            ELSE 'Twelve months, 1 ' || ${name('g.from_month')} || ' to ' || to_char(${firstDayOf('g.month + 1')} - 1, 'FMDD FMMonth YYYY')
          END
     FROM generate_series(2000 * 12 + 3, 2100 * 12 + 2) AS m(month)
    CROSS JOIN LATERAL (VALUES ('month', m.month, m.month), ('quarter', m.month, m.month - 2), ('year', m.month, m.month - 11),
                               ('ytd', m.month, ${aprilOf('m.month')}), ('rolling-12m', m.month, m.month - 11)
                       ) AS g(grain, month, from_month)
    CROSS JOIN LATERAL (SELECT ${aprilOf('g.month')} / 12 || '/' || to_char(${firstDayOf('g.month + 9')}, 'YY') AS year,
                               (g.month + 9) % 12 / 3 + 1 AS quarter) AS y
    WHERE CASE g.grain WHEN 'quarter' THEN g.month % 3 = 2 WHEN 'year' THEN g.month % 12 = 2 ELSE true END`,
];

const clock = [
  // The program's clock, which it wrote down: the database's own date in London, so many days on, or a day on which it stands.
  `CREATE VIEW careledger_views.today AS
   SELECT t.day, ${monthOf('t.day')} AS month, date_trunc('month', t.day)::date AS first_of_month,
          (date_trunc('month', t.day) + interval '1 month')::date AS next_month
     FROM (SELECT coalesce(p.stands_at, (now() AT TIME ZONE 'Europe/London')::date + coalesce(p.days_ahead, 0)) AS day
             FROM (SELECT 1) AS always LEFT JOIN (SELECT * FROM careledger_views.program LIMIT 1) AS p ON true) AS t`,
  // Those that have begun; of rolling windows those whose last month has.
  `CREATE VIEW careledger_views.period AS
   SELECT c.grain, c.month, c.from_month, least(c.month, t.month) AS to_month, c.period, c.from_day,
          least(c.last_day, t.day) AS to_day, c.last_day <= t.day AS ended, c.financial_year, c.quarter, c.label
     FROM careledger_views.today t
     JOIN careledger_views.calendar c ON c.month BETWEEN ${aprilOf('t.month')} - 12 * ${YEARS_SHOWN - 1} AND ${aprilOf('t.month')} + 11
    WHERE CASE c.grain WHEN 'rolling-12m' THEN c.month ELSE c.from_month END <= t.month`,
];

export const calendarViews = [...calendar, ...clock];
