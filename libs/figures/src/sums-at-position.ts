import { firstDayOf, formatDay, formatInstant, type Instant } from '@careledger/calendar';
import { LEDGER_CONSUMER, type Positions } from '@careledger/store';
import type { QueryConfig } from 'pg';
import type { SumRow, SumsQuestion } from './sums-statement';

/** What was known at an instant of the events before a position of the log. */
export interface KnownThen {
  readonly knownAt: Instant;
  readonly position: Positions;
}

/** What the statement answers: one row. */
export interface SumsAtAnswer {
  /** What is projected. */
  readonly projected: Positions | null;
  readonly sums: readonly SumRow[] | null;
}

/**
 * A condition on postings `p`: known at the instant, and caused by an event before the position; a partition that the
 * position does not name has none. Where the answer was final at that position, these are exactly the postings that it
 * was the sum of, whatever has been loaded since: live events from there on are known later, what a release posts is known
 * from the act on, and a historical load lies behind the position.
 * @param parameter notes a value and gives its place in the statement
 */
export function wasKnown(then: KnownThen, parameter: (value: unknown, type: string) => string): string {
  const instant = parameter(formatInstant(then.knownAt), 'timestamptz');
  return `p.known_at <= ${instant} AND p.cause < ${boundIn(then.position, parameter)}`;
}

/** The offset that comes next in the partition of a posting `p` at a position. */
export function boundIn(position: Positions, parameter: (value: unknown, type: string) => string): string {
  const offsets = parameter(Object.values(position), 'bigint[]');
  const partitions = parameter(Object.keys(position).map(Number), 'smallint[]');
  return `coalesce((${offsets})[array_position(${partitions}, p.partition)], 0)`;
}

/**
 * The statement that adds up the postings of one account that were known at an instant and a position. Balances say
 * nothing of positions, so it goes through all postings of the account: for what was published and is explained, not for
 * figures that are looked at all day.
 */
export function sumsAtStatement(
  { columns, last, until }: Pick<SumsQuestion, 'columns' | 'last' | 'until'>,
  then: KnownThen,
): QueryConfig {
  const values: unknown[] = [];
  const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const authority = parameter(Number(columns.authority), 'smallint');
  const measure = parameter(columns.measure, 'text');
  const stream = parameter(columns.stream, 'text');
  const end = parameter(formatDay(until ?? firstDayOf(last + 1) - 1), 'date');
  const key = columns.by === undefined ? 'NULL' : `c.groups ->> ${parameter(columns.by, 'text')}`;
  return {
    text: `
      SELECT json_agg(json_build_array('${columns.by === undefined ? 'whole' : 'both'}', ${key}, month - DATE '1970-01-01', numerator, denominator)) AS sums,
             (SELECT json_object_agg(partition, next_offset) FROM projector_position
               WHERE consumer = '${LEDGER_CONSUMER}') AS projected
        FROM (SELECT p.cell, date_trunc('month', p.day)::date AS month,
                     sum(p.numerator) AS numerator, sum(p.denominator) AS denominator
                FROM posting p
               WHERE p.authority = ${authority} AND p.day <= ${end}
                 AND p.account = (SELECT id FROM account WHERE measure = ${measure} AND stream = ${stream})
                 AND ${wasKnown(then, parameter)}
               GROUP BY p.cell, month) AS split
        JOIN cell c ON c.id = split.cell`,
    values,
  };
}
