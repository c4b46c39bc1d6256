import { formatDay, formatInstant, type Instant } from '@careledger/calendar';
import { boundIn, streamOf, type NamedPeriod } from '@careledger/figures';
import type { Measure } from '@careledger/measures';
import type { Positions } from '@careledger/store';

/** Two states of one figure: as it was known at an instant, and as it is known at a later one or now. */
export interface Compared {
  readonly measure: Measure;
  readonly authority: string;
  readonly period: NamedPeriod;
  /** The first instant. */
  readonly since: Instant;
  /**
   * The position that the first figure was complete to, where it is known: of a figure that was published or answered. What
   * has been loaded behind it since is part of the difference. Without it, it counts on both sides.
   */
  readonly sincePosition?: Positions | undefined;
  /** The second instant; without it now. */
  readonly knownAt?: Instant | undefined;
  /** The position that the second figure was complete to; without it the present one. */
  readonly position?: Positions | undefined;
}

/** A statement's parameters, as they are noted. */
export type Parameter = (value: unknown, type: string) => string;

/**
 * The postings that make the second figure differ from the first, as a query of `posting` with the sums of what each cause
 * moved of one child (`moved_numerator`, `moved_denominator`). What a cause took and gave within the period left the figure
 * as it was: there both are 0. Of a mean over keys, what left one key for another has moved.
 */
export function movedPostings(compared: Compared, parameter: Parameter): string {
  const { measure, authority, period, since, sincePosition, knownAt, position } = compared;
  const stream = streamOf(measure, period.grain);
  const from = stream === 'flow' ? formatDay(period.from) : '-infinity';
  const before = parameter(formatInstant(since), 'timestamptz');
  const isNew =
    sincePosition === undefined
      ? `p.known_at > ${before}`
      : `(p.known_at > ${before} OR p.cause >= ${boundIn(sincePosition, parameter)})`;
  const conditions = [
    `p.authority = ${parameter(Number(authority), 'smallint')}`,
    `p.account = (SELECT id FROM account WHERE measure = ${parameter(measure.id, 'text')} AND stream = ${parameter(stream, 'text')})`,
    `p.day BETWEEN ${parameter(from, 'date')} AND ${parameter(formatDay(period.to), 'date')}`,
    isNew,
    ...(knownAt === undefined ? [] : [`p.known_at <= ${parameter(formatInstant(knownAt), 'timestamptz')}`]),
    ...(position === undefined ? [] : [`p.cause < ${boundIn(position, parameter)}`]),
  ];
  const key = measure.meanOver === undefined ? 'NULL' : `c.groups ->> ${parameter(measure.meanOver, 'text')}`;
  return `
    SELECT moved.*, sum(numerator) OVER one_cause AS moved_numerator, sum(denominator) OVER one_cause AS moved_denominator
      FROM (SELECT p.*, c.groups, ${key} AS key
              FROM posting p JOIN cell c ON c.id = p.cell
             WHERE ${conditions.join(' AND ')}) AS moved
    WINDOW one_cause AS (PARTITION BY partition, cause, child, key)`;
}

/** What is left of them once what moved nothing is left out. */
export const HAS_MOVED = '(moved_numerator <> 0 OR moved_denominator <> 0)';
