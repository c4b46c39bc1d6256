import { firstDayOf, formatDay, formatInstant, type Day, type Instant, type Month } from '@careledger/calendar';
import { knownMonthOf } from '@careledger/ledger';
import type { Stream } from '@careledger/measures';
import { LEDGER_CONSUMER, type Positions } from '@careledger/store';
import type { QueryConfig } from 'pg';

/** The account, and the breakdown, that sums are asked of. */
export interface Columns {
  readonly authority: string;
  readonly measure: string;
  readonly stream: Stream;
  /** Also by the keys of this breakdown. */
  readonly by: string | undefined;
}

/** Which sums of postings are asked for, by month of their day. */
export interface SumsQuestion {
  readonly columns: Columns;
  /** The last month; all postings up to it are summed. */
  readonly last: Month;
  /** T, where the last month goes on beyond it: what is dated later in that month is left out. */
  readonly until: Day | undefined;
  /** Only what was known at this instant. */
  readonly knownAt: Instant | undefined;
  /** What is at hand already, if it still holds. */
  readonly kept: { readonly before: Month; readonly stamp: number } | undefined;
}

/** One sum. `key` is null for cells that have no such breakdown; balances have no sum of the key that they leave out. */
export type SumRow = readonly [
  /** Of the whole; of one key; or of both, where it is the key's part of the whole. */
  part: 'whole' | 'key' | 'both',
  key: string | null,
  month: Day,
  numerator: number,
  denominator: number,
];

/** What the statement answers: one row, made in one snapshot, so that the sums are those of the position. */
export interface SumsAnswer {
  readonly position: Positions | null;
  /** The latest month in which anything became known. */
  readonly latest: Day | null;
  /** The base is of what became known before this month. */
  readonly before: Day | null;
  /** Changes when anything is added to the base. */
  readonly stamp: number;
  /** The base, of all months; null where what was kept still holds. */
  readonly base: readonly SumRow[] | null;
  /** What comes to the base. */
  readonly fresh: readonly SumRow[] | null;
}

/**
 * Where a month is known in more postings than this (a history loaded at once), the account's postings are looked up
 * instead of all that became known in the month being read.
 */
const WIDE_SPAN = 600_000;

/** In another generation of the ledger the same numbers can be of other postings: so it is part of the stamp. */
const GENERATION = `(SELECT number::bigint FROM generation WHERE state = 'live')`;
const GENERATION_PLACE = 1_000_000_000_000;

/**
 * The statement that adds the postings of one account up by month.
 *
 * Its base is the balances of the months in which nothing becomes known any more: a stamp, made of the numbers of their
 * postings, says whether it is still what the reader has kept, and it is added up only where it is not. To it come the
 * balances of the months since, or as known at an instant the postings of the instant's own month. What is dated after
 * T in T's own month is taken off again, from the postings of those days. Prepared once for each kind of question.
 */
export function sumsStatement(
  { columns, last, until, knownAt, kept }: SumsQuestion,
  wideSpan: number = WIDE_SPAN,
): QueryConfig {
  const values: unknown[] = [];
  const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;

  const authority = parameter(Number(columns.authority), 'smallint');
  const measure = parameter(columns.measure, 'text');
  const stream = parameter(columns.stream, 'text');
  const ofAccount = `authority = ${authority} AND account = (SELECT id FROM account WHERE measure = ${measure} AND stream = ${stream})`;
  const by = columns.by === undefined ? undefined : parameter(columns.by, 'text');
  const lastDay = parameter(formatDay(firstDayOf(last + 1) - 1), 'date');
  const keptStamp = parameter(kept?.stamp ?? null, 'bigint');
  const base = kept?.before ?? (knownAt === undefined ? undefined : knownMonthOf(knownAt));
  const beforeGiven = parameter(base === undefined ? null : firstOfMonth(base), 'date');
  const before = '(SELECT month FROM before)';

  const balances = (where: string): string => {
    const summed = (group: string): string => `
        SELECT b.grp, b.month, sum(b.numerator) AS numerator, sum(b.denominator) AS denominator
          FROM balance b WHERE b.${ofAccount} AND b.grp ${group} AND ${where} GROUP BY 1, 2`;
    return by === undefined
      ? `
      SELECT 'whole', NULL, month, numerator, denominator FROM (${summed('= 0')}) AS whole`
      : `
      SELECT CASE g.id WHEN 0 THEN 'whole' ELSE 'key' END, g.key, month, numerator, denominator
        FROM (${summed(`= ANY (ARRAY(SELECT id FROM breakdown_group WHERE id = 0 OR breakdown = ${by}))`)}) AS split
        JOIN breakdown_group g ON g.id = split.grp`;
  };
  const postings = (sign: '' | '-', from: string, where: string): string => {
    const summed = (cell: string): string => `
        SELECT ${cell} date_trunc('month', p.day)::date AS month, ${sign}sum(p.numerator) AS numerator, ${sign}sum(p.denominator) AS denominator
          FROM ${from} WHERE p.${ofAccount} AND p.day <= ${lastDay} AND ${where} GROUP BY ${cell} month`;
    // Added up by cell before the cells' groups are looked at: postings are many and cells few.
    return by === undefined
      ? `
      SELECT 'whole', NULL, month, numerator, denominator FROM (${summed('')}) AS whole`
      : `
      SELECT 'both', c.groups ->> ${by}, month, numerator, denominator
        FROM (${summed('p.cell,')}) AS split JOIN cell c ON c.id = split.cell`;
  };

  const fresh: string[] = [];
  let known = 'true';
  if (knownAt === undefined) {
    fresh.push(balances(`b.known_month >= ${before} AND b.month <= ${lastDay}`));
  } else {
    const instant = parameter(formatInstant(knownAt), 'timestamptz');
    known = `p.known_at <= ${instant}`;
    const inMonth = `p.known_at >= ${beforeGiven} AND ${known}`;
    const width = `(SELECT coalesce(sum(last_number - first_number + 1), 0) FROM posting_span WHERE known_month = ${beforeGiven})`;
    const wide = parameter(wideSpan, 'bigint');
    // The fence (OFFSET 0) keeps the planner at the postings of the span: it would look all of the account's up.
    const span = `posting_span s CROSS JOIN LATERAL (
             SELECT * FROM posting WHERE partition = s.partition AND number BETWEEN s.first_number AND s.last_number OFFSET 0
           ) p`;
    fresh.push(postings('', span, `s.known_month = ${beforeGiven} AND ${inMonth} AND ${width} <= ${wide}`));
    fresh.push(postings('', 'posting p', `${inMonth} AND ${width} > ${wide}`));
  }
  if (until !== undefined) {
    const dayAfter = parameter(formatDay(until + 1), 'date');
    fresh.push(postings('-', 'posting p', `p.day >= ${dayAfter} AND ${known}`));
  }

  const kind = [by && 'by', knownAt !== undefined && 'known', until !== undefined && 'until'].filter(Boolean);
  return {
    name: ['sums', ...kind].join('-'),
    text: `
      WITH latest AS MATERIALIZED (SELECT max(known_month) AS month FROM posting_span),
           before AS MATERIALIZED (SELECT coalesce(${beforeGiven}, latest.month) AS month FROM latest),
           stamp AS MATERIALIZED (
             SELECT ${GENERATION} * ${GENERATION_PLACE} + coalesce(sum(last_number + 1), 0)::bigint AS value
               FROM posting_span WHERE known_month < ${before}
           )
      SELECT (SELECT json_object_agg(partition, next_offset) FROM projector_position
               WHERE consumer = '${LEDGER_CONSUMER}') AS position,
             (SELECT month FROM latest) AS latest, ${before} AS before, (SELECT value FROM stamp) AS stamp,
             (SELECT coalesce(${rowsOf}, '[]') FROM (
               ${balances(`b.known_month < ${before} AND (SELECT value IS DISTINCT FROM ${keptStamp} FROM stamp)`)}
             ) AS base (part, key, month, numerator, denominator)
               HAVING (SELECT value IS DISTINCT FROM ${keptStamp} FROM stamp)) AS base,
             (SELECT ${rowsOf} FROM (${fresh.join('\n UNION ALL')}
             ) AS fresh (part, key, month, numerator, denominator)) AS fresh`,
    values,
  };
}

const rowsOf = `json_agg(json_build_array(part, key, month - DATE '1970-01-01', numerator, denominator))`;

const firstOfMonth = (month: Month): string => formatDay(firstDayOf(month));
