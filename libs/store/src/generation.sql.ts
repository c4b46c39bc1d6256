/** The generations of the read side: which one is read, and what became of the others. */
export const generationTables = [
  `CREATE TABLE generation (
     number      integer PRIMARY KEY,  -- its tables are made in the schema generation_<number>, and move where the live ones are
     state       text NOT NULL CHECK (state IN ('filling', 'live', 'replaced', 'kept', 'given-up')),
     began_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
     ended_at    timestamptz,          -- when it went live, or was given up
     differences bigint                -- rows in which it differed from the one before it; null until they were compared
   )`,
  `CREATE UNIQUE INDEX generation_that_is_live ON generation (state) WHERE state = 'live'`,
  `INSERT INTO generation (number, state, ended_at) VALUES (0, 'live', clock_timestamp())`,
];
