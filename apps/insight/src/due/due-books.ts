import { sealedAmong, sealedByHandIn, type Sealed, NOBODY_SEALED } from '@careledger/access';
import type { Day } from '@careledger/calendar';
import type { Positions } from '@careledger/store';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Today } from '@careledger/config';
import { DUE_SOON_DAYS } from '@careledger/due';
import type { Pool } from 'pg';
import { DueBook, type DueState } from './due-book';
import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE_MS, type Reading } from '../data-quality/still-reading';
import { shownLine, type DueOverview } from './due-list';
import { movedChildren } from './moved-children';

/** A question about what is due in an authority. */
export interface DueQuestion {
  readonly authority: string;
  readonly today: Day;
  /** How many days ahead counts as soon. */
  readonly within: number;
  /** Whether whose a line of a sealed child is may be said. */
  readonly seesSealed: boolean;
}

/** More children than any authority has: a load that is tried on a machine, say. Their book is opened when somebody asks. */
const MOST_CHILDREN_UNASKED = 50_000;

/** What falls due, by authority: a book each. */
export class DueBooks implements OnApplicationBootstrap {
  private readonly books = new Map<string, DueBook>();

  constructor(
    private readonly pool: Pool,
    private readonly today: Today,
  ) {}

  /** Opens the books before anybody asks, so that the first one does not wait for it. What fails here fails again when asked. */
  onApplicationBootstrap(): void {
    this.openAll().catch(() => undefined);
  }

  private async openAll(): Promise<void> {
    const { rows } = await this.pool.query<{ authority: string }>(
      `SELECT lpad(authority::text, 3, '0') AS authority FROM child GROUP BY 1 HAVING count(*) <= ${MOST_CHILDREN_UNASKED}`,
    );
    for (const { authority } of rows) await this.bookOf(authority).state(this.today.today(), DUE_SOON_DAYS);
  }

  /** All that is due, the earliest first, as the reader may see it; or how far the first reading of the records is. */
  async overview({ authority, today, within, seesSealed }: DueQuestion): Promise<DueOverview | Reading> {
    const book = this.bookOf(authority);
    const asked = book.state(today, within);
    if (!book.isRead) {
      asked.catch(() => undefined); // whoever waits for it is told
      const isDone = await Promise.race([asked.then(() => true), pause(PATIENCE_MS, false)]);
      if (!isDone) return book.progress;
    }
    const state = await asked;
    const { position, lastRecorded } = state;
    const sealed = seesSealed ? NOBODY_SEALED : await this.sealedIn(authority, state);
    const lines = state.lines.map((line) => shownLine(line, authority, sealed));
    return { authority, today, within, position, lines, lastRecorded };
  }

  private bookOf(authority: string): DueBook {
    let book = this.books.get(authority);
    if (book === undefined) this.books.set(authority, (book = new DueBook(this.pool, authority)));
    return book;
  }

  /**
   * Who is sealed. What the book knows of a record is of its position; an event seals as soon as the log has it, so children
   * of whom the log has more than that are looked at one by one.
   */
  private async sealedIn(authority: string, { position, lines }: DueState): Promise<Sealed> {
    const sealed = new Map(await sealedByHandIn(this.pool, authority));
    const later = new Set((await movedChildren(this.pool, authority, position, endlessly(position))).subjects);
    const unsure = new Set<string>();
    for (const { subject, isAdopted, waits } of lines) {
      if (isAdopted) sealed.set(`${authority}:${subject}`, { why: 'adopted' });
      if (waits || later.has(subject)) unsure.add(subject);
    }
    const found = await sealedAmong(
      this.pool,
      [...unsure].map((subject) => ({ authority, subject })),
    );
    for (const [name, seal] of found) sealed.set(name, seal);
    return sealed;
  }
}

/** However far the log goes on. */
const endlessly = (position: Positions): Positions =>
  Object.fromEntries(Object.keys(position).map((partition) => [partition, Number.MAX_SAFE_INTEGER]));
