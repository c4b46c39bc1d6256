import { aprilOf, monthOf, YEARS_SHOWN } from './calendar.sql';

/** How figures are read out of balances, in SQL: the same sums as `libs/figures` makes, all at once. */

const rulebook = [
  // As readRulebooks has it: what the ledger began with, and the activations that the figures have come to.
  `CREATE VIEW careledger_views.rulebook_in_force AS
   WITH activation AS MATERIALIZED (
     SELECT partition, "offset", (payload::jsonb #>> '{data,version}')::smallint AS version,
            (payload::jsonb #>> '{data,replaces}')::smallint AS replaces
       FROM event
      WHERE starts_with(payload, '{"type":"careledger.control.')
        AND starts_with(payload, '{"type":"careledger.control.rulebook-activated"')
   )
   SELECT greatest(
            coalesce((SELECT value::smallint FROM deployment WHERE name = 'rulebook'),
                     (SELECT min(replaces) FROM activation),
                     (SELECT newest_rulebook FROM careledger_views.program)),
            (SELECT max(a.version) FROM activation a JOIN careledger_views.ledger_position p USING (partition)
              WHERE a."offset" < p.next_offset)) AS version`,
  `CREATE VIEW careledger_views.measure_in_force AS
   SELECT * FROM careledger_views.measure WHERE rulebook = (SELECT version FROM careledger_views.rulebook_in_force)`,
  // With those that a rulebook had before it: what was published of them is still there.
  `CREATE VIEW careledger_views.measure_told AS
   SELECT DISTINCT ON (m.measure) m.*, m.rulebook = r.version AS in_force
     FROM careledger_views.measure m JOIN careledger_views.rulebook_in_force r ON m.rulebook <= r.version
    ORDER BY m.measure, m.rulebook DESC`,
];

const authorities = [
  // One look at the index for each authority, however many balances there are.
  `CREATE VIEW careledger_views.authority_with_figures AS
   SELECT unnest(ARRAY(
     WITH RECURSIVE found AS (
       SELECT min(authority) AS authority FROM careledger_views.ledger_balance
       UNION ALL
       SELECT (SELECT min(b.authority) FROM careledger_views.ledger_balance b WHERE b.authority > found.authority)
         FROM found WHERE found.authority IS NOT NULL
     )
     SELECT authority FROM found WHERE authority IS NOT NULL
   )) AS authority`,
  // A flow is dated when something was done, so that its first says since when there are figures.
  `CREATE VIEW careledger_views.authority_span AS
   SELECT a.authority,
          greatest(${aprilOf(`coalesce(${monthOf('first.month')}, t.month)`)}, ${aprilOf('t.month')} - 12 * ${YEARS_SHOWN - 1}) AS first_month
     FROM careledger_views.authority_with_figures a
    CROSS JOIN careledger_views.today t
    CROSS JOIN LATERAL (
      SELECT min(b.month) AS month FROM careledger_views.ledger_balance b
       WHERE b.authority = a.authority AND b.account IN (SELECT id FROM account WHERE stream = 'flow') AND b.grp = 0
         AND (b.numerator <> 0 OR b.denominator <> 0)
    ) AS first`,
];

const sums = [
  // Which sums the balances of an account and group are part of. One key of a breakdown, its remainder, has what the whole has and no
  // other key: as a part it is called by the place of the breakdown, below zero, since balances have no number for it.
  `CREATE VIEW careledger_views.part_of_sum AS
   SELECT a.id AS account, 0 AS grp, m.measure, m.of_keys, ''::text COLLATE "C" AS breakdown, 0 AS part, 1 AS sign
     FROM account a JOIN careledger_views.measure_in_force m USING (measure)
    UNION ALL
   SELECT a.id, 0, m.measure, m.of_keys, b.breakdown, -b.place, 1
     FROM account a JOIN careledger_views.measure_in_force m USING (measure)
     JOIN careledger_views.measure_breakdown b USING (rulebook, measure)
    UNION ALL
   SELECT a.id, g.id, m.measure, m.of_keys, b.breakdown, s.part, s.sign
     FROM account a JOIN careledger_views.measure_in_force m USING (measure)
     JOIN careledger_views.measure_breakdown b USING (rulebook, measure)
     JOIN breakdown_group g ON g.breakdown = b.breakdown AND g.key <> b.remainder
    CROSS JOIN LATERAL (VALUES (g.id, 1), (-b.place, -1)) AS s(part, sign)`,
  // What is dated after today in today's month, which the balances of that month have: to be taken off again. The fences
  // (OFFSET 0) keep the planner at the few postings that there are.
  `CREATE VIEW careledger_views.dated_after_today AS
   SELECT p.authority, p.account, g.grp, p.month, sum(p.numerator)::bigint AS numerator, sum(p.denominator)::bigint AS denominator
     FROM (
       SELECT a.authority, a.account, t.first_of_month AS month, l.cell, l.numerator, l.denominator
         FROM careledger_views.today t
        CROSS JOIN (SELECT w.authority, c.id AS account FROM careledger_views.authority_with_figures w CROSS JOIN account c) AS a
        CROSS JOIN LATERAL (
          SELECT cell, sum(numerator) AS numerator, sum(denominator) AS denominator FROM careledger_views.ledger_posting
           WHERE authority = a.authority AND account = a.account AND day > t.day AND day < t.next_month
           GROUP BY cell OFFSET 0
        ) AS l OFFSET 0
     ) AS p
    CROSS JOIN LATERAL (
      SELECT 0 AS grp UNION ALL
      SELECT b.id FROM (SELECT groups FROM cell WHERE id = p.cell OFFSET 0) AS c
       CROSS JOIN LATERAL jsonb_each_text(c.groups) AS said
        JOIN breakdown_group b ON b.breakdown = said.key AND b.key = said.value
    ) AS g
    GROUP BY 1, 2, 3, 4`,
  `CREATE VIEW careledger_views.monthly_sum AS
   SELECT s.authority, s.account, s.part, s.measure, s.of_keys, s.breakdown, s.month,
          sum(s.numerator)::bigint AS numerator, sum(s.denominator)::bigint AS denominator
     FROM (
       SELECT b.authority, b.account, p.part, p.measure, p.of_keys, p.breakdown, ${monthOf('b.month')} AS month,
              p.sign * b.numerator AS numerator, p.sign * b.denominator AS denominator
         FROM (
           SELECT authority, account, grp, month, sum(numerator)::bigint AS numerator, sum(denominator)::bigint AS denominator
             FROM careledger_views.ledger_balance
            WHERE month <= (SELECT day FROM careledger_views.today)
            GROUP BY authority, account, grp, month
            UNION ALL
           SELECT authority, account, grp, month, -numerator, -denominator FROM careledger_views.dated_after_today
         ) AS b
         JOIN careledger_views.part_of_sum p USING (account, grp)
        UNION ALL
       -- A period with nothing in it is a figure all the same.
       SELECT a.authority, c.id, 0, m.measure, m.of_keys, ''::text COLLATE "C", 0, 0, 0
         FROM careledger_views.authority_with_figures a CROSS JOIN careledger_views.measure_in_force m
         JOIN account c USING (measure)
     ) AS s
    GROUP BY s.authority, s.account, s.part, s.measure, s.of_keys, s.breakdown, s.month`,
  // The sums of everything up to the end of a month, of the months in which something changes: looked up by bisection. What others
  // ask for (authority, measure, breakdown) is in the partitions, so that only that is added up.
  `CREATE VIEW careledger_views.running_sum AS
   SELECT authority, account, part, measure, of_keys, breakdown, array_agg(month ORDER BY month) AS months,
          array_agg(numerator ORDER BY month) AS numerators, array_agg(denominator ORDER BY month) AS denominators
     FROM (
       SELECT authority, account, part, measure, of_keys, breakdown, month,
              (sum(numerator) OVER up_to)::bigint AS numerator, (sum(denominator) OVER up_to)::bigint AS denominator
         FROM careledger_views.monthly_sum
       WINDOW up_to AS (PARTITION BY authority, account, part, measure, of_keys, breakdown ORDER BY month ROWS UNBOUNDED PRECEDING)
     ) AS running
    GROUP BY authority, account, part, measure, of_keys, breakdown`,
];

const figures = [
  // The sums of a period, of the whole and of the keys of which something counts. Each step hangs on the one before it (LATERAL, with a
  // fence), because the database has no idea how many sums there are and would else begin at the wrong end.
  `CREATE VIEW careledger_views.sum_of_period AS
   WITH rulebook AS MATERIALIZED (SELECT version FROM careledger_views.rulebook_in_force),
        span AS MATERIALIZED (SELECT * FROM careledger_views.authority_span),
        period AS MATERIALIZED (SELECT grain, array_agg(p ORDER BY month) AS periods FROM careledger_views.period p GROUP BY grain)
   SELECT r.authority, r.measure, r.of_keys, p.grain, p.period, p.from_day, p.to_day, p.ended, p.financial_year,
          r.breakdown, k.key, k.shares, g.shape, g.has_rate, g.mean_over,
          coalesce(r.numerators[i.last], 0) - coalesce(r.numerators[i.before], 0) AS numerator,
          coalesce(r.denominators[i.last], 0) - coalesce(r.denominators[i.before], 0) AS denominator
     FROM careledger_views.running_sum r
    CROSS JOIN LATERAL (
      SELECT s.grain, s.stream = 'flow' AS is_flow, a.first_month, m.shape, m.has_rate, m.mean_over
        FROM careledger_views.measure m
        JOIN account c ON c.id = r.account
        JOIN careledger_views.measure_stream s ON s.rulebook = m.rulebook AND s.measure = m.measure AND s.stream = c.stream
        JOIN span a ON a.authority = r.authority
       WHERE m.rulebook = (SELECT version FROM rulebook) AND m.measure = r.measure OFFSET 0
    ) AS g
    CROSS JOIN LATERAL (
      SELECT coalesce((SELECT b.key FROM breakdown_group b WHERE b.id = r.part AND r.part > 0), b.remainder, '') AS key,
             coalesce(b.shares, false) AS shares
        FROM (SELECT 1) AS one
        LEFT JOIN careledger_views.measure_breakdown b
          ON b.rulebook = (SELECT version FROM rulebook) AND b.measure = r.measure AND b.breakdown = r.breakdown OFFSET 0
    ) AS k
    CROSS JOIN LATERAL (SELECT u.* FROM period c CROSS JOIN LATERAL unnest(c.periods) AS u WHERE c.grain = g.grain OFFSET 0) AS p
    CROSS JOIN LATERAL (
      SELECT width_bucket(p.to_month, r.months) AS last,
             CASE WHEN g.is_flow THEN width_bucket(p.from_month - 1, r.months) ELSE 0 END AS before OFFSET 0
    ) AS i
    WHERE p.month >= g.first_month
      AND (r.part = 0
           OR coalesce(r.numerators[i.last], 0) <> coalesce(r.numerators[i.before], 0)
           OR coalesce(r.denominators[i.last], 0) <> coalesce(r.denominators[i.before], 0))`,
  // As libs/figures/src/figure.ts has it: means over keys divide by how many keys count, shares stand over the whole.
  `CREATE VIEW careledger_views.figure AS
   SELECT authority, measure, grain, period, from_day, to_day, ended, financial_year, breakdown, key, shape, has_rate,
          numerator, denominator
     FROM careledger_views.sum_of_period WHERE NOT of_keys
    UNION ALL
   SELECT authority, measure, grain, period, from_day, to_day, ended, financial_year, breakdown, key, shape, has_rate,
          numerator,
          CASE WHEN mean_over IS NOT NULL AND breakdown = '' THEN keys
               WHEN mean_over IS NOT NULL THEN (numerator > 0)::int
               WHEN shares THEN denominator_of_whole
               ELSE denominator END
     FROM (
       SELECT *, count(*) FILTER (WHERE breakdown = mean_over AND numerator > 0) OVER same AS keys,
              max(denominator) FILTER (WHERE breakdown = '') OVER same AS denominator_of_whole
         FROM careledger_views.sum_of_period WHERE of_keys
       WINDOW same AS (PARTITION BY authority, measure, grain, period)
     ) AS whole
    WHERE NOT (shares AND numerator = 0)`,
];

/** The views between the ledger and the star, each on those before it. */
export const figureViews = [...rulebook, ...authorities, ...sums, ...figures];
