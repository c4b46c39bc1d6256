import { partitionKey } from '@careledger/contract';
import { PositionMoved, type LogBatch } from '@careledger/event-log';
import { ChildBook, isCaseEvent } from '@careledger/ledger';
import {
  BinaryCopy,
  lockPosition,
  transaction,
  type LedgerDirectory,
  type LedgerPosition,
  type Logged,
  type LoggedEvent,
} from '@careledger/store';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Pool } from 'pg';
import { BatchDraft } from './batch-draft';
import { BookShelf } from './book-shelf';
import { carryOut, park } from './carry-out';
import { erase } from './erase';
import { isErasure } from './is-erasure';
import type { LedgerCommits } from './ledger-commits';
import { PostingSheet } from './posting-sheet';
import { Turns } from './turns';

/** What a batch did, for those who watch. */
export interface BatchReport {
  readonly events: number;
  readonly postings: number;
  /** The children that could not be applied: at which offset, and why. */
  readonly parked: readonly { readonly since: number; readonly reason: string }[];
}

/** Events worked out in one go: some milliseconds. */
const EVENTS_A_BREATH = 50;

/**
 * Partitions take turns at computing, which a thread can do but for one at a time: so one computes while the database
 * writes what the other has computed. Side by side they would be done together, and then both wait.
 */
const computing = new Turns();

const NOTHING_NEW: BatchReport = { events: 0, postings: 0, parked: [] };

/**
 * Projects one partition of the log onto the ledger. A batch is one transaction: postings, balances and position are
 * there together or not at all, so each event counts exactly once, whichever process dies when. It does not wait for the
 * disk: what a crash of the database takes with it is worked out again from the log, to the same postings. The position's row is
 * locked first; a projector that finds it elsewhere than it left it has been overtaken, and goes on from there.
 */
export class LedgerProjection {
  private readonly shelf: BookShelf;
  private readonly copy = new BinaryCopy(1 << 20);
  private readonly sheet = new PostingSheet();
  private position: LedgerPosition | undefined;

  /**
   * @param commits of the projector that this is a part of
   * @param booksKept how many children's books to keep in memory; a sensible number where nothing is said
   */
  constructor(
    private readonly pool: Pool,
    private readonly directory: LedgerDirectory,
    private readonly partition: number,
    private readonly commits: LedgerCommits,
    booksKept?: number,
  ) {
    this.shelf = new BookShelf(pool, partition, booksKept);
  }

  /** The offset from which to consume: every event before it is in the figures. */
  async nextOffset(): Promise<number> {
    return (await this.resume()).nextOffset;
  }

  /**
   * Applies a batch; events that were applied before are passed over. Rejects where the database does not take it: the
   * same batch can then be given again.
   * @throws PositionMoved where events between the position and the batch would be left out
   */
  async apply(batch: LogBatch): Promise<BatchReport> {
    const before = this.position ?? (await this.resume());
    if (batch.from !== undefined && batch.from > before.nextOffset) {
      throw new PositionMoved(this.partition, before.nextOffset, batch.from);
    }
    if (batch.next <= before.nextOffset) return NOTHING_NEW;
    const events = batch.events.filter(({ offset }) => offset >= before.nextOffset);
    try {
      await this.shelf.fetch(events, before.nextOffset);
      const { draft, effects } = await computing.take(async () => {
        const drafted = await this.draft(events);
        return { draft: drafted, effects: drafted.effects(this.directory, this.copy, before, batch.next) };
      });
      await this.commits.write(effects, batch.keep, draft);
      this.position = effects.after;
      this.shelf.trim();
      return { events: events.length, postings: this.sheet.postings, parked: draft.parked };
    } catch (error) {
      // The books hold what was not stored: forget them, and ask the database where we are.
      this.position = undefined;
      throw error;
    }
  }

  private async resume(): Promise<LedgerPosition> {
    const position = await transaction(this.pool, (client) => lockPosition(client, this.partition));
    await this.shelf.clear();
    this.position = position;
    return position;
  }

  /**
   * Works out what the events change, child by child: what is worked out for one event of a child mostly serves the next
   * one, and is soon forgotten. The difference is taken event by event, so that each posting has its cause.
   */
  private async draft(events: readonly Logged[]): Promise<BatchDraft> {
    this.sheet.reset(events.length);
    const draft = new BatchDraft(this.partition, this.sheet);
    let done = 0;
    for (const places of placesByChild(events, (logged) => this.shelf.erasures.nameOf(logged))) {
      let book: ChildBook | undefined;
      for (const place of places) {
        const logged = events[place] as Logged;
        book = this.take(logged, place, draft) ?? book;
        // Another partition's commit has questions and answers to exchange with the database: let them through, or it would
        // stand still meanwhile.
        if (++done % EVENTS_A_BREATH === 0) await breathe();
      }
      book?.close();
    }
    await this.directory.register(this.sheet.cells());
    return draft;
  }

  /** Takes an event or a decision into account; gives the book that was opened for it. */
  private take(logged: Logged, place: number, draft: BatchDraft): ChildBook | undefined {
    if (isCaseEvent(logged)) return this.applyOne(logged, place, draft);
    if (isErasure(logged)) {
      erase(logged, place, this.shelf, draft);
      return undefined;
    }
    if (this.isLate(logged, draft)) return undefined;
    return carryOut(logged, this.shelf, draft, (reopened, waiting) => this.post(reopened, waiting, place));
  }

  /** Whether an event is of a child who was erased before; it is then put down to be erased too. */
  private isLate({ offset, event: { authority, subject } }: Logged, draft: BatchDraft): boolean {
    if (!this.shelf.erasures.isGone(`${authority}:${subject}`)) return false;
    draft.late.push({ offset, authority, subject });
    return true;
  }

  /** Applies an event, if its child's events do not wait; gives the book that was opened for it. */
  private applyOne(logged: LoggedEvent, place: number, draft: BatchDraft): ChildBook | undefined {
    const { authority, subject } = logged.event;
    const { parked } = this.shelf;
    let book = this.shelf.book(authority, subject);
    if (book === undefined && this.isLate(logged, draft)) return undefined;
    if (parked.any || book === undefined) {
      const child = partitionKey(logged.event);
      if (parked.whyParked(child) !== undefined) return undefined;
      book ??= this.open(logged, draft);
      const byTheLog = parked.waitsByTheLog(child, logged.offset, logged.offset);
      if (byTheLog !== undefined) {
        park(logged, byTheLog.reason, this.shelf, draft);
        return book;
      }
    }
    const fault = this.post(book, logged, place);
    // This child waits, all others go on.
    if (fault !== undefined) park(logged, fault, this.shelf, draft);
    return book;
  }

  /** Applies an event to its child's book; what that changes is posted at a place of the batch. See `Apply`. */
  private post(book: ChildBook, logged: LoggedEvent, place: number): string | undefined {
    const { sheet } = this;
    const begin = sheet.postings;
    try {
      book.apply(logged, sheet.add);
    } catch (error) {
      sheet.undo(begin);
      // Faults of fold and measures name no content of an event.
      return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown fault';
    }
    const { number: child, knownAt } = book;
    sheet.close(place, begin, { cause: logged.offset, child, authority: Number(logged.event.authority), knownAt });
    return undefined;
  }

  private open({ offset, event: { authority, subject } }: LoggedEvent, draft: BatchDraft): ChildBook {
    const book = ChildBook.open(authority, subject, offset);
    this.shelf.put(authority, subject, book);
    draft.children.push({ child: offset, authority, subject });
    return book;
  }
}

/** The places of each child's events in a batch, in their order; children in the order of their first event. */
function placesByChild(events: readonly Logged[], nameOf: (logged: Logged) => string): Iterable<readonly number[]> {
  const children = new Map<string, number[]>();
  events.forEach((logged, place) => {
    const name = nameOf(logged);
    const places = children.get(name);
    if (places === undefined) children.set(name, [place]);
    else places.push(place);
  });
  return children.values();
}
