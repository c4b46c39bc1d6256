import type { Day, Instant } from '@careledger/calendar';
import {
  difference,
  ENTRY,
  NO_ENTRIES,
  type AccountNumber,
  type Cell,
  type Entries,
  type Rulebook,
} from '@careledger/measures';
import { Child, type LoggedEvent } from '@careledger/record';
import { changedAccounts, RulebookDesk } from './rulebook-desk';

/** A line of the ledger before it is numbered: what one event changed in one account on one day in one cell. */
export interface Posting {
  readonly account: AccountNumber;
  readonly day: Day;
  readonly cell: Cell;
  readonly numerator: number;
  readonly denominator: number;
}

/** Takes what one event changed, with the parts of a posting one by one: there are too many to make an object of each. */
export type Post = (account: AccountNumber, day: Day, cell: Cell, numerator: number, denominator: number) => void;

/**
 * One child's page of the ledger: its record, and the entries that are posted for it under a rulebook. What is posted is
 * always what the measures of that rulebook make of the record, so a page can be written anew from the child's events at
 * any time.
 */
export class ChildBook {
  private readonly posted: (Entries | undefined)[] = [];

  private constructor(
    private desk: RulebookDesk,
    private readonly record: Child,
    /** Offset of the child's first event in its partition: the child's number in the ledger. */
    readonly number: number,
  ) {}

  /** The book of a child of whom no event is known before the one at this offset. */
  static open(rulebook: Rulebook, authority: string, subject: string, firstOffset: number): ChildBook {
    const desk = RulebookDesk.of(rulebook);
    return new ChildBook(desk, new Child(authority, subject, desk.blank), firstOffset);
  }

  /**
   * The book as it stands after these events, all of them posted already under this rulebook.
   * @param events all events of the child up to now, in the order of the log, but those that wait or were discarded
   * @param number the child's number, where its first event is not the first of these
   */
  static reopen(
    rulebook: Rulebook,
    authority: string,
    subject: string,
    events: readonly LoggedEvent[],
    number?: number,
  ): ChildBook {
    const first = number ?? events[0]?.offset;
    if (first === undefined) throw new Error('a book is reopened with the events of its child, and there is none');
    const book = ChildBook.open(rulebook, authority, subject, first);
    for (const event of events) book.record.apply(event);
    book.desk.accounts.forEach((account) => (book.posted[account.number] = account.entries(book.record)));
    return book;
  }

  /** The rulebook under which its entries are posted. */
  get rulebook(): Rulebook {
    return this.desk.rulebook;
  }

  /** The greatest `appendedAt` among the child's events so far: when what is posted now is known. */
  get knownAt(): Instant {
    return this.record.knownAt;
  }

  /** Closed until the child's next events come, a book keeps the record and what is posted, and takes up less room. */
  close(): void {
    this.record.letGo(this.desk.posted);
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
    const { record, posted, desk } = this;
    for (const { number, entries } of desk.accountsTouchedBy(record.apply(logged))) {
      if (record.isFresh(entries.slot)) continue;
      const before = posted[number] ?? NO_ENTRIES;
      const after = entries(record);
      posted[number] = after;
      if (before === after) continue;
      difference(before, after, (day, cell, numerator, denominator) => post(number, day, cell, numerator, denominator));
    }
  }

  /**
   * Goes on under another rulebook, and posts the difference: of each account that the two do not define alike, from what
   * the old one made of the record to what the new one makes of it. An account that is no more gets taken back what it had.
   * @throws whatever a measure throws; the book is then of no further use
   */
  changeRules(rulebook: Rulebook, post: Post): void {
    const { record, posted } = this;
    for (const { number, after } of changedAccounts(this.rulebook, rulebook)) {
      const before = posted[number] ?? NO_ENTRIES;
      const now = after === undefined ? NO_ENTRIES : after(record);
      posted[number] = after === undefined ? undefined : now;
      difference(before, now, (day, cell, numerator, denominator) => post(number, day, cell, numerator, denominator));
    }
    this.desk = RulebookDesk.of(rulebook);
  }

  /** Everything that is posted, added up: each entry of each account as it stands. */
  standing(visit: Post): void {
    this.posted.forEach((entries = NO_ENTRIES, account) => {
      for (let i = 0; i < entries.length; i += ENTRY) {
        visit(
          account,
          entries[i] as number,
          entries[i + 1] as number,
          entries[i + 2] as number,
          entries[i + 3] as number,
        );
      }
    });
  }

  /** Takes back all that is posted. The book is then of no further use. */
  takeBack(post: Post): void {
    this.posted.forEach((entries, account) => {
      difference(entries ?? NO_ENTRIES, NO_ENTRIES, (day, cell, numerator, denominator) => {
        post(account, day, cell, numerator, denominator);
      });
    });
  }
}

/**
 * What a change of rulebooks posts for a child whose book is not open: the same as reopening the book and `changeRules`,
 * without working out what the two rulebooks define alike.
 * @param events all events of the child that are posted, in the order of the log
 * @throws whatever a measure throws
 */
export function postChangeOfRules(
  { from, to }: { readonly from: Rulebook; readonly to: Rulebook },
  { authority, subject }: { readonly authority: string; readonly subject: string },
  events: readonly LoggedEvent[],
  post: Post,
): void {
  const changed = changedAccounts(from, to);
  if (changed.length === 0) return;
  const record = Child.of(authority, subject, events);
  for (const { number, before, after } of changed) {
    difference(before?.(record) ?? NO_ENTRIES, after?.(record) ?? NO_ENTRIES, (day, cell, numerator, denominator) =>
      post(number, day, cell, numerator, denominator),
    );
  }
}
