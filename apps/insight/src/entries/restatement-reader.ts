import { NOBODY_SEALED, sealedAmong } from '@careledger/access';
import type { Day, Instant } from '@careledger/calendar';
import type { Groups } from '@careledger/measures';
import { isErased, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { figureOf, inSnapshot, type Figure } from '@careledger/figures';
import { HAS_MOVED, movedPostings, type Compared } from './compared-figures';
import { withoutGroup } from './entry';
import { explain, type Explained } from './explained';
import { kindsOf } from './kind-reader';
import type { KindOfCause } from './kinds-of-cause';

export interface RestatementsQuestion extends Compared {
  /** The first figure, where it was kept. */
  readonly then?: Figure | undefined;
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
  /** Whether that event came by a historical load; null where it has been erased. */
  readonly historical: boolean | null;
  readonly kind: KindOfCause;
  readonly knownAt: Instant;
}

export interface Restatements {
  readonly position: Positions;
  /** With the first page: why the figures differ, as a whole. */
  readonly explained: Explained | undefined;
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
   * The postings that make up the difference between two states of a figure, in the order of the ledger. What an event took
   * and gave within the period left the figure as it was, and is not among them; so all of them add up to the difference.
   */
  async restatements(question: RestatementsQuestion): Promise<Restatements> {
    const { measure, authority, since, limit, after, seesSealed } = question;
    return inSnapshot(this.pool, async (snapshot) => {
      const { client, position } = snapshot;
      const values: unknown[] = [];
      const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
      const { rows } = await client.query<Row>(
        `SELECT partition, number, cause, subject, day, numerator, denominator, groups, known_at
           FROM (${movedPostings(question, parameter)}) AS moved JOIN child USING (partition, child)
          WHERE ${HAS_MOVED}
            AND (partition, number) > (${parameter(after?.partition ?? -1, 'smallint')}, ${parameter(after?.number ?? -1, 'bigint')})
          ORDER BY partition, number
          LIMIT ${parameter(limit + 1, 'integer')}`,
        values,
      );
      const page = rows.slice(0, limit);
      const toldOf = await kindsOf(client, authority, page, { since, position });
      const subjects = new Set(page.map(({ subject }) => subject).filter((subject) => !isErased(subject)));
      const children = [...subjects].map((subject) => ({ authority, subject }));
      const sealed = seesSealed ? NOBODY_SEALED : await sealedAmong(client, children);
      const restatements = page.map((row): Restatement => {
        const { partition, number, subject, day, numerator, groups, known_at: knownAt } = row;
        const { id, type, historical, kind } = toldOf(row);
        const { denominator } = figureOf(measure.meanOver === undefined ? measure.shape : 'count', row);
        const told = { partition, number, date: day, numerator, denominator, historical, kind, knownAt };
        if (isErased(subject)) {
          return {
            ...told,
            groups: withoutGroup(groups, measure.meanOver),
            child: null,
            erased: true,
            cause: id,
            type,
          };
        }
        return sealed.has(`${authority}:${subject}`)
          ? {
              ...told,
              groups: withoutGroup(groups, measure.meanOver),
              child: null,
              sealed: true,
              cause: null,
              type: null,
            }
          : { ...told, groups, child: subject, cause: id, type };
      });
      const explained = after === undefined ? await explain(snapshot, question, question.then) : undefined;
      return { position, explained, restatements, next: rows.length > limit ? page[page.length - 1] : undefined };
    });
  }
}
