import { formatDay, formatInstant, type Day, type Instant } from '@careledger/calendar';
import { boundIn, type Sums } from '@careledger/figures';
import type { Stream } from '@careledger/measures';
import { ledgerPositions, type Positions } from '@careledger/store';
import type { ClientBase } from 'pg';

/** A child's number in the ledger. */
export interface ChildNumber {
  readonly partition: number;
  readonly child: number;
}

/** What the postings of a child add up to. */
export interface ChildSums extends ChildNumber, Sums {}

/** Of which postings sums are asked. */
export interface PostingsAsked {
  readonly authority: string;
  readonly measure: string;
  readonly stream: Stream;
  /** The first day; all days up to the last where nothing is said. */
  readonly from: Day | undefined;
  readonly to: Day;
  /** Only what was known at this instant … */
  readonly knownAt?: Instant | undefined;
  /** … of the events before this position. */
  readonly before?: Positions | undefined;
}

type NextPostings = ReadonlyMap<number, number>;

interface Kept {
  readonly generation: number;
  /** For each partition the number of the posting that comes next. */
  readonly next: NextPostings;
  readonly sums: readonly ChildSums[];
}

/** Where more has been posted since, everything is added up anew. */
const MOST_NEW = 50_000;
/** Children kept, of all questions together: some 20 MB. */
const MOST_KEPT = 200_000;

/**
 * The children of whom postings do not add up to nothing, by question. After ten years a state is the sum of hundreds of
 * thousands of postings, of which a page shows fifty children: so the sums are kept with the numbers of the postings that
 * come next, and what was posted since is added. Postings are never changed and numbered without gaps, so nobody needs to
 * tell it that anything has moved.
 */
export class SumsByChild {
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  /** In the order of the children's numbers. @param client of a snapshot: the sums are of its position */
  async of(client: ClientBase, asked: PostingsAsked): Promise<readonly ChildSums[]> {
    if (asked.knownAt !== undefined || asked.before !== undefined) return addedUp(client, asked);
    const name = [asked.authority, asked.measure, asked.stream, asked.from, asked.to].join(' ');
    const generation = await liveGeneration(client);
    const next = await nextPostings(client);
    const kept = this.kept.get(name);
    const isFollowed = kept !== undefined && kept.generation === generation && follows(kept.next, next);
    if (isFollowed && postingsBetween(kept.next, next) === 0) return kept.sums;
    const sums =
      isFollowed && postingsBetween(kept.next, next) <= MOST_NEW
        ? plusNew(kept.sums, await addedSince(client, asked, kept.next, next))
        : await addedUp(client, asked);
    // Who looks at an earlier state than somebody else has seen already keeps nothing.
    if (kept === undefined || isFollowed || kept.generation < generation) this.keep(name, { generation, next, sums });
    return sums;
  }

  private keep(name: string, kept: Kept): void {
    this.remove(name);
    this.kept.set(name, kept);
    this.size += kept.sums.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= MOST_KEPT) return;
      this.remove(oldest);
    }
  }

  private remove(name: string): void {
    this.size -= this.kept.get(name)?.sums.length ?? 0;
    this.kept.delete(name);
  }
}

async function nextPostings(client: ClientBase): Promise<NextPostings> {
  const positions = await ledgerPositions(client);
  return new Map([...positions].map(([partition, { nextPosting }]) => [partition, nextPosting]));
}

/** Another generation of the ledger has other postings under the same numbers. */
async function liveGeneration(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ number: number }>(`SELECT number FROM generation WHERE state = 'live'`);
  return rows[0]?.number ?? 0;
}

const follows = (before: NextPostings, now: NextPostings): boolean =>
  [...before].every(([partition, next]) => (now.get(partition) ?? -1) >= next);

const postingsBetween = (before: NextPostings, now: NextPostings): number =>
  [...now].reduce((sum, [partition, next]) => sum + next - (before.get(partition) ?? 0), 0);

const SUMS = 'sum(p.numerator)::float8 AS numerator, sum(p.denominator)::float8 AS denominator';
const IS_SOMETHING = 'sum(p.numerator) <> 0 OR sum(p.denominator) <> 0';

/** The condition on postings `p` that a question is. @param parameter notes a value and gives its place in the statement */
export function isAsked(asked: PostingsAsked, parameter: (value: unknown, type: string) => string): string {
  const { authority, measure, stream, from, to, knownAt, before } = asked;
  const account = `(SELECT id FROM account WHERE measure = ${parameter(measure, 'text')} AND stream = ${parameter(stream, 'text')})`;
  const conditions = [
    `p.authority = ${parameter(Number(authority), 'smallint')}`,
    `p.account = ${account}`,
    `p.day <= ${parameter(formatDay(to), 'date')}`,
  ];
  if (from !== undefined) conditions.push(`p.day >= ${parameter(formatDay(from), 'date')}`);
  if (knownAt !== undefined) conditions.push(`p.known_at <= ${parameter(formatInstant(knownAt), 'timestamptz')}`);
  if (before !== undefined) conditions.push(`p.cause < ${boundIn(before, parameter)}`);
  return conditions.join(' AND ');
}

async function addedUp(client: ClientBase, asked: PostingsAsked): Promise<ChildSums[]> {
  const values: unknown[] = [];
  const where = isAsked(asked, (value, type) => `$${values.push(value)}::${type}`);
  const { rows } = await client.query<ChildSums>(
    `SELECT p.partition, p.child, ${SUMS} FROM posting p WHERE ${where}
      GROUP BY 1, 2 HAVING ${IS_SOMETHING} ORDER BY 1, 2`,
    values,
  );
  return rows;
}

async function addedSince(
  client: ClientBase,
  asked: PostingsAsked,
  before: NextPostings,
  now: NextPostings,
): Promise<ChildSums[]> {
  const partitions = [...now.keys()];
  const values: unknown[] = [partitions, partitions.map((one) => before.get(one) ?? 0), [...now.values()]];
  const where = isAsked(asked, (value, type) => `$${values.push(value)}::${type}`);
  // The fence (OFFSET 0) keeps the planner at the new postings: it would look all of the account's up.
  const { rows } = await client.query<ChildSums>(
    `SELECT p.partition, p.child, ${SUMS}
       FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS fresh (partition, first, next)
      CROSS JOIN LATERAL (
        SELECT * FROM posting WHERE partition = fresh.partition AND number >= fresh.first AND number < fresh.next OFFSET 0
      ) p
      WHERE ${where}
      GROUP BY 1, 2 HAVING ${IS_SOMETHING} ORDER BY 1, 2`,
    values,
  );
  return rows;
}

/** Where a child stands in the order of the ledger. */
export const compareChildren = (a: ChildNumber, b: ChildNumber): number =>
  a.partition - b.partition || a.child - b.child;

/** One name a child. */
export const childName = ({ partition, child }: ChildNumber): string => `${partition}.${child}`;

function plusNew(sums: readonly ChildSums[], fresh: readonly ChildSums[]): readonly ChildSums[] {
  if (fresh.length === 0) return sums;
  const all = new Map(sums.map((one) => [childName(one), one]));
  for (const one of fresh) {
    const before = all.get(childName(one));
    const numerator = (before?.numerator ?? 0) + one.numerator;
    const denominator = (before?.denominator ?? 0) + one.denominator;
    if (numerator === 0 && denominator === 0) all.delete(childName(one));
    else all.set(childName(one), { partition: one.partition, child: one.child, numerator, denominator });
  }
  return [...all.values()].sort(compareChildren);
}
