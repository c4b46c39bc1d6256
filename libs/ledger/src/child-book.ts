import type { Day, Instant } from '@careledger/calendar';
import { ACCOUNTS, difference, NO_ENTRIES, type Cell, type Entries } from '@careledger/measures';
import { Child, slotsTouchedBy, type LoggedEvent } from '@careledger/record';

/** A line of the ledger before it is numbered: what one event changed in one account on one day in one cell. */
export interface Posting {
  /** Index into `ACCOUNTS`. */
  readonly account: number;
  readonly day: Day;
  readonly cell: Cell;
  readonly numerator: number;
  readonly denominator: number;
}

/** Takes what one event changed, with the parts of a posting one by one: there are too many to make an object of each. */
export type Post = (account: number, day: Day, cell: Cell, numerator: number, denominator: number) => void;

/** The account whose entries a record keeps in a slot. Postings of an event come in order of slots. */
const ACCOUNT_OF_SLOT: (number | undefined)[] = [];
ACCOUNTS.forEach(({ entries }, account) => (ACCOUNT_OF_SLOT[entries.slot] = account));

/** The slots of what is posted. */
const POSTED: boolean[] = [];
ACCOUNTS.forEach(({ entries }) => (POSTED[entries.slot] = true));

/** A record of nothing with every account worked out: most children never have most kinds of event. */
const BLANK = new Child('', '');
ACCOUNTS.forEach(({ entries }) => entries(BLANK));

/**
 * One child's page of the ledger: its record, and the entries that are posted for it. What is posted is always what the
 * measures make of the record, so a page can be written anew from the child's events at any time.
 */
export class ChildBook {
  private readonly posted: Entries[] = [];

  private constructor(
    private readonly record: Child,
    /** Offset of the child's first event in its partition: the child's number in the ledger. */
    readonly number: number,
  ) {}

  /** The book of a child of whom no event is known before the one at this offset. */
  static open(authority: string, subject: string, firstOffset: number): ChildBook {
    return new ChildBook(new Child(authority, subject, BLANK), firstOffset);
  }

  /**
   * The book as it stands after these events, all of them posted already.
   * @param events all events of the child up to now, in the order of the log, but those that wait or were discarded
   * @param number the child's number, where its first event is not the first of these
   */
  static reopen(authority: string, subject: string, events: readonly LoggedEvent[], number?: number): ChildBook {
    const first = number ?? events[0]?.offset;
    if (first === undefined) throw new Error('a book is reopened with the events of its child, and there is none');
    const book = new ChildBook(Child.of(authority, subject, events), first);
    ACCOUNTS.forEach((account, i) => (book.posted[i] = account.entries(book.record)));
    return book;
  }

  /** The greatest `appendedAt` among the child's events so far: when what is posted now is known. */
  get knownAt(): Instant {
    return this.record.knownAt;
  }

  /** Closed until the child's next events come, a book keeps the record and what is posted, and takes up less room. */
  close(): void {
    this.record.letGo(POSTED);
  }

  /** What is posted from now on is known no earlier than at this instant: that of the act which released it, say. */
  knowAt(instant: Instant): void {
    this.record.knownAt = Math.max(this.record.knownAt, instant);
  }

  /**
   * Takes an event into the record and posts the difference that it makes: only accounts that read what it touched are
   * computed anew. An event that changes no figure posts nothing.
   * @throws whatever the fold or a measure throws; the book is then of no further use
   */
  apply(logged: LoggedEvent, post: Post): void {
    const { record, posted } = this;
    for (const slot of slotsTouchedBy(record.apply(logged))) {
      const account = ACCOUNT_OF_SLOT[slot];
      if (account === undefined || record.isFresh(slot)) continue;
      const { entries } = ACCOUNTS[account] as (typeof ACCOUNTS)[number];
      const before = posted[account] ?? NO_ENTRIES;
      const after = entries(record);
      posted[account] = after;
      if (before === after) continue;
      difference(before, after, (day, cell, numerator, denominator) => {
        post(account, day, cell, numerator, denominator);
      });
    }
  }

  /** Takes back all that is posted. The book is then of no further use. */
  takeBack(post: Post): void {
    this.posted.forEach((entries, account) => {
      difference(entries, NO_ENTRIES, (day, cell, numerator, denominator) => {
        post(account, day, cell, numerator, denominator);
      });
    });
  }
}
