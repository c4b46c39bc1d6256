import { partitionKey } from '@careledger/contract';
import { PositionMoved, type LogBatch } from '@careledger/event-log';
import { ChildBook, isCaseEvent, type Activation } from '@careledger/ledger';
import type { Rulebook } from '@careledger/measures';
import {
  BinaryCopy,
  lockPosition,
  transaction,
  headOf,
  openPostingChain,
  type ChildName,
  type LedgerDirectory,
  type Logged,
  type LoggedEvent,
} from '@careledger/store';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Pool } from 'pg';
import { BatchDraft, type CarriedOver, type ChainedEffects, type ChainedPosition } from './batch-draft';
import { BookShelf } from './book-shelf';
import { carryOut, park } from './carry-out';
import { changeOver } from './change-over';
import { erase } from './erase';
import { faultOf } from './failure';
import { isErasure } from './is-erasure';
import type { LedgerCommits } from './ledger-commits';
import { PostingSheet } from './posting-sheet';
import { PreparedChanges } from './prepared-changes';
import { Turns } from './turns';

/** What a batch did, for those who watch. */
export interface BatchReport {
  readonly events: number;
  readonly postings: number;
  /** The children that could not be applied: at which offset, and why. */
  readonly parked: readonly { readonly since: number; readonly reason: string }[];
}

/** Events worked out in one go: some milliseconds. */
const EVENTS_A_BREATH = 10;

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
  private readonly prepared: PreparedChanges;
  private position: ChainedPosition | undefined;
  private isApplying = false;

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
    this.shelf = new BookShelf(pool, partition, directory.rulebooks, booksKept);
    const { shelf } = this;
    this.prepared = new PreparedChanges({ pool, partition, shelf, computing: (work) => computing.take(work) });
  }

  /** The offset from which to consume: every event before it is in the figures. */
  async nextOffset(): Promise<number> {
    return (await this.resume()).nextOffset;
  }

  /**
   * Applies a batch; events that were applied before are passed over. Rejects where the database does not take it: the
   * same batch can then be given again.
   * @param carried what is taken over from another ledger, where anything is
   * @throws PositionMoved where events between the position and the batch would be left out
   */
  async apply(batch: LogBatch, carried?: CarriedOver): Promise<BatchReport> {
    const before = this.position ?? (await this.resume());
    if (batch.from !== undefined && batch.from > before.nextOffset) {
      throw new PositionMoved(this.partition, before.nextOffset, batch.from);
    }
    if (batch.next <= before.nextOffset) return NOTHING_NEW;
    const events = batch.events.filter(({ offset }) => offset >= before.nextOffset);
    this.isApplying = true;
    try {
      const { draft, effects } = await this.commits.draft(events.length, async () => {
        await this.shelf.fetch(events, before.nextOffset);
        if (this.prepared.isInUse) this.prepared.touch(events.map((logged) => this.shelf.erasures.nameOf(logged)));
        return this.draftBatch(events, before, batch.next, carried);
      });
      await this.commits.write(effects, batch.keep, draft);
      this.position = effects.after;
      this.shelf.trim();
      return { events: events.length, postings: this.sheet.postings, parked: draft.parked };
    } catch (error) {
      // The books hold what was not stored: forget them, and ask the database where we are.
      this.position = undefined;
      throw error;
    } finally {
      this.isApplying = false;
    }
  }

  /**
   * Works out ahead, for a few more children, what the next rulebook that the program knows would post: while no batch is under way, so that
   * little is left to do when it is activated.
   * @returns how many children are ready, and whether there may be more to do at once
   */
  async prepare(): Promise<{ readonly ready: number; readonly more: boolean }> {
    const { position, prepared } = this;
    if (position === undefined || this.isApplying) return { ready: prepared.size, more: true };
    const more = await prepared.slice(position.nextOffset, this.directory.rulebooks);
    return { ready: prepared.size, more };
  }

  private async resume(): Promise<ChainedPosition> {
    const position = await transaction(this.pool, async (client) => {
      const locked = await lockPosition(client, this.partition);
      const chain = await openPostingChain(client, this.partition, locked);
      return { ...locked, chain, head: headOf(chain) };
    });
    await this.shelf.clear();
    this.prepared.clear();
    this.position = position;
    return position;
  }

  /** Works out what a batch changes. Where a rulebook comes into force in its midst, other partitions have their turns. */
  private async draftBatch(
    events: readonly Logged[],
    before: ChainedPosition,
    next: number,
    carried: CarriedOver | undefined,
  ): Promise<{ draft: BatchDraft; effects: ChainedEffects }> {
    this.sheet.reset(events.length);
    const draft = new BatchDraft(this.partition, this.sheet);
    const { rules } = this.shelf;
    let from = 0;
    for (const activation of rules.activations) {
      const place = events.findIndex(({ offset }) => offset === activation.offset);
      if (place < 0) continue;
      const upTo = place;
      const begin = from;
      await computing.take(() => this.draft(draft, events, begin, upTo));
      const [old, now] = [rules.before(activation.offset), rules.broughtBy(activation)];
      const change = { activation, place, from: old, to: now, stored: before.nextOffset };
      const { pool, partition, shelf, prepared } = this;
      await changeOver(change, { pool, partition, shelf, prepared, draft, computing: (work) => computing.take(work) });
      from = place + 1;
    }
    return computing.take(async () => {
      await this.draft(draft, events, from, events.length);
      await this.directory.register(this.sheet.cells());
      if (carried !== undefined) await this.directory.register(carried.cells);
      return { draft, effects: draft.effects(this.directory, this.copy, before, next, carried) };
    });
  }

  /**
   * Works out what the events at some places change, child by child: what is worked out for one event of a child mostly
   * serves the next one, and is soon forgotten. The difference is taken event by event, so that each posting has its cause.
   */
  private async draft(draft: BatchDraft, events: readonly Logged[], from: number, to: number): Promise<void> {
    let done = 0;
    const nameOf = (logged: Logged): string => this.shelf.erasures.nameOf(logged);
    for (const places of placesByChild(events, from, to, nameOf)) {
      let book: ChildBook | undefined;
      for (const place of places) {
        const logged = events[place] as Logged;
        book = this.take(logged, place, draft) ?? book;
        // Another partition's commit has questions and answers to exchange with the database: let them through, or it would
        // stand still meanwhile.
        if (++done % EVENTS_A_BREATH === 0) await breathe();
      }
      if (book !== undefined) this.shelf.leave(book, to - from);
    }
  }

  /** Takes an event or a decision into account; gives the book that was opened for it. */
  private take(logged: Logged, place: number, draft: BatchDraft): ChildBook | undefined {
    if (isCaseEvent(logged)) return this.applyOne(logged, place, draft);
    if (isErasure(logged)) {
      erase(logged, place, this.shelf, draft);
      return undefined;
    }
    if (this.isLate(logged, draft)) return undefined;
    return carryOut(logged, this.shelf, draft, {
      apply: (reopened, waiting) => this.post(reopened, waiting, place),
      changeRules: (...change) => this.postChange(place, ...change),
    });
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
        park(logged.event, logged.offset, byTheLog.reason, this.shelf, draft);
        return book;
      }
    }
    const fault = this.post(book, logged, place);
    // This child waits, all others go on.
    if (fault !== undefined) park(logged.event, logged.offset, fault, this.shelf, draft);
    return book;
  }

  /** Applies an event to its child's book; what that changes is posted at a place of the batch. See `Trying`. */
  private post(book: ChildBook, logged: LoggedEvent, place: number): string | undefined {
    const { sheet } = this;
    const begin = sheet.postings;
    try {
      book.apply(logged, sheet.add);
    } catch (error) {
      sheet.undo(begin);
      return faultOf(error);
    }
    this.close(book, logged.event, logged.offset, place, begin);
    return undefined;
  }

  /** Takes the book of a child that is released over to a rulebook that was activated while it was parked. See `Trying`. */
  private postChange(
    place: number,
    book: ChildBook,
    child: ChildName,
    { offset }: Activation,
    rulebook: Rulebook,
  ): string | undefined {
    const { sheet } = this;
    const begin = sheet.postings;
    try {
      book.changeRules(rulebook, sheet.add);
    } catch (error) {
      sheet.undo(begin);
      return faultOf(error);
    }
    this.close(book, child, offset, place, begin);
    return undefined;
  }

  /** What was posted last has this cause. */
  private close(book: ChildBook, { authority }: ChildName, cause: number, place: number, begin: number): void {
    const { number: child, knownAt, rulebook } = book;
    this.sheet.close(place, begin, { cause, child, authority: Number(authority), knownAt, rulebook: rulebook.version });
  }

  private open({ offset, event: { authority, subject } }: LoggedEvent, draft: BatchDraft): ChildBook {
    const { rules } = this.shelf;
    const book = ChildBook.open(rules.before(offset), authority, subject, offset);
    book.knowAt(rules.floorAt(offset));
    this.shelf.put(authority, subject, book);
    draft.children.push({ child: offset, authority, subject });
    return book;
  }
}

/** The places of each child's events in a part of a batch, in their order; children in the order of their first event. */
function placesByChild(
  events: readonly Logged[],
  from: number,
  to: number,
  nameOf: (logged: Logged) => string,
): Iterable<readonly number[]> {
  const children = new Map<string, number[]>();
  for (let place = from; place < to; place++) {
    const name = nameOf(events[place] as Logged);
    const places = children.get(name);
    if (places === undefined) children.set(name, [place]);
    else places.push(place);
  }
  return children.values();
}
