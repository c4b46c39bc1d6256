import { formatMonth, type Month } from '@careledger/calendar';
import type { BalanceChange } from '@careledger/ledger';
import type { RowTable } from './add-rows';
import type { BinaryCopy } from './copy-binary';
import type { Statement } from './exchange';
import { LEDGER_CONSUMER, type LedgerPosition } from './ledger-positions';
import type { CauseOfPosting, PlaceOfPosting, PostedAmount, PostingSeal } from './posting-seals';
import type { Step, Writing } from './writing';

/** The channel on which the projector tells of new postings: `<partition>:<first number>:<last number>`. */
export const LEDGER_CHANNEL = 'caseledger_ledger';

/** A child that has its first posting or event in this batch. */
export interface NewChild {
  readonly child: number;
  readonly authority: string;
  readonly subject: string;
}

export interface ChildName {
  readonly authority: string;
  readonly subject: string;
}

/** A child whose events wait. */
export interface ParkedChild extends ChildName {
  /** Offset of the event that could not be applied. */
  readonly since: number;
  readonly reason: string;
}

/** The columns of `posting` in the order in which a batch writes them. */
const POSTINGS: RowTable = {
  table: 'posting',
  columns: {
    number: 'bigint',
    cause: 'bigint',
    child: 'bigint',
    known_at: 'timestamptz',
    day: 'date',
    numerator: 'integer',
    denominator: 'integer',
    cell: 'integer',
    account: 'smallint',
    authority: 'smallint',
    partition: 'smallint',
    rulebook: 'smallint',
  },
};

/** The numbers that a posting gets in the database. */
interface PostingNumbers extends PlaceOfPosting {
  readonly cell: number;
  readonly account: number;
}

/** Adds a posting to the rows of a batch. */
export function writePosting(
  copy: BinaryCopy,
  { cause, child, authority, knownAt }: CauseOfPosting,
  { day, numerator, denominator }: PostedAmount,
  { number, cell, account, partition, rulebook }: PostingNumbers,
): void {
  copy
    .row(12)
    .int8(number)
    .int8(cause)
    .int8(child)
    .timestamptz(knownAt)
    .date(day)
    .int4(numerator)
    .int4(denominator)
    .int4(cell)
    .int2(account)
    .int2(authority)
    .int2(partition)
    .int2(rulebook);
}

/** Changes of balances of one authority that became known in one month. */
export interface BalancesOfMonth {
  readonly authority: number;
  readonly knownMonth: Month;
  readonly changes: readonly BalanceChange[];
}

/** The numbers of the postings that became known in a month. */
export interface PostingSpan {
  readonly knownMonth: Month;
  readonly first: number;
  readonly last: number;
}

/** Everything that one batch of a partition changes. */
export interface BatchEffects {
  readonly partition: number;
  readonly children: readonly NewChild[];
  readonly parked: readonly ParkedChild[];
  /** Children that waited before and do so no longer. */
  readonly released: readonly ChildName[];
  /** Rows that `writePosting` has written. */
  readonly postings: BinaryCopy;
  /** Those that these postings complete, and the chain value over all postings then. */
  readonly seals: readonly PostingSeal[];
  readonly postingChain: Buffer;
  readonly balances: readonly BalancesOfMonth[];
  readonly spans: readonly PostingSpan[];
  readonly before: LedgerPosition;
  readonly after: LedgerPosition;
  /** The span that made them, where somebody collects traces. */
  readonly traceparent?: string | undefined;
}

/**
 * The effects and positions of batches, of one partition each: as many statements for several as for one. Balances come late: they
 * are fought over.
 */
export function writingEffects(batches: readonly BatchEffects[]): Writing {
  return {
    steps: [
      ...addChildren(batches),
      ...batches.flatMap(parkAndRelease),
      ...addPostings(batches),
      ...[...byMonth(batches)].map(changeBalances),
      advance(batches),
    ],
  };
}

function addPostings(batches: readonly BatchEffects[]): Step[] {
  const copies = batches.map(({ postings }) => postings).filter(({ rows }) => rows > 0);
  return copies.length === 0 ? [] : [{ into: POSTINGS, copies }];
}

/** Moves the positions on, and tells of it. */
function advance(batches: readonly BatchEffects[]): Statement {
  const spans = batches.flatMap(({ partition, spans: all }) => all.map((span) => ({ partition, ...span })));
  const seals = batches.flatMap(({ partition, seals: all }) => all.map((seal) => ({ partition, ...seal })));
  return {
    name: 'advance-ledger-position',
    text: `WITH span AS (
             INSERT INTO posting_span AS s (partition, known_month, first_number, last_number)
             SELECT * FROM unnest($6::smallint[], $7::date[], $8::bigint[], $9::bigint[])
             ON CONFLICT (partition, known_month) DO UPDATE
                SET first_number = least(s.first_number, excluded.first_number),
                    last_number = greatest(s.last_number, excluded.last_number)
           ), position AS (
             UPDATE projector_position AS p
                SET next_offset = done.next_offset, next_posting = done.next_posting, posting_chain = decode(done.chain, 'hex')
               FROM unnest($2::smallint[], $3::bigint[], $4::bigint[], $10::text[]) AS done(partition, next_offset, next_posting, chain)
              WHERE p.consumer = $1 AND p.partition = done.partition
           ), seals AS (
             INSERT INTO posting_seal (partition, first_number, last_number, digest, chain)
             SELECT partition, first, last, decode(digest, 'hex'), decode(chain, 'hex')
               FROM unnest($11::smallint[], $12::bigint[], $13::bigint[], $14::text[], $15::text[])
                 AS new(partition, first, last, digest, chain)
           )
           SELECT pg_notify('${LEDGER_CHANNEL}', told) FROM unnest($5::text[]) AS told`,
    values: [
      LEDGER_CONSUMER,
      list(batches, ({ partition }) => partition),
      list(batches, ({ after }) => after.nextOffset),
      list(batches, ({ after }) => after.nextPosting),
      list(batches, (batch) => JSON.stringify(announcement(batch))),
      list(spans, ({ partition }) => partition),
      list(spans, ({ knownMonth }) => firstOfMonth(knownMonth)),
      list(spans, ({ first }) => first),
      list(spans, ({ last }) => last),
      list(batches, ({ postingChain }) => JSON.stringify(postingChain.toString('hex'))),
      list(seals, ({ partition }) => partition),
      list(seals, ({ first }) => first),
      list(seals, ({ last }) => last),
      list(seals, ({ digest }) => digest.toString('hex')),
      list(seals, ({ chain }) => chain.toString('hex')),
    ],
  };
}

/** What listeners are told: partition, first and last posting; and the span that made them, where somebody collects traces. */
function announcement({ partition, before, after, traceparent }: BatchEffects): string {
  const trace = traceparent === undefined ? '' : ` ${traceparent}`;
  if (before.nextPosting === after.nextPosting) return `${partition}:-${trace}`;
  return `${partition}:${before.nextPosting}:${after.nextPosting - 1}${trace}`;
}

/** The span that an announcement comes from; undefined where it names none. */
export function traceOf(announcement: string): string | undefined {
  return announcement.split(' ')[1];
}

function addChildren(batches: readonly BatchEffects[]): Statement[] {
  const children = batches.flatMap(({ partition, children: all }) => all.map((child) => ({ partition, ...child })));
  if (children.length === 0) return [];
  const add: Statement = {
    name: 'add-children',
    text: `INSERT INTO child (partition, child, authority, subject)
           SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[])`,
    values: [
      list(children, ({ partition }) => partition),
      list(children, ({ child }) => child),
      list(children, ({ authority }) => Number(authority)),
      // Subjects match ^[A-Za-z0-9_-]{8,64}$, so that none needs escaping.
      list(children, ({ subject }) => subject),
    ],
  };
  return [add];
}

function parkAndRelease({ partition, parked, released }: BatchEffects): Statement[] {
  return [
    ...released.map(({ authority, subject }) => ({
      name: 'release-child',
      text: `DELETE FROM parked_child WHERE partition = $1 AND authority = $2 AND subject = $3`,
      values: [partition, Number(authority), subject],
    })),
    ...parked.map(({ authority, subject, since, reason }) => ({
      name: 'park-child',
      text: `INSERT INTO parked_child (partition, authority, subject, since, reason) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partition, authority, subject) DO UPDATE
                SET since = excluded.since, reason = excluded.reason, parked_at = excluded.parked_at`,
      values: [partition, Number(authority), subject, since, reason],
    })),
  ];
}

function changeBalances({ authority, knownMonth, changes }: MonthOfChanges): Statement {
  return {
    name: 'change-balances',
    text: `INSERT INTO balance AS b (authority, account, grp, known_month, month, partition, numerator, denominator)
           SELECT $1, account, grp, $2, month, partition, numerator, denominator
             FROM unnest($3::smallint[], $4::smallint[], $5::integer[], $6::date[], $7::bigint[], $8::bigint[])
               AS new(partition, account, grp, month, numerator, denominator)
           ON CONFLICT (authority, account, grp, known_month, month, partition) DO UPDATE
              SET numerator = b.numerator + excluded.numerator, denominator = b.denominator + excluded.denominator`,
    values: [
      authority,
      firstOfMonth(knownMonth),
      list(changes, ({ partition }) => partition),
      list(changes, ({ account }) => account),
      list(changes, ({ group }) => group),
      list(changes, ({ month }) => firstOfMonth(month)),
      list(changes, ({ numerator }) => numerator),
      list(changes, ({ denominator }) => denominator),
    ],
  };
}

interface PartitionChange extends BalanceChange {
  readonly partition: number;
}

/** What changes in the balances of one authority that became known in one month, whatever the partition. */
interface MonthOfChanges {
  readonly authority: number;
  readonly knownMonth: Month;
  readonly changes: PartitionChange[];
}

function byMonth(batches: readonly BatchEffects[]): Iterable<MonthOfChanges> {
  const months = new Map<string, MonthOfChanges>();
  for (const { partition, balances } of batches) {
    for (const { authority, knownMonth, changes } of balances) {
      if (changes.length === 0) continue;
      const key = `${authority} ${knownMonth}`;
      let month = months.get(key);
      if (month === undefined) months.set(key, (month = { authority, knownMonth, changes: [] }));
      for (const change of changes) month.changes.push({ partition, ...change });
    }
  }
  return months.values();
}

/** An array as PostgreSQL writes it; node-postgres would escape each element, which costs more than the statement. */
function list<T>(items: readonly T[], write: (item: T) => string | number): string {
  return `{${items.map(write).join(',')}}`;
}

const monthNames = new Map<Month, string>();
function firstOfMonth(month: Month): string {
  let name = monthNames.get(month);
  if (name === undefined) monthNames.set(month, (name = `${formatMonth(month)}-01`));
  return name;
}
