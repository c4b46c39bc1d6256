/** Audits, what they found, and what came of the cases that were looked up in the files. */
export const auditTables = [
  `CREATE TABLE audit (
     id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
     authority    smallint NOT NULL,
     first_month  date NOT NULL,      -- the range of the periods' last months, both included
     last_month   date NOT NULL,
     known_at     timestamptz NOT NULL,
     sample_size  integer NOT NULL DEFAULT 0,
     sample_seed  text NOT NULL DEFAULT '',
     asked_by     text NOT NULL,
     asked_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
     state        text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'interrupted')),
     worker       integer,            -- the advisory lock that is held as long as it runs
     attempts     smallint NOT NULL DEFAULT 0,
     started_at   timestamptz,
     ended_at     timestamptz,
     stage        text NOT NULL DEFAULT '',
     events_done  bigint NOT NULL DEFAULT 0,
     events_total bigint NOT NULL DEFAULT 0,
     is_equal     boolean,            -- null until it is done
     result       jsonb,              -- sums alone: nothing about one child
     problem      text                -- of one that failed or was interrupted: why
   )`,
  `CREATE INDEX audit_by_authority ON audit (authority, asked_at)`,
  `CREATE INDEX audit_not_over ON audit (asked_at) WHERE state IN ('queued', 'running')`,
  `CREATE TABLE audit_difference (    -- where the ledger says something else than the events
     audit       uuid NOT NULL REFERENCES audit ON DELETE CASCADE,
     number      integer NOT NULL,
     partition   smallint NOT NULL,
     child       bigint NOT NULL,     -- its number in the ledger
     subject     text,                -- null where neither the events nor the ledger name it
     measure     text NOT NULL,
     stream      text NOT NULL,
     day         date NOT NULL,
     groups      jsonb NOT NULL,
     ledger_numerator   bigint NOT NULL,
     ledger_denominator bigint NOT NULL,
     replay_numerator   bigint NOT NULL,
     replay_denominator bigint NOT NULL,
     postings    jsonb NOT NULL,      -- those behind it: in the ledger alone, or missing there
     PRIMARY KEY (audit, number)
   )`,
  `CREATE TABLE audit_sample (        -- entries to be looked up in the case files
     audit       uuid NOT NULL REFERENCES audit ON DELETE CASCADE,
     number      integer NOT NULL,
     partition   smallint NOT NULL,
     child       bigint NOT NULL,
     subject     text NOT NULL,
     measure     text NOT NULL,
     stream      text NOT NULL,
     day         date NOT NULL,
     groups      jsonb NOT NULL,
     numerator   integer NOT NULL,
     denominator integer NOT NULL,
     sources     jsonb NOT NULL,      -- ids of the events that it is made of
     PRIMARY KEY (audit, number)
   )`,
  `CREATE TABLE audit_sample_result ( -- only ever added to: the last one of an entry stands
     audit       uuid NOT NULL,
     number      integer NOT NULL,
     version     integer NOT NULL,
     result      text NOT NULL CHECK (result IN ('agrees', 'differs', 'not-found')),
     note        text NOT NULL,
     recorded_by text NOT NULL,
     recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (audit, number, version),
     FOREIGN KEY (audit, number) REFERENCES audit_sample ON DELETE CASCADE
   )`,
  `CREATE TABLE audit_evidence (      -- the digest of each manifest that was given out
     audit    uuid NOT NULL REFERENCES audit ON DELETE CASCADE,
     manifest bytea NOT NULL,
     made_by  text NOT NULL,
     made_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (audit, manifest)
   )`,
];
