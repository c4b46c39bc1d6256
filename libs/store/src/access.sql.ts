/** Who read what, which children are sealed, and whose a refusal is. */
export const accessTables = [
  `CREATE TABLE access_log (          -- written before an answer is sent; only ever added to
     number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     at        timestamptz NOT NULL DEFAULT clock_timestamp(),
     who       text NOT NULL,         -- subject of the token
     role      text NOT NULL,
     route     text NOT NULL,
     authority text,                  -- null where the request named none
     child     text,
     measure   text,
     period    text,
     "rows"    integer,               -- null where nothing was given
     result    text NOT NULL
   )`,
  `CREATE INDEX access_log_by_authority ON access_log (authority, number)`,
  `CREATE INDEX access_log_by_child ON access_log (authority, child, number) WHERE child IS NOT NULL`,
  `CREATE TABLE child_seal (          -- children of staff; adopted children are known from their events
     number    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     authority text NOT NULL,
     subject   text NOT NULL,
     reason    text NOT NULL,
     sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     sealed_by text NOT NULL,
     lifted_at timestamptz,           -- null while it holds
     lifted_by text
   )`,
  `CREATE UNIQUE INDEX child_seal_that_holds ON child_seal (authority, subject) WHERE lifted_at IS NULL`,
  `ALTER TABLE refusal ADD COLUMN authority text`, // whose it is; null: of those alone who are for all authorities
];
