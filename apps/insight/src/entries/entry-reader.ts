import { NOBODY_SEALED, sealedAmong } from '@careledger/access';
import { formatDay, formatInstant, type Day, type Instant } from '@careledger/calendar';
import { measureIn, rulebookNumbered, type Contribution, type Groups, type Measure } from '@careledger/measures';
import { Child } from '@careledger/record';
import { isErased, type Positions } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import {
  boundIn,
  figureOf,
  inSnapshot,
  type NamedPeriod,
  NOTHING,
  type RulesInForce,
  streamOf,
  type Sums,
} from '@careledger/figures';
import { causesAt, type Cause, type Place } from './causes';
import { withoutGroup, type Entry, type Line } from './entry';
import { erasedLines } from './erased-lines';
import { eventsInLedger } from './events-of-record';

export interface EntriesQuestion {
  readonly measure: Measure;
  readonly authority: string;
  readonly period: NamedPeriod;
  readonly knownAt?: Instant | undefined;
  /** With `knownAt`: only events before this position count. */
  readonly before?: Positions | undefined;
  /** How many children to answer at most, and the child after which to go on. */
  readonly limit: number;
  /** Whether whose a line of a sealed child is may be said. */
  readonly seesSealed: boolean;
  readonly after?: ChildNumber | undefined;
  /** Which of the children: those with something in the numerator, or those with something in the denominator alone. */
  readonly part?: 'numerator' | 'rest' | undefined;
  /** Only children of whom nothing counts in this other measure. */
  readonly notIn?: Measure | undefined;
  /** What to say of each child's record beside. */
  readonly about?: ((record: Child, entry: Contribution) => readonly string[]) | undefined;
}

/** A child's number in the ledger. */
export interface ChildNumber {
  readonly partition: number;
  readonly child: number;
}

/** A child of whom the ledger says something else than the record: never to be seen, and never to be hidden. */
export interface Difference {
  /** Null where the child is sealed. */
  readonly child: string | null;
  readonly ledger: Sums;
  readonly record: Sums;
}

export interface Entries {
  readonly position: Positions;
  /** What is projected: the same, but where an earlier position was asked about. */
  readonly projected: Positions;
  readonly entries: readonly Entry[];
  readonly differences: readonly Difference[];
  /** The child after which to go on; undefined where these were the last. */
  readonly next: ChildNumber | undefined;
}

/** A child that the ledger counts, with the postings that do. */
interface Candidate extends ChildNumber, Sums {
  readonly subject: string;
  /** In the order in which they were posted. */
  readonly postings: readonly Line[];
}

/** Reads what figures are made of: which children from the ledger, the rest from their records. */
export class EntryReader {
  constructor(
    private readonly pool: Pool,
    private readonly rules: RulesInForce,
  ) {}

  /** The entries of a period's figure, by child; a child's entries are never torn apart. */
  async entries(question: EntriesQuestion): Promise<Entries> {
    return inSnapshot(this.pool, async ({ client, position: projected }) => {
      const { authority, knownAt, before, limit } = question;
      const position = before ?? projected;
      const found = await candidates(client, question);
      const page = found.slice(0, limit);
      const children = page.flatMap(({ subject }) => (isErased(subject) ? [] : [{ authority, subject }]));
      const courses = await this.rules.courses(client, projected);
      const events = await eventsInLedger(client, children, projected, { knownBy: knownAt, before, courses });
      const sealed = question.seesSealed ? NOBODY_SEALED : await sealedAmong(client, children);
      const places = page.flatMap(({ partition, postings }) =>
        postings.map(({ cause }) => ({ partition, offset: cause })),
      );
      const causeAt = await causesAt(client, places);

      const entries: Entry[] = [];
      const differences: Difference[] = [];
      for (const candidate of page) {
        const { subject, numerator, denominator } = candidate;
        if (isErased(subject)) {
          entries.push(...erasedLines(question.measure, question.period, candidate.postings));
          continue;
        }
        const { events: known = [], rulebook } = events.get(`${authority}:${subject}`) ?? {};
        const record = Child.of(
          authority,
          subject,
          known.map(({ logged }) => logged),
        );
        const contributions = this.measureFor(question, rulebook)?.contributions(record, question.period) ?? [];
        const sum = contributions.reduce(plus, NOTHING);
        const isSealed = sealed.has(`${authority}:${subject}`);
        if (sum.numerator !== numerator || sum.denominator !== denominator) {
          differences.push({ child: isSealed ? null : subject, ledger: { numerator, denominator }, record: sum });
        }
        for (const one of contributions) {
          if (!isOfPart(one, question.part)) continue;
          const entry = entryOf(question.measure, candidate, one, causeAt);
          if (isSealed) entries.push(withheld(question.measure, entry));
          else entries.push(question.about === undefined ? entry : { ...entry, about: question.about(record, one) });
        }
      }
      const last = page[page.length - 1];
      return { position, projected, entries, differences, next: found.length > limit ? last : undefined };
    });
  }

  /** The measure as it counts for a child: some children can be under another rulebook than most. */
  private measureFor({ measure }: EntriesQuestion, rulebook: number | undefined): Measure | undefined {
    if (rulebook === undefined) return measure;
    return measureIn(rulebookNumbered(this.rules.rulebooks, rulebook), measure.id);
  }
}

/** Whether an entry is of the part of the figure that is asked about. */
function isOfPart({ numerator, denominator }: Sums, part: EntriesQuestion['part']): boolean {
  if (part === undefined) return true;
  return part === 'numerator' ? numerator !== 0 : denominator > numerator;
}

const plus = (a: Sums, b: Sums): Sums => ({
  numerator: a.numerator + b.numerator,
  denominator: a.denominator + b.denominator,
});

const ORDINARY_PARAMETERS = 9;
const PARTS = { numerator: 'sum(numerator) <> 0', rest: 'sum(denominator) > sum(numerator)' };

/** Leaves out children of whom something counts in another measure in the same period, by the same instant. */
function notInSql({ period }: EntriesQuestion, other: Measure, parameter: (value: unknown) => string): string {
  const stream = streamOf(other, period.grain);
  return ` AND (partition, child) NOT IN (
             SELECT partition, child FROM posting
              WHERE authority = $1 AND known_at <= $6 AND day <= $5 AND day >= ${parameter(stream === 'flow' ? formatDay(period.from) : '-infinity')}::date
                AND account = (SELECT id FROM account WHERE measure = ${parameter(other.id)} AND stream = ${parameter(stream)})
              GROUP BY partition, child HAVING sum(numerator) <> 0 OR sum(denominator) <> 0)`;
}

/**
 * The children whose postings of the period do not add up to nothing, at most one more than asked. What was posted and
 * taken back again has cancelled out, and is no part of the figure.
 */
async function candidates(client: ClientBase, question: EntriesQuestion): Promise<Candidate[]> {
  const { measure, authority, period, knownAt, before, limit, after } = question;
  const stream = streamOf(measure, period.grain);
  const more: unknown[] = [];
  const parameter = (value: unknown): string => `$${ORDINARY_PARAMETERS + more.push(value)}`;
  const has = { all: 'sum(numerator) <> 0 OR sum(denominator) <> 0', ...PARTS }[question.part ?? 'all'];
  const isNotIn = question.notIn === undefined ? '' : notInSql(question, question.notIn, parameter);
  const isBefore =
    before === undefined ? '' : ` AND p.cause < ${boundIn(before, (value, type) => `${parameter(value)}::${type}`)}`;
  const { rows } = await client.query<
    Omit<Candidate, 'postings'> & { postings: [Day, number, number, Groups, number, number][] }
  >({
    ...(more.length === 0 && question.part === undefined && { name: 'entries-of-figure' }),
    text: `
      WITH page AS MATERIALIZED (
        SELECT partition, child, sum(numerator) AS numerator, sum(denominator) AS denominator
          FROM posting p
         WHERE authority = $1 AND account = (SELECT id FROM account WHERE measure = $2 AND stream = $3)
           AND day BETWEEN $4 AND $5 AND known_at <= $6${isBefore} AND (partition, child) > ($7, $8)${isNotIn}
         GROUP BY partition, child
        HAVING ${has}
         ORDER BY partition, child
         LIMIT $9
      )
      SELECT page.partition, page.child, child.subject, page.numerator::float8, page.denominator::float8,
             json_agg(json_build_array(p.day - DATE '1970-01-01', p.cause,
                                       (extract(epoch FROM p.known_at) * 1000000)::bigint, cell.groups,
                                       p.numerator, p.denominator)
                      ORDER BY p.number) AS postings
        FROM page
        JOIN child USING (partition, child)
        JOIN posting p USING (partition, child)
        JOIN cell ON cell.id = p.cell
       WHERE p.authority = $1 AND p.account = (SELECT id FROM account WHERE measure = $2 AND stream = $3)
         AND p.day BETWEEN $4 AND $5 AND p.known_at <= $6${isBefore}
       GROUP BY 1, 2, 3, 4, 5
       ORDER BY 1, 2`,
    values: [
      Number(authority),
      measure.id,
      stream,
      stream === 'flow' ? formatDay(period.from) : '-infinity',
      formatDay(period.to),
      knownAt === undefined ? 'infinity' : formatInstant(knownAt),
      after?.partition ?? -1,
      after?.child ?? -1,
      limit + 1,
      ...more,
    ],
  });
  return rows.map((row) => ({
    ...row,
    postings: row.postings.map(([day, cause, known, groups, numerator, denominator]) => {
      return { day, cause, knownAt: known, groups, numerator, denominator };
    }),
  }));
}

/** What a figure is made of, without whose it is: neither the child nor the worker, nor the events by which one could tell. */
function withheld({ meanOver }: Measure, { date, numerator, denominator, groups }: Entry): Entry {
  const told = withoutGroup(groups, meanOver);
  return {
    child: null,
    sealed: true,
    date,
    numerator,
    denominator,
    groups: told,
    sources: [],
    events: [],
    cause: null,
    knownAt: null,
  };
}

function entryOf(
  measure: Measure,
  { partition, subject, postings }: Candidate,
  contribution: Contribution,
  causeAt: (place: Place) => Cause,
): Entry {
  const { date, groups, sources } = contribution;
  const { meanOver, shape } = measure;
  const posting = postingOf(contribution, postings);
  return {
    child: subject,
    ...(meanOver !== undefined && { [meanOver]: groups[meanOver] }),
    date,
    numerator: contribution.numerator,
    denominator: meanOver === undefined ? figureOf(shape, contribution).denominator : null,
    groups,
    sources: sources.map(({ id }) => id),
    events: sources,
    cause: posting === undefined ? null : causeAt({ partition, offset: posting.cause }).id,
    knownAt: posting?.knownAt ?? null,
  };
}

/**
 * The posting that made an entry what it is: the last one of its day and groups. A state that goes on seamlessly from one
 * spell to the next was posted where the first began: then the last one of its groups, else the last of the child.
 */
function postingOf({ date, groups }: Contribution, postings: readonly Line[]): Line | undefined {
  const same = postings.filter((posting) => isSame(posting.groups, groups));
  return same.findLast(({ day }) => day === date) ?? same.at(-1) ?? postings.at(-1);
}

function isSame(a: Groups, b: Groups): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
