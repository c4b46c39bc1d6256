/** The ledger without a database: events in, numbered postings out, and figures that are read from the postings alone. */
import type { Instant } from '@careledger/calendar';
import type { ChildBook, Posting } from '@careledger/ledger';
import type { Grain, Measure } from '@careledger/measures';
import type { Figure, Ratio } from '../oracle';
import type { LoggedCaseEvent } from '../histories';
import type { Engine } from './engine';
import { periodOf } from './periods';

/** A posting as the ledger holds it. */
export interface Line extends Posting {
  readonly partition: number;
  /** From 0, without gaps in its partition. */
  readonly number: number;
  /** Offset of the event that made it. */
  readonly cause: number;
  /** The child's number: offset of its first event. */
  readonly child: number;
  readonly authority: string;
  readonly subject: string;
  readonly knownAt: Instant;
}

/** What is asked of the ledger; the names are those of the read side. */
export interface Asked {
  readonly measure: string;
  readonly authority: string;
  readonly grain: Grain;
  /** The period's last month, 'YYYY-MM'. */
  readonly period: string;
  /** 'YYYY-MM-DD'. */
  readonly today: string;
  readonly by?: string | undefined;
  readonly knownAt?: Instant | undefined;
  /** As a screen showed it at knownAt: T is no later than that instant's London date. */
  readonly asShown?: boolean | undefined;
}

/** The events of one child that the store has, and its book as long as it is kept. */
interface Child {
  readonly authority: string;
  readonly subject: string;
  readonly events: LoggedCaseEvent[];
  readonly names: Set<string>;
  book: ChildBook | undefined;
}

export class LedgerInMemory {
  readonly lines: Line[] = [];
  private readonly children = new Map<string, Child>();
  private readonly next = new Map<number, number>();
  private readonly accounts = new Map<string, number>();
  private readonly byAccount = new Map<string, Line[][]>();

  constructor(private readonly engine: Engine) {}

  /** A ledger that has taken a whole log, in batches of the given size, forgetting all books after each, or closing them. */
  static of(
    engine: Engine,
    log: readonly LoggedCaseEvent[],
    batch = Infinity,
    between: 'forget' | 'close' = 'forget',
  ): LedgerInMemory {
    const ledger = new LedgerInMemory(engine);
    for (let from = 0; from < log.length; from += batch) {
      ledger.take(log.slice(from, from + batch));
      if (batch >= log.length) break;
      if (between === 'forget') ledger.forgetBooks();
      else ledger.closeBooks();
    }
    return ledger;
  }

  /** Takes events in the order of the log. Of copies of (authority, subject, source, id) the first counts. */
  take(batch: readonly LoggedCaseEvent[]): void {
    for (const logged of batch) {
      const child = this.childOf(logged);
      const name = JSON.stringify([logged.event.source, logged.event.id]);
      if (child.names.has(name)) continue;
      child.names.add(name);
      child.book ??= this.bookOf(child, logged);
      child.events.push(logged);
      const made: Posting[] = [];
      child.book.apply(logged, (account, day, cell, numerator, denominator) => {
        made.push({ account, day, cell, numerator, denominator });
      });
      for (const posting of made) this.post(posting, logged, child);
    }
  }

  /** Lets go of all books: the next event of a child finds its book written anew from the child's events. */
  forgetBooks(): void {
    for (const child of this.children.values()) child.book = undefined;
  }

  /** Closes all books, as the projector does after a batch. */
  closeBooks(): void {
    for (const { book } of this.children.values()) book?.close();
  }

  /** The events of each child that count, in the order of the log. */
  get eventsByChild(): readonly (readonly LoggedCaseEvent[])[] {
    return [...this.children.values()].map(({ events }) => events);
  }

  get authorities(): readonly string[] {
    return [...new Set([...this.children.values()].map(({ authority }) => authority))].sort();
  }

  /** The lines of an authority in one account, in the order in which they were posted. */
  linesOf(authority: string, account: number): readonly Line[] {
    return this.byAccount.get(authority)?.[account] ?? [];
  }

  /** A figure, or null where the period has not begun. */
  figure(asked: Asked): Figure | null {
    const { calendar, measures } = this.engine;
    const measure = measures.measureNamed(asked.measure);
    if (measure === undefined) throw new RangeError(`the rulebook has no measure ${asked.measure}`);
    const { from, last } = periodOf(calendar, asked.grain, asked.period);
    const shown = asked.asShown === true && asked.knownAt !== undefined ? calendar.londonDay(asked.knownAt) : Infinity;
    const to = Math.min(last, calendar.parseDay(asked.today), shown);
    if (to < from) return null;

    const stream = STREAM[measure.kind](asked.grain);
    const account = this.accountOf(measure.id, stream);
    const counts = ({ day, knownAt }: Line): boolean =>
      day <= to && (stream !== 'flow' || day >= from) && (asked.knownAt === undefined || knownAt <= asked.knownAt);

    const whole: Sum = { numerator: 0, denominator: 0 };
    const byKey = new Map<string, Sum>();
    const split = asked.by ?? measure.meanOver;
    const { groupsOf } = measures;
    for (const line of this.linesOf(asked.authority, account)) {
      if (!counts(line)) continue;
      add(whole, line);
      if (split === undefined) continue;
      const key = groupsOf(line.cell)[split] ?? `no ${split} in the cell`;
      const sum = byKey.get(key);
      if (sum === undefined) byKey.set(key, { numerator: line.numerator, denominator: line.denominator });
      else add(sum, line);
    }
    // Of a mean over keys (children a worker) each key that has something is one in the denominator.
    const keys = [...byKey.values()].filter(({ numerator }) => numerator > 0).length;
    const ratio = ({ numerator, denominator }: Sum, keysInIt: number): Ratio => {
      if (measure.meanOver !== undefined) return { numerator, denominator: keysInIt };
      return { numerator, denominator: measure.shape === 'count' ? null : denominator };
    };
    if (asked.by === undefined) return ratio(whole, keys);
    const groups: Record<string, Ratio> = {};
    for (const [key, sum] of byKey) {
      if (sum.numerator !== 0 || sum.denominator !== 0) groups[key] = ratio(sum, 1);
    }
    return withShares(measure, asked.by, { ...ratio(whole, keys), groups });
  }

  private accountOf(measure: string, stream: string): number {
    if (this.accounts.size === 0) {
      const { ACCOUNTS, accountNumber } = this.engine.measures;
      for (const one of ACCOUNTS) this.accounts.set(`${one.measure} ${one.stream}`, accountNumber(one));
    }
    const account = this.accounts.get(`${measure} ${stream}`);
    if (account === undefined) throw new RangeError(`${measure} has no stream ${stream}`);
    return account;
  }

  private childOf({ event }: LoggedCaseEvent): Child {
    const { authority, subject } = event;
    const key = `${authority}:${subject}`;
    let child = this.children.get(key);
    if (child === undefined) {
      child = { authority, subject, events: [], names: new Set(), book: undefined };
      this.children.set(key, child);
    }
    return child;
  }

  private bookOf({ authority, subject, events }: Child, logged: LoggedCaseEvent): ChildBook {
    const { ChildBook } = this.engine.ledger;
    const { NEWEST } = this.engine.measures;
    if (events.length === 0) return ChildBook.open(NEWEST, authority, subject, logged.offset);
    return ChildBook.reopen(NEWEST, authority, subject, events);
  }

  private post(posting: Posting, { partition, offset }: LoggedCaseEvent, { authority, subject, book }: Child): void {
    if (book === undefined) throw new Error('a posting comes from a book');
    const number = this.next.get(partition) ?? 0;
    this.next.set(partition, number + 1);
    const { knownAt, number: child } = book;
    const { account, day, cell, numerator, denominator } = posting;
    const place = { partition, number, cause: offset, child, authority, subject, knownAt };
    const line: Line = { account, day, cell, numerator, denominator, ...place };
    this.lines.push(line);
    let accounts = this.byAccount.get(authority);
    if (accounts === undefined) this.byAccount.set(authority, (accounts = []));
    (accounts[account] ??= []).push(line);
  }
}

/**
 * The figure as it is shown where the breakdown is one of the numerator alone: each group's numerator over the whole
 * denominator, and no group without a numerator.
 */
export function withShares(measure: Measure, by: string, figure: Figure): Figure {
  if (measure.sharesOfWhole?.includes(by) !== true) return figure;
  const groups: Record<string, Ratio> = {};
  for (const [key, { numerator }] of Object.entries(figure.groups ?? {})) {
    if (numerator !== 0) groups[key] = { numerator, denominator: figure.denominator };
  }
  return { ...figure, groups };
}

/** The stream that answers for a grain. */
const STREAM = {
  flow: () => 'flow',
  stock: () => 'level',
  distinct: (grain: Grain) => (grain === 'ytd' ? 'year' : grain),
} as const;

interface Sum {
  numerator: number;
  denominator: number;
}

function add(sum: Sum, { numerator, denominator }: Line): void {
  sum.numerator += numerator;
  sum.denominator += denominator;
}
