import { NOBODY_SEALED, sealedAmong } from '@careledger/access';
import type { Day, Instant } from '@careledger/calendar';
import { measureIn, rulebookNumbered, type Contribution, type Groups, type Measure } from '@careledger/measures';
import { Child } from '@careledger/record';
import { isErased, type LedgerRulebooks, type Positions } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import {
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
import {
  childName,
  compareChildren,
  isAsked,
  SumsByChild,
  type ChildNumber,
  type ChildSums,
  type PostingsAsked,
} from './sums-by-child';

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
interface Candidate extends ChildSums {
  readonly subject: string;
  /** In the order in which they were posted. */
  readonly postings: readonly Line[];
}

/** Children whose records are worked out at once: some have a handful of events, and some have hundreds. */
const FEWEST = 8;
const MOST = 128;
/** Where it took no longer, more are worked out the next time. */
const QUICK_MS = 40;

/** Reads what figures are made of: which children from the ledger, the rest from their records. */
export class EntryReader {
  private readonly sums = new SumsByChild();

  constructor(
    private readonly pool: Pool,
    private readonly rules: RulesInForce,
  ) {}

  /** The entries of a period's figure, by child; a child's entries are never torn apart. */
  async entries(question: EntriesQuestion): Promise<Entries> {
    return inSnapshot(this.pool, async ({ client, position: projected }) => {
      const { before, limit } = question;
      const { page, isLast } = await this.childrenOf(client, question);
      const courses = await this.rules.courses(client, projected);
      const entries: Entry[] = [];
      const differences: Difference[] = [];
      // A few children at a time: of a whole file there are thousands, and others want answers in between.
      for (let i = 0, atOnce = FEWEST; i < page.length;) {
        const began = performance.now();
        const some = await candidates(client, question, page.slice(i, i + atOnce));
        const found = await this.explained(client, question, some, { projected, courses });
        for (const one of found.entries) entries.push(one);
        differences.push(...found.differences);
        i += atOnce;
        atOnce = performance.now() - began < QUICK_MS ? Math.min(MOST, atOnce * 2) : Math.max(FEWEST, atOnce >> 1);
      }
      const next = isLast ? undefined : page[limit - 1];
      return {
        position: before ?? projected,
        projected,
        entries,
        differences,
        next: next && { partition: next.partition, child: next.child },
      };
    });
  }

  /** Which children a page is about, and whether they are the last. */
  private async childrenOf(
    client: ClientBase,
    question: EntriesQuestion,
  ): Promise<{ page: readonly ChildSums[]; isLast: boolean }> {
    const { part, notIn, after, limit } = question;
    const all = await this.sums.of(client, postingsAsked(question));
    const others = notIn && (await this.sums.of(client, postingsAsked({ ...question, measure: notIn })));
    const left = new Set(others?.map(childName));
    const found = all.filter(
      (one) =>
        isOfPart(one, part) && !left.has(childName(one)) && (after === undefined || compareChildren(one, after) > 0),
    );
    return { page: found.slice(0, limit), isLast: found.length <= limit };
  }

  /** What some children are in the figure by, and where the ledger says something else than their records. */
  private async explained(
    client: ClientBase,
    question: EntriesQuestion,
    some: readonly Candidate[],
    { projected, courses }: { readonly projected: Positions; readonly courses: LedgerRulebooks | undefined },
  ): Promise<Pick<Entries, 'entries' | 'differences'>> {
    const { authority, knownAt, before } = question;
    const children = some.flatMap(({ subject }) => (isErased(subject) ? [] : [{ authority, subject }]));
    const events = await eventsInLedger(client, children, projected, { knownBy: knownAt, before, courses });
    const sealed = question.seesSealed ? NOBODY_SEALED : await sealedAmong(client, children);
    const places = some.flatMap(({ partition, postings }) =>
      postings.map(({ cause }) => ({ partition, offset: cause })),
    );
    const causeAt = await causesAt(client, places);

    const entries: Entry[] = [];
    const differences: Difference[] = [];
    for (const candidate of some) {
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
    return { entries, differences };
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

/** The postings that a question is about. */
function postingsAsked({ measure, authority, period, knownAt, before }: EntriesQuestion): PostingsAsked {
  const stream = streamOf(measure, period.grain);
  const from = stream === 'flow' ? period.from : undefined;
  return { authority, measure: measure.id, stream, from, to: period.to, knownAt, before };
}

/** Children with their postings of the question. */
async function candidates(
  client: ClientBase,
  question: EntriesQuestion,
  children: readonly ChildSums[],
): Promise<Candidate[]> {
  const values: unknown[] = [children.map(({ partition }) => partition), children.map(({ child }) => child)];
  const where = isAsked(postingsAsked(question), (value, type) => `$${values.push(value)}::${type}`);
  const { rows } = await client.query<
    ChildNumber & { subject: string; postings: [Day, number, number, Groups, number, number][] }
  >(
    // The fence (OFFSET 0) keeps the planner at the postings of these children: it would look all of the account's up.
    `SELECT wanted.partition, wanted.child, child.subject,
            json_agg(json_build_array(p.day - DATE '1970-01-01', p.cause,
                                      (extract(epoch FROM p.known_at) * 1000000)::bigint, cell.groups,
                                      p.numerator, p.denominator)
                     ORDER BY p.number) AS postings
       FROM unnest($1::smallint[], $2::bigint[]) AS wanted (partition, child)
       JOIN child USING (partition, child)
      CROSS JOIN LATERAL (
        SELECT * FROM posting WHERE partition = wanted.partition AND child = wanted.child OFFSET 0
      ) p
       JOIN cell ON cell.id = p.cell
      WHERE ${where}
      GROUP BY 1, 2, 3
      ORDER BY 1, 2`,
    values,
  );
  return rows.map(({ postings, ...child }) => {
    const lines = postings.map(([day, cause, known, groups, numerator, denominator]): Line => {
      return { day, cause, knownAt: known, groups, numerator, denominator };
    });
    // Added up once more from what has just been read: it is held against the record, and what is kept may be of a while ago.
    return { ...child, ...lines.reduce(plus, NOTHING), postings: lines };
  });
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
