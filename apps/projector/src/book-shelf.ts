import { ChildBook } from '@careledger/ledger';
import type { LoggedEvent } from '@careledger/record';
import { eventsOfChildren } from '@careledger/store';
import type { Pool } from 'pg';

/** Books of a partition that stay in memory; one takes 20 to 50 KB. */
const BOOKS_KEPT = 15_000;

/**
 * The books of one partition's children that were used last. A book that is not there is written anew from the event
 * store, so nothing of it needs to be saved. Children that are parked have no book: their events wait.
 */
export class BookShelf {
  private readonly books = new Map<string, ChildBook>();
  private parked = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly partition: number,
    private readonly kept: number = BOOKS_KEPT,
  ) {}

  /** Forgets all books, and reads anew which children are parked. */
  async clear(): Promise<void> {
    this.books.clear();
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT lpad(authority::text, 3, '0') || ':' || subject AS name FROM parked_child WHERE partition = $1`,
      [this.partition],
    );
    this.parked = new Set(rows.map(({ name }) => name));
  }

  /** Fetches the books that these events need and that are not here, as they stand before `offset`: one query for all. */
  async fetch(events: readonly LoggedEvent[], offset: number): Promise<void> {
    const missing = new Map<string, { authority: string; subject: string }>();
    for (const { event } of events) {
      const name = nameOf(event.authority, event.subject);
      if (!this.books.has(name) && !this.parked.has(name)) missing.set(name, event);
    }
    if (missing.size === 0 || offset === 0) return;
    const found = await eventsOfChildren(this.pool, [...missing.values()], { before: { [this.partition]: offset } });
    for (const [name, earlier] of found) {
      const { authority, subject } = missing.get(name) as { authority: string; subject: string };
      const book = ChildBook.reopen(authority, subject, earlier);
      book.close();
      this.books.set(name, book);
    }
  }

  /** The book of a child, or undefined where it has none yet. */
  book(authority: string, subject: string): ChildBook | undefined {
    const name = nameOf(authority, subject);
    const book = this.books.get(name);
    if (book !== undefined && this.books.size > this.kept / 2) {
      // Last used, last thrown out: a Map keeps the order in which keys were set. Far from full, order does not matter.
      this.books.delete(name);
      this.books.set(name, book);
    }
    return book;
  }

  put(authority: string, subject: string, book: ChildBook): void {
    this.books.set(nameOf(authority, subject), book);
  }

  isParked(authority: string, subject: string): boolean {
    return this.parked.has(nameOf(authority, subject));
  }

  /** The child's events wait from now on; its book is of no further use. */
  park(authority: string, subject: string): void {
    this.parked.add(nameOf(authority, subject));
    this.books.delete(nameOf(authority, subject));
  }

  /** Throws out the books that were not used for longest. */
  trim(): void {
    for (const name of this.books.keys()) {
      if (this.books.size <= this.kept) return;
      this.books.delete(name);
    }
  }
}

const nameOf = (authority: string, subject: string): string => `${authority}:${subject}`;
