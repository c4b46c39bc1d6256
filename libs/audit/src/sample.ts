import { hash } from 'node:crypto';
import { firstDayOf, formatDay, lastDayOf, monthOf, type Day } from '@careledger/calendar';
import { accountNumbered, groupsOf, measureIn, type Cell, type Contribution, type Groups } from '@careledger/measures';
import { Child } from '@careledger/record';
import type { AuditScope, SampleWanted } from './question';
import type { KnownChild } from './replayed-child';
import type { ChildFile } from './slice-events';

/** An entry that was drawn, to be looked up in the child's file. */
export interface SampledEntry {
  /** sha256 of the seed, a zero byte and the entry's name, in hexadecimal: the lowest are drawn. */
  readonly rank: string;
  readonly partition: number;
  readonly child: number;
  readonly subject: string;
  readonly measure: string;
  readonly stream: string;
  readonly day: Day;
  readonly groups: Groups;
  readonly numerator: number;
  readonly denominator: number;
  /** Ids of the events that it is made of. */
  readonly sources: readonly string[];
}

/** Streams whose entries are drawn: of a measure of distinct children that of the month stands for all. */
const DRAWN: ReadonlySet<string> = new Set(['flow', 'level', 'month']);

/**
 * Draws entries by lot: each has a rank that follows from the seed and its name alone, and those of the lowest ranks are
 * drawn. So the draw is the same whoever makes it, in whatever order; and nobody can steer it but by choosing the seed.
 */
export class Draw {
  private drawn: SampledEntry[] = [];

  constructor(private readonly wanted: SampleWanted) {}

  get entries(): readonly SampledEntry[] {
    return this.drawn;
  }

  /** The rank of an entry. */
  rankOf(name: string): string {
    return hash('sha256', `${this.wanted.seed}\0${name}`, 'hex');
  }

  /** Whether an entry of this rank is drawn as far as is known. */
  takes(rank: string): boolean {
    const { size } = this.wanted;
    return size > 0 && (this.drawn.length < size || rank < (this.drawn[size - 1]?.rank ?? ''));
  }

  add(entry: SampledEntry): void {
    if (!this.takes(entry.rank)) return;
    let at = this.drawn.length;
    while (at > 0 && entry.rank < (this.drawn[at - 1]?.rank ?? '')) at--;
    this.drawn.splice(at, 0, entry);
    this.drawn.length = Math.min(this.drawn.length, this.wanted.size);
  }
}

/** The name of an entry: what tells it from all others. */
export function entryName(
  { authority, subject }: { readonly authority: string; readonly subject: string },
  entry: Pick<SampledEntry, 'measure' | 'stream' | 'day' | 'groups'>,
): string {
  const { measure, stream, day, groups } = entry;
  return [`${authority}:${subject}`, measure, stream, formatDay(day), JSON.stringify(groups)].join('|');
}

/** Takes part in the draw with a child's entries that are dated in the audited months. */
export class ChildDraw {
  private readonly from: Day;
  private readonly to: Day;

  constructor(
    private readonly draw: Draw,
    { from, to }: Pick<AuditScope, 'from' | 'to'>,
  ) {
    this.from = firstDayOf(from);
    this.to = lastDayOf(to);
  }

  enter(
    file: ChildFile,
    known: KnownChild,
    partition: number,
    [account, day, cell, numerator, denominator]: readonly [number, Day, Cell, number, number],
  ): void {
    if (day < this.from || day > this.to) return;
    const { measure, stream } = accountNumbered(account);
    if (!DRAWN.has(stream)) return;
    const entry = { measure, stream, day, groups: groupsOf(cell), numerator, denominator };
    const rank = this.draw.rankOf(entryName(file, entry));
    if (!this.draw.takes(rank)) return;
    const sources = sourcesOf(file, known, entry);
    this.draw.add({ rank, partition, child: known.number, subject: file.subject, ...entry, sources });
  }
}

/**
 * The events that an entry is made of. An entry of a state that takes away is made of what counted until the day before.
 */
function sourcesOf(
  { authority, subject }: ChildFile,
  { applied, rulebook }: KnownChild,
  {
    measure: id,
    stream,
    day,
    groups,
    numerator,
    denominator,
  }: Omit<SampledEntry, 'rank' | 'partition' | 'child' | 'subject' | 'sources'>,
): string[] {
  const measure = measureIn(rulebook, id);
  if (measure === undefined) return [];
  const record = Child.of(
    authority,
    subject,
    applied.map(({ logged }) => logged),
  );
  const isFlow = stream === 'flow';
  const to = isFlow || numerator > 0 || denominator > 0 ? day : day - 1;
  const from = firstDayOf(monthOf(to));
  const found = measure.contributions(record, { grain: 'month', from, to });
  const name = JSON.stringify(groups);
  const isMeant = (one: Contribution): boolean =>
    JSON.stringify(Object.fromEntries(Object.entries(one.groups).sort(([a], [b]) => (a < b ? -1 : 1)))) === name;
  const meant = found.filter((one) => (!isFlow || one.date === day) && isMeant(one));
  const contributions = meant.length > 0 ? meant : found.filter((one) => !isFlow || one.date === day);
  return [...new Set(contributions.flatMap(({ sources }) => sources.map((source) => source.id)))];
}
