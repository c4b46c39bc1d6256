/** What the public may see of each publication: rows that are only ever added, decided when it was published. */
export const disclosureTables = [
  `CREATE TABLE published_cell (      -- nothing exact of a suppressed cell is in here: it is safe to be read by anybody
     publication bigint NOT NULL REFERENCES publication (id),
     authority   text NOT NULL,
     measure     text NOT NULL,
     grain       text NOT NULL,
     period      text NOT NULL,       -- last month
     breakdown   text NOT NULL,       -- '' of all that the measure counts
     key         text NOT NULL,       -- the group; '' of all
     shown       text NOT NULL CHECK (shown IN ('figure', 'suppressed', 'none')),
     numerator   numeric,
     denominator numeric,             -- null of a count
     value       numeric,             -- not rounded
     rate        numeric,
     PRIMARY KEY (publication, measure, grain, period, breakdown, key),
     CHECK (CASE shown WHEN 'suppressed' THEN num_nonnulls(numerator, denominator, value, rate) = 0
                       WHEN 'none' THEN denominator = 0 AND value IS NULL
                       ELSE numerator IS NOT NULL AND value IS NOT NULL END)
   )`,
  `CREATE INDEX published_cell_by_figure ON published_cell (authority, measure, grain, period)`,
  `CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON published_cell
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];
