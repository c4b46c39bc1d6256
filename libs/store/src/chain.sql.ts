/** The chain over postings, and what makes that over events cover their place and instant. See docs/chains.md. */
export const chainTables = [
  `CREATE TABLE posting_seal (         -- one for every hundred postings of a partition; only ever added to
     partition    smallint NOT NULL,
     first_number bigint NOT NULL,
     last_number  bigint NOT NULL,
     digest       bytea NOT NULL,      -- sha256 of what these postings say
     chain        bytea NOT NULL,      -- sha256(chain of the seal before, first, last, digest)
     PRIMARY KEY (partition, first_number)
   )`,
  `ALTER TABLE projector_position
     ADD COLUMN posting_chain bytea DEFAULT '\\x',              -- chain value over all postings before next_posting; null: not sealed yet
     ADD COLUMN sealed_afterwards bigint NOT NULL DEFAULT 0     -- postings before this number were there before there were seals
  `,
  `UPDATE projector_position SET posting_chain = NULL WHERE next_posting > 0`,
  `ALTER TABLE log_partition
     ADD COLUMN placed_from bigint NOT NULL DEFAULT 0           -- from this offset on the chain covers an event's place and instant too
  `,
  `UPDATE log_partition SET placed_from = next_offset`,
];
