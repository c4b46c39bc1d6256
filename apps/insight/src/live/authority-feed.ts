import { firstDayOf, formatDay, formatMonth, lastDayOf, monthOf, type Day } from '@careledger/calendar';
import type { Today } from '@careledger/config';
import { measureIn, NEWEST, type Measure, type Rulebook } from '@careledger/measures';
import type { Positions } from '@careledger/store';
import { figureOf, type PopulationBook, type RulesInForce } from '@careledger/figures';
import { tracing } from '@careledger/tracing';
import type { ServerResponse } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import { eventText, LiveStream } from './live-stream';
import { MonthBook, type MonthFigures, type NextPostings } from './month-figures';

const TRY_AGAIN_MS = 1_000;
const MOST_TRACES = 32;
/** Beside the figures, which go by the ids of their measures, these are sent by their latest state too. */
const ALL_FIGURES = '*';
const POSITION = '@';

/** The figures of one authority for this month, and who follows them. */
export class AuthorityFeed {
  readonly streams = new Set<LiveStream>();
  private rulebook: Rulebook = NEWEST;
  private book = new MonthBook(this.rulebook);
  private today: Day;
  private position: Positions = {};
  /** Undefined until everything has been read once, and where it must be again. */
  private next: NextPostings | undefined;
  private isWoken = false;
  /** The spans of postings that have not been published yet. */
  private readonly traces = new Set<string>();
  private reading: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly authority: string,
    private readonly figures: MonthFigures,
    private readonly populations: PopulationBook,
    private readonly clock: Today,
    private readonly rules: Pick<RulesInForce, 'rulebook'>,
  ) {
    this.today = clock.today();
  }

  /** Reads all figures for the first time. Rejects where the database does not answer. */
  async open(): Promise<void> {
    if (this.next === undefined) await this.readAll(await this.rules.rulebook());
  }

  /**
   * Lets a reader in: it gets all figures, and from then on those that move.
   * @param out an answer whose head has been written
   * @param onGone called once the reader has gone
   */
  admit(out: ServerResponse, onGone: () => void): void {
    const stream = new LiveStream(out, this.eventOf);
    this.streams.add(stream);
    stream.onClose(() => {
      this.streams.delete(stream);
      onGone();
    });
    stream.send([ALL_FIGURES]);
    // What was posted between the reading of these figures and now.
    this.wake();
  }

  /**
   * There may be new postings, or a new day. However often it is called while they are being read, one more look follows.
   * @param traceparent the span that made the postings, where somebody collects traces
   */
  wake(traceparent?: string): void {
    if (traceparent !== undefined && this.traces.size < MOST_TRACES) this.traces.add(traceparent);
    this.isWoken = true;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
  }

  /** All postings may be others than they were: everything is read again. */
  forget(): void {
    this.next = undefined;
    this.wake();
  }

  /** Whether the day of the figures is over. */
  get isYesterdays(): boolean {
    return this.clock.today() !== this.today;
  }

  close(): void {
    clearTimeout(this.retry);
    for (const stream of this.streams) stream.end();
    this.streams.clear();
  }

  private async read(): Promise<void> {
    while (this.isWoken && this.streams.size > 0) {
      // What one commit has posted in several partitions is told one by one, and read at once.
      await breathe();
      this.isWoken = false;
      try {
        const rulebook = await this.rules.rulebook();
        if (this.next === undefined || this.isYesterdays || rulebook !== this.rulebook) {
          await this.readAll(rulebook);
          this.publish([ALL_FIGURES]);
        } else {
          await this.readNew(this.next);
        }
      } catch {
        // The position tells readers that nothing moves; the status page why.
        clearTimeout(this.retry);
        if (this.streams.size > 0) this.retry = setTimeout(() => this.wake(), TRY_AGAIN_MS);
        return;
      }
    }
  }

  private async readAll(rulebook: Rulebook): Promise<void> {
    const today = this.clock.today();
    const { position, next, sums } = await this.figures.all(rulebook, this.authority, today);
    this.rulebook = rulebook;
    this.book = new MonthBook(rulebook);
    this.book.add(sums);
    this.today = today;
    this.position = position;
    this.next = next;
  }

  private async readNew(seen: NextPostings): Promise<void> {
    const [parent, ...links] = this.traces;
    this.traces.clear();
    const { position, next, sums } = await this.figures.since(this.rulebook, seen, this.authority, this.today);
    const hasMoved = JSON.stringify(position) !== JSON.stringify(this.position);
    this.position = position;
    this.next = next;
    const moved = [...this.book.add(sums)].map(({ id }) => id);
    if (!hasMoved) return;
    const span = tracing().begin('publish figures', 'producer', { parent, links });
    this.publish([...moved, POSITION]);
    span.set({ 'careledger.figures': moved.length, 'careledger.listeners': this.streams.size });
    span.end();
  }

  private publish(moved: readonly string[]): void {
    const text = moved.map(this.eventOf).join('');
    for (const stream of this.streams) stream.send(moved, text);
  }

  /** The event of a figure, of all of them, or of the position, as it stands now. */
  private readonly eventOf = (name: string): string => {
    if (name === POSITION) return eventText('position', { position: this.position });
    if (name === ALL_FIGURES) {
      const figures = this.rulebook.measures.map((measure) => ({ measure: measure.id, ...this.figure(measure) }));
      return eventText('figures', { ...this.about(), position: this.position, figures });
    }
    const measure = measureIn(this.rulebook, name) as Measure;
    return eventText('figure', { measure: name, ...this.about(), ...this.figure(measure), position: this.position });
  };

  private about() {
    const month = monthOf(this.today);
    return {
      authority: this.authority,
      grain: 'month',
      period: formatMonth(month),
      from: formatDay(firstDayOf(month)),
      to: formatDay(this.today),
    };
  }

  private figure(measure: Measure) {
    const figure = figureOf(measure.shape, this.book.sumsOf(measure.id));
    const last = lastDayOf(monthOf(this.today));
    const rate = measure.rate === true ? this.populations.rate(figure.numerator, this.authority, last) : null;
    return { ...figure, rate };
  }
}
