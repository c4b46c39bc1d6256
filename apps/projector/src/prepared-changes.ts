import type { Instant } from '@careledger/calendar';
import { partitionKey } from '@careledger/contract';
import { changedAccounts, postChangeOfRules, type Post } from '@careledger/ledger';
import type { Rulebook } from '@careledger/measures';
import { childrenAfter, eventsOfChildren, type Logged, type NewChild } from '@careledger/store';
import type { Pool } from 'pg';
import type { BookShelf } from './book-shelf';

/** Children whose events are read and folded in one go: some milliseconds. */
const CHILDREN_A_SLICE = 25;
/** Postings of a partition that are kept ready, at 20 bytes each: what goes beyond waits for the activation. */
const MOST_POSTINGS = 500_000;
/** Numbers that a posting takes up: account, day, cell, numerator, denominator. */
const WIDTH = 5;

/** What a change of rulebooks posts for a child. */
interface Prepared {
  readonly numbers: Int32Array;
  /** The greatest `appendedAt` of what it is made of. */
  readonly knownAt: Instant;
}

/** What it works with. */
export interface PreparingPlace {
  readonly pool: Pool;
  readonly partition: number;
  readonly shelf: BookShelf;
  /** Lets one partition at a time compute; reading does not wait for it. */
  readonly computing: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * What the next rulebook that the program knows would post for the children of a partition whose books are not in memory, worked out
 * ahead of its activation, so that the partition does not stand still for it. It is a memory and no more: what it holds is what the
 * activation would make of the same events, a child of whom anything comes is taken out again, and whoever is not in it is
 * worked out when the activation comes.
 */
export class PreparedChanges {
  private readonly children = new Map<string, Prepared>();
  private postings = 0;
  private from: Rulebook | undefined;
  private to: Rulebook | undefined;
  /** How often everything was forgotten: what a slice began before that holds no more. */
  private clearings = 0;
  /** The number of the child that was looked at last. */
  private last = -1;
  /** Of whom something has come since the slice under way was begun; undefined where none is. */
  private touched: Set<string> | undefined;

  constructor(private readonly place: PreparingPlace) {}

  /** How many children are ready. */
  get size(): number {
    return this.children.size;
  }

  /** Whether it must be told of whom something comes. */
  get isInUse(): boolean {
    return this.children.size > 0 || this.touched !== undefined;
  }

  /** Forgets everything. */
  clear(): void {
    this.clearings++;
    this.children.clear();
    this.postings = 0;
    this.last = -1;
  }

  /** Something comes of these children: what was worked out for them holds no more. */
  touch(names: Iterable<string>): void {
    for (const name of names) {
      this.touched?.add(name);
      this.drop(name);
    }
  }

  /** Whether a child is ready for this change. */
  has(name: string, from: Rulebook, to: Rulebook): boolean {
    return from === this.from && to === this.to && this.children.has(name);
  }

  /** Posts what is ready for a child. @returns the greatest `appendedAt` of what it is made of */
  post(name: string, post: Post): Instant {
    const prepared = this.children.get(name);
    if (prepared === undefined) return -Infinity;
    visit(prepared.numbers, post);
    return prepared.knownAt;
  }

  /**
   * Works out the next few children.
   * @param stored the offset up to which events are in the ledger
   * @param rulebooks those that the program knows, in their order
   * @returns whether there may be more to work out; if not, a later call begins again with whose books have gone out of memory
   */
  async slice(stored: number, rulebooks: readonly Rulebook[]): Promise<boolean> {
    const { pool, partition, shelf, computing } = this.place;
    const from = shelf.rules.before(stored);
    const to = rulebooks[rulebooks.indexOf(from) + 1];
    if (from !== this.from || to !== this.to) {
      this.clear();
      [this.from, this.to] = [from, to];
    }
    if (to === undefined || stored === 0 || changedAccounts(from, to).length === 0) return false;
    const touched = (this.touched = new Set<string>());
    const { clearings } = this;
    let children: readonly NewChild[];
    try {
      children = await childrenAfter(pool, partition, this.last, CHILDREN_A_SLICE);
      const wanted = children.filter((child) => this.isWanted(child));
      const events = await eventsOfChildren(pool, wanted, { before: { [partition]: stored } });
      await computing(async () => {
        for (const child of wanted) {
          const name = partitionKey(child);
          if (clearings !== this.clearings || touched.has(name) || !this.isWanted(child)) continue;
          this.prepare(child, events.get(name) ?? [], stored, { from, to });
        }
        return Promise.resolve();
      });
    } finally {
      this.touched = undefined;
    }
    const isOver = children.length < CHILDREN_A_SLICE || this.postings >= MOST_POSTINGS;
    if (clearings === this.clearings) this.last = isOver ? -1 : (children[children.length - 1] as NewChild).child;
    return !isOver;
  }

  private isWanted(child: NewChild): boolean {
    const { shelf } = this.place;
    const name = partitionKey(child);
    return !this.children.has(name) && shelf.peek(child) === undefined && shelf.parked.whyParked(name) === undefined;
  }

  private prepare(
    child: NewChild,
    items: readonly Logged[],
    stored: number,
    change: { readonly from: Rulebook; readonly to: Rulebook },
  ): void {
    if (items.length === 0) return;
    const numbers: number[] = [];
    try {
      const { events, knownAt } = this.place.shelf.posted(partitionKey(child), items, stored);
      postChangeOfRules(change, child, events, (...posting) => void numbers.push(...posting));
      const known = events.reduce((latest, { appendedAt }) => Math.max(latest, appendedAt), knownAt);
      this.children.set(partitionKey(child), { numbers: Int32Array.from(numbers), knownAt: known });
      this.postings += numbers.length / WIDTH;
    } catch {
      // Whoever cannot be measured by the new rulebook is parked when it comes.
    }
  }

  private drop(name: string): void {
    this.postings -= (this.children.get(name)?.numbers.length ?? 0) / WIDTH;
    this.children.delete(name);
  }
}

function visit(numbers: Int32Array, post: Post): void {
  for (let at = 0; at < numbers.length; at += WIDTH) {
    post(
      numbers[at] as number,
      numbers[at + 1] as number,
      numbers[at + 2] as number,
      numbers[at + 3] as number,
      numbers[at + 4] as number,
    );
  }
}
