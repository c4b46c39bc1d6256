import { ChildBook, courseOf, isCaseEvent } from '@careledger/ledger';
import type { Rulebook } from '@careledger/measures';
import { controlsOf, eventsOfChildren, type ChildName, type Logged, type LoggedEvent } from '@careledger/store';
import type { Pool } from 'pg';
import { ErasuresOfPartition } from './erasures-of-partition';
import { ParkedChildren } from './parked-children';
import { PartitionRules } from './partition-rules';

/** Books of a partition that stay in memory; one takes 20 to 50 KB. */
const BOOKS_KEPT = 15_000;

/**
 * Books that stay open from one small batch to the next. A child's events often come shortly after each other, and what was worked out for
 * the last one then serves the next. Of a large batch none stays open: what they hold would outlive the batch, and be most of the
 * memory.
 */
const BOOKS_OPEN = 64;
const SMALL_BATCH = 200;

/**
 * The books of one partition's children that were used last. A book that is not there is written anew from the event
 * store, so nothing of it needs to be saved. Children that are parked have no book: their events wait.
 */
export class BookShelf {
  private readonly books = new Map<string, ChildBook>();
  /** Those that are open, the last used last. */
  private readonly open = new Set<ChildBook>();
  /** Of the children about whom this batch has a control event: all that the log has of them. */
  private readonly files = new Map<string, readonly Logged[]>();
  readonly parked: ParkedChildren;
  readonly rules: PartitionRules;
  readonly erasures: ErasuresOfPartition;

  /** @param rulebooks those that this program knows */
  constructor(
    private readonly pool: Pool,
    private readonly partition: number,
    rulebooks: readonly Rulebook[],
    private readonly kept: number = BOOKS_KEPT,
  ) {
    this.parked = new ParkedChildren(pool, partition);
    this.rules = new PartitionRules(pool, partition, rulebooks);
    this.erasures = new ErasuresOfPartition(pool, partition);
  }

  /** Forgets all books, and reads anew which children are parked, which rulebooks are in force, and whether any were erased. */
  async clear(): Promise<void> {
    this.books.clear();
    this.open.clear();
    await this.parked.read(await controlsOf(this.pool, this.partition));
    await this.rules.read();
    await this.erasures.read();
  }

  /** Fetches the books that these events need and that are not here, as they stand before `offset`: one query for all. */
  async fetch(batch: readonly Logged[], offset: number): Promise<void> {
    this.parked.note(batch);
    this.rules.note(batch);
    await this.erasures.note(batch);
    this.files.clear();
    const missing = new Map<string, { authority: string; subject: string }>();
    const decided = new Set<string>();
    for (const logged of batch) {
      const name = nameOf(logged.event.authority, logged.event.subject);
      if (!isCaseEvent(logged)) decided.add(name);
      else if (this.books.has(name) || this.parked.whyParked(name) !== undefined) continue;
      missing.set(name, logged.event);
    }
    for (const child of this.erasures.toErase()) {
      const name = nameOf(child.authority, child.subject);
      decided.add(name);
      missing.set(name, child);
    }
    await this.erasures.lookFor(missing);
    const found =
      offset === 0
        ? NONE
        : await eventsOfChildren(this.pool, [...missing.values()], { before: { [this.partition]: offset } });
    for (const [name, earlier] of found) {
      const { authority, subject } = missing.get(name) as { authority: string; subject: string };
      // Of a child that only control events tell of, no book is begun.
      if (!this.books.has(name) && this.parked.whyParked(name) === undefined && earlier.some(isCaseEvent)) {
        const book = this.reopened(authority, subject, earlier, offset);
        book.close();
        this.books.set(name, book);
      }
    }
    for (const name of decided) {
      const now = batch.filter(({ event }) => nameOf(event.authority, event.subject) === name);
      this.files.set(name, [...(found.get(name) ?? []), ...now]);
    }
  }

  /** What the log has of a child before a place, in its order; only where the batch has a control event about it. */
  fileOf(authority: string, subject: string, before: number): readonly Logged[] {
    const file = this.files.get(nameOf(authority, subject)) ?? [];
    return file.filter(({ offset }) => offset < before);
  }

  private reopened(authority: string, subject: string, items: readonly Logged[], offset: number): ChildBook {
    const { events, number, knownAt } = this.posted(nameOf(authority, subject), items, offset);
    const book = ChildBook.reopen(this.rules.before(offset), authority, subject, events, number);
    book.knowAt(Math.max(knownAt, this.rules.floorAt(offset)));
    return book;
  }

  /**
   * What is posted for a child that is not parked.
   * @param items all that the log has of it up to a place, in its order
   * @param before the offset of that place
   */
  posted(
    child: string,
    items: readonly Logged[],
    before: number,
  ): { readonly events: readonly LoggedEvent[]; readonly number: number | undefined; readonly knownAt: number } {
    const rules = this.rules.courseUpTo(before);
    if (rules === undefined && items.every(isCaseEvent)) {
      return { events: items, number: items[0]?.offset, knownAt: -Infinity };
    }
    const { applied, knownAt } = courseOf(items, { acts: this.parked.actsOn(child), rules });
    return { events: applied.map(({ logged }) => logged), number: items.find(isCaseEvent)?.offset, knownAt };
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

  /** The book of a child, if it is here; to look at it is not to use it. */
  peek({ authority, subject }: ChildName): ChildBook | undefined {
    return this.books.get(nameOf(authority, subject));
  }

  put(authority: string, subject: string, book: ChildBook): void {
    this.books.set(nameOf(authority, subject), book);
  }

  /** Nothing more comes for this book in a batch of so many events. */
  leave(book: ChildBook, events: number): void {
    this.open.delete(book);
    if (events > SMALL_BATCH) return book.close();
    this.open.add(book);
    for (const oldest of this.open) {
      if (this.open.size <= BOOKS_OPEN) return;
      this.open.delete(oldest);
      oldest.close();
    }
  }

  /** The child's events wait from now on; its book is of no further use. */
  drop(authority: string, subject: string): void {
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

const NONE: ReadonlyMap<string, readonly Logged[]> = new Map();

const nameOf = (authority: string, subject: string): string => `${authority}:${subject}`;
