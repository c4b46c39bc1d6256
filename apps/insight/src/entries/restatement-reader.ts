import { NOBODY_SEALED, sealedAmong } from '@careledger/access';
import { formatDay, formatInstant, type Day, type Instant } from '@careledger/calendar';
import type { Groups, Measure } from '@careledger/measures';
import { isErased, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { figureOf, inSnapshot, type NamedPeriod, streamOf } from '@careledger/figures';
import { causesAt } from './causes';
import { withoutGroup } from './entry';

export interface RestatementsQuestion {
  readonly measure: Measure;
  readonly authority: string;
  readonly period: NamedPeriod;
  /** What became known after this instant is a restatement. */
  readonly since: Instant;
  readonly limit: number;
  /** Whether whose a posting of a sealed child is may be said. */
  readonly seesSealed: boolean;
  readonly after?: PostingNumber | undefined;
}

/** A posting's number in the ledger. */
export interface PostingNumber {
  readonly partition: number;
  readonly number: number;
}

/** A posting that moved a figure after it had been looked at. */
export interface Restatement extends PostingNumber {
  /** Null where the child is sealed, or was erased. */
  readonly child: string | null;
  /** There where the child is sealed, and the reader may not know whose posting it is. */
  readonly sealed?: true;
  /** There where the child was erased since. */
  readonly erased?: true;
  readonly date: Day;
  /** What it added, or took back. */
  readonly numerator: number;
  readonly denominator: number | null;
  readonly groups: Groups;
  /** The event that made it; nulls where it has been erased. */
  readonly cause: string | null;
  readonly type: string | null;
  readonly knownAt: Instant;
}

export interface Restatements {
  readonly position: Positions;
  readonly restatements: readonly Restatement[];
  readonly next: PostingNumber | undefined;
}

interface Row {
  readonly partition: number;
  readonly number: number;
  readonly cause: number;
  readonly subject: string;
  readonly day: Day;
  readonly numerator: number;
  readonly denominator: number;
  readonly groups: Groups;
  readonly known_at: Instant;
}

/** Reads why a figure differs from what it was. */
export class RestatementReader {
  constructor(private readonly pool: Pool) {}

  /**
   * The postings after an instant that moved the figure of a period, in the order of the ledger. What an event took and
   * gave within the period left the figure as it was, and is not among them; so all of them add up to the difference.
   */
  async restatements(question: RestatementsQuestion): Promise<Restatements> {
    const { measure, authority, period, since, limit, after, seesSealed } = question;
    const stream = streamOf(measure, period.grain);
    return inSnapshot(this.pool, async ({ client, position }) => {
      const { rows } = await client.query<Row>({
        name: 'restatements-of-figure',
        text: `
          WITH moved AS (
            SELECT p.*, sum(numerator) OVER one_event AS moved_numerator, sum(denominator) OVER one_event AS moved_denominator
              FROM posting p
             WHERE authority = $1 AND account = (SELECT id FROM account WHERE measure = $2 AND stream = $3)
               AND day BETWEEN $4 AND $5 AND known_at > $6
            WINDOW one_event AS (PARTITION BY partition, cause)
          )
          SELECT partition, number, cause, subject, day, numerator, denominator, groups, known_at
            FROM moved JOIN child USING (partition, child, authority) JOIN cell ON cell.id = cell
           WHERE (moved_numerator <> 0 OR moved_denominator <> 0) AND (partition, number) > ($7, $8)
           ORDER BY partition, number
           LIMIT $9`,
        values: [
          Number(authority),
          measure.id,
          stream,
          stream === 'flow' ? formatDay(period.from) : '-infinity',
          formatDay(period.to),
          formatInstant(since),
          after?.partition ?? -1,
          after?.number ?? -1,
          limit + 1,
        ],
      });
      const page = rows.slice(0, limit);
      const places = page.map(({ partition, cause }) => ({ partition, offset: cause }));
      const causeAt = await causesAt(client, places);
      const subjects = new Set(page.map(({ subject }) => subject).filter((subject) => !isErased(subject)));
      const children = [...subjects].map((subject) => ({ authority, subject }));
      const sealed = seesSealed ? NOBODY_SEALED : await sealedAmong(client, children);
      const restatements = page.map(({ subject, day, known_at, cause: offset, ...row }): Restatement => {
        const cause = causeAt({ partition: row.partition, offset });
        const { denominator } = figureOf(measure.meanOver === undefined ? measure.shape : 'count', row);
        const told = { ...row, date: day, denominator, knownAt: known_at };
        if (isErased(subject)) {
          const groups = withoutGroup(row.groups, measure.meanOver);
          return { ...told, groups, child: null, erased: true, cause: cause.id, type: cause.type };
        }
        return sealed.has(`${authority}:${subject}`)
          ? {
              ...told,
              groups: withoutGroup(row.groups, measure.meanOver),
              child: null,
              sealed: true,
              cause: null,
              type: null,
            }
          : { ...told, child: subject, cause: cause.id, type: cause.type };
      });
      return { position, restatements, next: rows.length > limit ? page[page.length - 1] : undefined };
    });
  }
}
