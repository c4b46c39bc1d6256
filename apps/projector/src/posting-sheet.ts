import type { Post } from '@careledger/ledger';
import type { Cell } from '@careledger/measures';
import type { CauseOfPosting } from '@careledger/store';

const FIRST_ROOM = 1 << 12;

/** Numbers a posting takes up: account, day, cell, numerator, denominator. */
const WIDTH = 5;

/** What caused postings, and the version of the rulebook that they were made under. */
export interface PostingCause extends CauseOfPosting {
  readonly rulebook: number;
}

/** The postings of one event. */
interface Caused {
  readonly cause: PostingCause;
  /** How many there are. */
  readonly postings: number;
  forEach(visit: Post): void;
}

/**
 * The postings of a batch before they are numbered. They are made child by child and read in the order of the events
 * that let them be posted: those that caused them, or acts on parked children. Kept in columns of numbers, and the columns
 * are used again: an object for each posting would be most of what the garbage collector has to look after.
 */
export class PostingSheet {
  private numbers = new Int32Array(FIRST_ROOM * WIDTH);
  private count = 0;
  /** Of each event, by its place in the batch: where its postings begin and end. */
  private begins = new Int32Array(0);
  private ends = new Int32Array(0);
  private causes: (PostingCause | undefined)[] = [];
  /**
   * At the places of acts on parked children and of activated rulebooks, where there is more than one cause or child: those
   * of the second on.
   */
  private readonly further = new Map<number, { begin: number; end: number; cause: PostingCause }[]>();

  /** How many postings there are. */
  get postings(): number {
    return this.count;
  }

  /** Empties the sheet, for a batch of so many events. */
  reset(events: number): void {
    this.count = 0;
    this.further.clear();
    if (this.begins.length < events) {
      this.begins = new Int32Array(events);
      this.ends = new Int32Array(events);
    }
    this.causes = new Array<PostingCause | undefined>(events).fill(undefined);
  }

  /** Adds a posting; whose it is says the `close` that follows. */
  readonly add: Post = (account, day, cell, numerator, denominator) => {
    let at = this.count * WIDTH;
    if (at + WIDTH > this.numbers.length) {
      const wider = new Int32Array(this.numbers.length * 2);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    const { numbers } = this;
    numbers[at++] = account;
    numbers[at++] = day;
    numbers[at++] = cell;
    numbers[at++] = numerator;
    numbers[at] = denominator;
    this.count++;
  };

  /** All postings since there were `begin` have this cause, and stand at this place of the batch. */
  close(place: number, begin: number, cause: PostingCause): void {
    if (begin === this.count) return;
    if (this.causes[place] !== undefined) {
      const others = this.further.get(place) ?? [];
      others.push({ begin, end: this.count, cause });
      this.further.set(place, others);
      return;
    }
    this.begins[place] = begin;
    this.ends[place] = this.count;
    this.causes[place] = cause;
  }

  /** Takes back what was added since there were `begin` postings. */
  undo(begin: number): void {
    this.count = begin;
  }

  /** The cells that the postings carry. */
  cells(): Set<Cell> {
    const cells = new Set<Cell>();
    for (let at = 2; at < this.count * WIDTH; at += WIDTH) cells.add(this.numbers[at] as Cell);
    return cells;
  }

  /**
   * Puts the postings of one event in one account on one day in the order of their cells, by a number that every process and
   * database gives them alike: as they come, their order is that in which this process first met the cells. So a ledger that is worked out
   * again has the same posting under each number.
   */
  arrange(rankOf: (cell: Cell) => number): void {
    const { numbers } = this;
    for (const { begin, end } of this.runs()) {
      for (let last = begin + 1; last < end; last++) {
        for (let at = last * WIDTH; at > begin * WIDTH && this.isMisplaced(at, rankOf); at -= WIDTH) {
          for (let column = at; column < at + WIDTH; column++) {
            const moved = numbers[column] as number;
            numbers[column] = numbers[column - WIDTH] as number;
            numbers[column - WIDTH] = moved;
          }
        }
      }
    }
  }

  /** Whether the posting that begins here belongs before the one in front of it, which is of the same account and day. */
  private isMisplaced(at: number, rankOf: (cell: Cell) => number): boolean {
    const { numbers } = this;
    const before = at - WIDTH;
    if (numbers[at] !== numbers[before] || numbers[at + 1] !== numbers[before + 1]) return false;
    return rankOf(numbers[at + 2] as Cell) < rankOf(numbers[before + 2] as Cell);
  }

  private *runs(): Iterable<{ readonly begin: number; readonly end: number }> {
    for (const [place, cause] of this.causes.entries()) {
      if (cause !== undefined) yield { begin: this.begins[place] as number, end: this.ends[place] as number };
    }
    for (const others of this.further.values()) yield* others;
  }

  /** What each event caused, in the order of their places; those that caused nothing are left out. */
  *inOrder(): Iterable<Caused> {
    for (const [place, cause] of this.causes.entries()) {
      if (cause === undefined) continue;
      const begin = this.begins[place] as number;
      const end = this.ends[place] as number;
      yield this.caused(cause, begin, end);
      for (const other of this.further.get(place) ?? []) yield this.caused(other.cause, other.begin, other.end);
    }
  }

  private caused(cause: PostingCause, begin: number, end: number): Caused {
    return { cause, postings: end - begin, forEach: (visit) => this.visit(begin, end, visit) };
  }

  private visit(begin: number, end: number, visit: Post): void {
    const { numbers } = this;
    for (let at = begin * WIDTH; at < end * WIDTH; at += WIDTH) {
      visit(
        numbers[at] as number,
        numbers[at + 1] as number,
        numbers[at + 2] as number,
        numbers[at + 3] as number,
        numbers[at + 4] as number,
      );
    }
  }
}
