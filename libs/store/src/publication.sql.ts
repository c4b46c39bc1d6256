/** What was published, by whom, and what was written beside it: rows that are only ever added. */
export const publicationTables = [
  `CREATE TABLE publication (         -- a proposal; what became of it is in publication_act
     id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     authority   text NOT NULL,
     proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     proposed_by text NOT NULL,       -- subject of the token
     note        text NOT NULL,
     known_at    timestamptz NOT NULL,
     position    json NOT NULL,       -- partition -> offset that comes next
     content     text NOT NULL,       -- canonical text: figures, reference data, commentary
     digest      bytea NOT NULL CHECK (digest = sha256(convert_to(content, 'UTF8'))),
     UNIQUE (id, proposed_by)
   )`,
  `CREATE INDEX publication_by_authority ON publication (authority, id)`,
  `CREATE TABLE published_figure (    -- which figures a publication has; they stand in its content
     publication bigint NOT NULL REFERENCES publication (id),
     authority   text NOT NULL,
     measure     text NOT NULL,
     grain       text NOT NULL,
     period      text NOT NULL,       -- last month
     PRIMARY KEY (authority, measure, grain, period, publication)
   )`,
  `CREATE TABLE publication_act (     -- one at most for each proposal
     publication bigint PRIMARY KEY,
     act         text NOT NULL CHECK (act IN ('published', 'withdrawn')),
     at          timestamptz NOT NULL DEFAULT clock_timestamp(),
     by          text NOT NULL,
     proposed_by text NOT NULL,
     number      bigint GENERATED ALWAYS AS IDENTITY,  -- the order in which things were published
     revision    text,                -- why it differs from what had been published before, as JSON; null where nothing had
     FOREIGN KEY (publication, proposed_by) REFERENCES publication (id, proposed_by),
     CHECK (act <> 'published' OR by <> proposed_by)   -- one proposes, another publishes
   )`,
  `CREATE TABLE commentary (          -- what is said of a measure in a quarter; each rewriting is a version
     authority  text NOT NULL,
     measure    text NOT NULL,
     period     text NOT NULL,        -- last month of the quarter
     version    integer NOT NULL,
     text       text NOT NULL,
     author     text NOT NULL,
     written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (authority, measure, period, version)
   )`,
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'rows of % are only ever added: what was published stays as it was', TG_TABLE_NAME;
   END $$`,
  ...['publication', 'published_figure', 'publication_act', 'commentary'].map(
    (table) => `CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ),
];
