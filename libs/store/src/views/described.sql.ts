/**
 * What SQL cannot know by itself, written down by the program at each start (libs/sql-views): the catalogue by rulebook, what
 * figures are held against, and the program's clock. Nobody but the program reads or writes the schema `careledger_views`.
 */
export const describedTables = [
  `CREATE SCHEMA careledger_views`,
  `CREATE TABLE careledger_views.program (      -- the program that was started last: one row
     one             boolean PRIMARY KEY DEFAULT true CHECK (one),
     stands_at       date,                      -- the day on which its clock stands; null where it goes on
     days_ahead      integer NOT NULL,          -- of the date in London, where the clock goes on
     newest_rulebook smallint NOT NULL,
     fixture         text                       -- the made-up history that is shown; null where the data are real
   )`,
  `CREATE TABLE careledger_views.measure (
     rulebook    smallint NOT NULL,
     measure     text COLLATE "C" NOT NULL,
     place       smallint NOT NULL,             -- in the order of the catalogue
     area        text NOT NULL,
     title       text NOT NULL,
     asks        text NOT NULL,
     definition  text NOT NULL,
     decided_by  text NOT NULL,
     notes       text NOT NULL,
     limits      text NOT NULL,
     codes       text NOT NULL,                 -- with commas between
     kind        text NOT NULL,
     shape       text NOT NULL,
     unit        text,
     polarity    text,
     annual_only text,                          -- why its figure means something in March alone; null where it always does
     has_rate    boolean NOT NULL,
     mean_over   text,                          -- the breakdown whose keys a mean is taken over
     of_keys     boolean NOT NULL,              -- its figures are not sums of their own alone: a mean over keys, or shares of the whole
     PRIMARY KEY (rulebook, measure)
   )`,
  `CREATE TABLE careledger_views.measure_stream (   -- the stream of the ledger that figures of a grain are sums of
     rulebook smallint NOT NULL,
     measure  text COLLATE "C" NOT NULL,
     grain    text COLLATE "C" NOT NULL,
     stream   text NOT NULL,
     PRIMARY KEY (rulebook, measure, grain)
   )`,
  `CREATE TABLE careledger_views.measure_breakdown (
     rulebook  smallint NOT NULL,
     measure   text COLLATE "C" NOT NULL,
     place     smallint NOT NULL,
     breakdown text COLLATE "C" NOT NULL,
     remainder text COLLATE "C" NOT NULL,       -- the key that has what the whole has beyond all others
     shares    boolean NOT NULL,                -- of the numerator alone: each key stands over the denominator of the whole
     PRIMARY KEY (rulebook, measure, breakdown)
   )`,
  `CREATE TABLE careledger_views.group_label (  -- what keys of breakdowns are called, where the key does not say it
     breakdown text COLLATE "C" NOT NULL,
     key       text COLLATE "C" NOT NULL,
     label     text NOT NULL,
     PRIMARY KEY (breakdown, key)
   )`,
  `CREATE TABLE careledger_views.population (
     authority      text NOT NULL,
     financial_year text NOT NULL,
     population     integer NOT NULL,
     PRIMARY KEY (authority, financial_year)
   )`,
  `CREATE TABLE careledger_views.target (
     authority text NOT NULL,
     measure   text NOT NULL,
     grain     text NOT NULL,
     figure    text NOT NULL,
     target    double precision NOT NULL,
     compare   text NOT NULL,
     code      text NOT NULL,
     note      text NOT NULL,
     source    text NOT NULL
   )`,
  `CREATE TABLE careledger_views.comparator (
     measure        text NOT NULL,
     figure         text NOT NULL,
     area           text NOT NULL,
     area_kind      text NOT NULL,
     financial_year text NOT NULL,
     up_to          text NOT NULL,              -- last month that it covers
     value          double precision,           -- null: suppressed by its publisher
     numerator      double precision,
     source         text NOT NULL
   )`,
];
