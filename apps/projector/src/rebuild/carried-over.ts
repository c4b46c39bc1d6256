import type { Cell } from '@careledger/measures';
import {
  addErasedChildren,
  erasuresDone,
  hasErasedEvents,
  postingsOfErased,
  type PostingOfErased,
} from '@careledger/store';
import type { ClientBase } from 'pg';
import type { CarriedOver } from '../batch-draft';

/** A child was erased whose events a rebuild had worked out already: it has to begin again. */
export class ErasedMeanwhile extends Error {
  override readonly name = 'ErasedMeanwhile';
}

/**
 * The postings of one partition's erased children, which a new generation takes over from the live ledger as they stand, each
 * under its number: their events are gone. All others are worked out, and get the numbers in between.
 */
export class ErasedOfPartition implements CarriedOver {
  /** How many children had been erased when it was looked last. */
  private done: number | undefined;
  private hasAny = false;
  private found: readonly PostingOfErased[] = [];
  private at = 0;

  constructor(
    private readonly partition: number,
    /** The schema of the live tables. */
    private readonly live: string,
  ) {}

  /** The numbers of all of them. */
  get numbers(): readonly number[] {
    return this.found.map(({ number }) => number);
  }

  /** The children whose they are. */
  get children(): ReadonlySet<number> {
    return new Set(this.found.map(({ child }) => child));
  }

  get cells(): ReadonlySet<Cell> {
    return new Set(this.found.map(({ cell }) => cell));
  }

  /**
   * Looks whether anybody has been erased since.
   * @param client in the snapshot in which events are read: what is erased in one is erased in the other
   * @param next the offset that the new generation has come to
   * @throws ErasedMeanwhile
   */
  async look(client: ClientBase, next: number): Promise<void> {
    const done = await erasuresDone(client, this.partition);
    if (done === this.done) return;
    const known = this.children;
    this.hasAny = await hasErasedEvents(client, this.partition);
    const found = this.hasAny ? await postingsOfErased({ client, schema: this.live }, this.partition) : [];
    if (this.done !== undefined && found.some(({ child }) => child < next && !known.has(child))) {
      throw new ErasedMeanwhile('a child was erased whose postings had been worked out already');
    }
    const last = this.found[this.at - 1]?.number ?? -1;
    this.done = done;
    this.found = found;
    this.at = found.findIndex(({ number }) => number > last);
    if (this.at < 0) this.at = found.length;
  }

  /** Writes their rows of `child`, as far as the new generation has come. */
  async addChildren(own: ClientBase, next: number): Promise<void> {
    if (this.hasAny) await addErasedChildren(own, this.live, this.partition, next, this.found);
  }

  take(number: number, nextOffset: number): PostingOfErased | undefined {
    const { found } = this;
    // One that was passed over does not fit: what is worked out is not what it stood among. The comparison tells.
    while (this.at < found.length && (found[this.at] as PostingOfErased).number < number) this.at++;
    const posting = found[this.at];
    if (posting?.number !== number || posting.cause >= nextOffset) return undefined;
    this.at++;
    return posting;
  }
}
