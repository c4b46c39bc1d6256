import { formatInstant, type Day, type Instant } from '@careledger/calendar';
import { groupsOf, type Cell } from '@careledger/measures';
import type { ClientBase } from 'pg';
import type { Amounts } from './amounts';
import type { LedgerNames } from './ledger-names';
import type { Slice } from './plan-slices';
import type { AuditScope } from './question';
import { postingsOf, type KnownChild } from './replayed-child';
import type { PartitionRules } from './rules';
import type { ChildFile } from './slice-events';
import type { PostingBehind } from './slice-result';

/** A child as its events have it. */
export interface Suspect {
  readonly file: ChildFile;
  readonly known: KnownChild;
}

/** What is behind a difference. */
interface Behind {
  /** Undefined where the child was not looked at. */
  readonly ledger: Amounts | undefined;
  readonly replay: Amounts | undefined;
  readonly postings: readonly PostingBehind[];
}

export interface Explanation {
  of(child: number, account: number, day: Day, cell: Cell): Behind;
  /** The pseudonym that the ledger has for a number of which no event is known. */
  subjectOf(child: number): string | undefined;
}

/** A posting with the numbers of this process, in the ledger or as the events make it. */
interface Line extends Amounts {
  readonly child: number;
  readonly number: number | null;
  readonly cause: number;
  readonly knownAt: Instant;
  readonly day: Day;
  readonly account: number;
  readonly cell: Cell;
}

/** Finds, of some children, the postings that the ledger has and the events do not make, and those that it lacks. */
export async function explain(
  client: ClientBase,
  slice: Slice,
  scope: AuditScope,
  names: LedgerNames,
  rules: PartitionRules,
  numbers: readonly number[],
  children: ReadonlyMap<number, Suspect>,
): Promise<Explanation> {
  const ledger = new Sides();
  const replay = new Sides();
  const subjects = new Map<number, string>();
  if (numbers.length > 0) {
    for (const line of await postedLines(client, slice, scope, names, numbers)) ledger.add(line);
    for (const number of numbers) {
      const child = children.get(number);
      if (child !== undefined) for (const line of madeLines(number, child, rules)) replay.add(line);
    }
    const { rows } = await client.query<{ child: number; subject: string }>(
      'SELECT child, subject FROM child WHERE partition = $1 AND child = ANY ($2::bigint[])',
      [slice.partition, numbers],
    );
    for (const { child, subject } of rows) subjects.set(child, subject);
  }
  const looked = new Set(numbers);
  return {
    subjectOf: (child) => subjects.get(child),
    of: (child, account, day, cell) => {
      if (!looked.has(child)) return { ledger: undefined, replay: undefined, postings: [] };
      const name = entryOf({ child, account, day, cell });
      const [there, made] = [ledger.of(name), replay.of(name)];
      const unmatched = [...without(there, made), ...without(made, there)];
      return {
        ledger: sumOf(there),
        replay: sumOf(made),
        postings: unmatched.map((line) => behind(line, names)),
      };
    },
  };
}

type EntryOfChild = Pick<Line, 'child' | 'account' | 'day' | 'cell'>;
const entryOf = ({ child, account, day, cell }: EntryOfChild): string => `${child} ${account} ${day} ${cell}`;

/** Lines by the entry that they are of. */
class Sides {
  private readonly lines = new Map<string, Line[]>();

  add(line: Line): void {
    const name = entryOf(line);
    const others = this.lines.get(name);
    if (others === undefined) this.lines.set(name, [line]);
    else others.push(line);
  }

  of(name: string): readonly Line[] {
    return this.lines.get(name) ?? [];
  }
}

async function postedLines(
  client: ClientBase,
  { partition, nextPosting }: Slice,
  { authority, knownAt }: AuditScope,
  names: LedgerNames,
  numbers: readonly number[],
): Promise<Line[]> {
  const { rows } = await client.query<Line & { knownAt: Instant }>(
    `SELECT child, number, cause, known_at AS "knownAt", day, account, cell, numerator, denominator FROM posting
      WHERE partition = $1 AND number < $2 AND authority = $3 AND known_at <= $4 AND child = ANY ($5::bigint[])
      ORDER BY number`,
    [partition, nextPosting, Number(authority), formatInstant(knownAt), numbers],
  );
  return rows.map((row) => ({ ...row, account: names.account(row.account), cell: names.cell(row.cell) }));
}

function madeLines(child: number, { file, known }: Suspect, rules: PartitionRules): Line[] {
  try {
    return postingsOf(file, known, rules).map((made) => ({ ...made, child, number: null }));
  } catch {
    return []; // it is listed as one that cannot be worked out
  }
}

/** The lines to which no other corresponds: same event, same instant, same amount. */
function without(lines: readonly Line[], others: readonly Line[]): Line[] {
  const nameOf = (line: Line): string => [line.cause, line.knownAt, line.numerator, line.denominator].join(' ');
  const there = new Map<string, number>();
  for (const line of others) there.set(nameOf(line), (there.get(nameOf(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const left = there.get(nameOf(line)) ?? 0;
    if (left > 0) there.set(nameOf(line), left - 1);
    return left === 0;
  });
}

function sumOf(lines: readonly Line[]): Amounts {
  return lines.reduce(
    (sum, line) => ({
      numerator: sum.numerator + line.numerator,
      denominator: sum.denominator + line.denominator,
    }),
    { numerator: 0, denominator: 0 },
  );
}

function behind(
  { number, cause, knownAt, day, account, cell, numerator, denominator }: Line,
  names: LedgerNames,
): PostingBehind {
  return { number, cause, knownAt, day, groups: groupsOf(cell), ...names.nameOf(account), numerator, denominator };
}
