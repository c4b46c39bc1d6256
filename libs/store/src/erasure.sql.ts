/** What was asked to be erased and what became of it, and what must not be. */
export const erasureTables = [
  `CREATE TABLE erasure (
     id            text PRIMARY KEY,    -- that of its control event too
     authority     text NOT NULL,
     subject       text,                -- null as soon as it is erased, or the request withdrawn
     ground        text NOT NULL,
     reason        text NOT NULL,
     state         text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'under-way', 'done', 'withdrawn')),
     asked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
     asked_by      text NOT NULL,
     decided_at    timestamptz,         -- when it was carried out, or withdrawn
     decided_by    text,
     done_at       timestamptz,
     partition     smallint,            -- where its control event lies
     "offset"      bigint,
     counts        jsonb,               -- how much was erased
     digest        bytea,               -- keyed hash by which the child is known if it is sent again; null once it may be
     arrived_later integer NOT NULL DEFAULT 0,  -- events that the log had of it all the same, erased as they came
     let_in_at     timestamptz,
     let_in_by     text
   )`,
  `CREATE UNIQUE INDEX erasure_to_come ON erasure (authority, subject) WHERE subject IS NOT NULL`,
  `CREATE UNIQUE INDEX erasure_by_digest ON erasure (digest) WHERE digest IS NOT NULL`,
  `CREATE TABLE erasure_key (          -- one row: what the digests are keyed with
     key bytea NOT NULL
   )`,
  // Two random UUIDs have 244 random bits; the extension with a generator of bytes is not everywhere.
  `INSERT INTO erasure_key SELECT sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))`,
  `CREATE TABLE hold (                 -- what must not be erased, whoever asks and however old it is
     id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     authority text NOT NULL,
     subject   text,                   -- null: all children of the authority
     reason    text NOT NULL,
     set_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
     set_by    text NOT NULL,
     lifted_at timestamptz,            -- null while it holds
     lifted_by text
   )`,
  `CREATE INDEX hold_that_holds ON hold (authority) WHERE lifted_at IS NULL`,
];
