import type { Day, Instant } from '@careledger/calendar';
import type { Today } from '@careledger/config';
import type { Pool } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { ArrivalProblemReader, type ArrivalProblems } from './arrival-problems';
import type { Delays, Freshness, RecordingDelays } from './arrivals';
import { besideFigures, type Beside } from './beside';
import { GROUPS, KINDS, type Group, type KindId, type QualityKind } from './kinds';
import { QualityBook } from './quality-book';
import { holdsOn, type Finding } from './record-findings';
import { PATIENCE_MS, type Reading } from './still-reading';

/** A kind of finding with how many children have it today. */
export interface KindCount {
  readonly kind: QualityKind;
  /** Children, each once however often it is found. */
  readonly children: number;
  /** How many there are in the group that it is looked for in. */
  readonly of: number;
  /** The measures that it touches today, in the order of the catalogue. */
  readonly measures: readonly string[];
}

/** The quality of an authority's data. */
export interface QualityOverview {
  /** The instant up to which it was brought. */
  readonly asOf: Instant;
  readonly today: Day;
  readonly kinds: readonly KindCount[];
  readonly freshness: readonly Freshness[];
  readonly delays: Delays;
  readonly problems: ArrivalProblems;
}

/** A child with its findings of one kind. */
export interface ChildWithFindings {
  readonly subject: string;
  readonly findings: readonly Finding[];
}

interface Shelf {
  readonly book: QualityBook;
  /** Milliseconds since 1970 at which it was last brought up to date. */
  refreshedAt: number;
  /** While it is being brought up to date. */
  running: Promise<void> | undefined;
}

/** What was looked at so lately is not looked at again. */
const FRESH_MS = 2_000;
/** Refusals and dead letters are counted anew after so long. */
const PROBLEMS_MS = 10_000;

/**
 * What is doubtful about the data that figures rest on. The records of an authority are read when somebody first asks, and
 * kept; after that only what comes in is read. Nothing of it is written down: another process reads for itself.
 */
export class DataQuality {
  private readonly shelves = new Map<string, Shelf>();
  private readonly problems: ArrivalProblemReader;
  private readonly counted = new Map<string, { readonly at: number; readonly problems: Promise<ArrivalProblems> }>();

  constructor(
    private readonly pool: Pool,
    private readonly today: Today,
    /** How long a question waits for the first reading. */
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.problems = new ArrivalProblemReader(pool);
  }

  /** The counts of today, or how far the first reading is. */
  async overview(authority: string): Promise<QualityOverview | Reading> {
    const shelf = await this.shelf(authority);
    const { book } = shelf;
    if (shelf.refreshedAt === -Infinity) return book.progress; // the records may be read, and the ids of events not yet
    const today = this.today.today();
    return {
      asOf: shelf.refreshedAt * 1000,
      today,
      kinds: countKinds(book, today),
      freshness: book.arrivals.freshness(today),
      delays: book.arrivals.delays(today),
      problems: await this.problemsOf(authority),
    };
  }

  /**
   * What is to be said of data beside figures: for a measure's page `beside(authority)).measures.get(id)`, for the overview all.
   * It never holds a page up: undefined while the records are being read for the first time.
   */
  async beside(authority: string): Promise<Beside | undefined> {
    const { book } = await this.shelf(authority, 0);
    if (!book.isRead) return undefined;
    const today = this.today.today();
    const freshness = book.arrivals.freshness(today);
    return besideFigures(book.withFindings(), freshness, await this.problemsOf(authority), today);
  }

  /** How long recording takes, by type of event; undefined while the records are being read for the first time. It waits for nothing. */
  async recording(authority: string): Promise<RecordingDelays | undefined> {
    const { book } = await this.shelf(authority, 0);
    return book.isRead ? book.arrivals.recording(this.today.today()) : undefined;
  }

  /**
   * The children with a kind of finding today, in the order of their pseudonyms.
   * @param measure only findings that touch this measure
   * @param skip children to leave out before the first
   */
  async children(
    authority: string,
    kind: KindId,
    { measure, skip, limit }: { readonly measure?: string | undefined; readonly skip: number; readonly limit: number },
  ): Promise<{ children: ChildWithFindings[]; total: number } | Reading> {
    const { book } = await this.shelf(authority);
    if (!book.isRead) return book.progress;
    const today = this.today.today();
    const all: ChildWithFindings[] = [];
    for (const { subject, findings } of book.withFindings()) {
      const found = findings.filter((one) => isOf(one, kind, measure) && holdsOn([one], today));
      if (found.length > 0) all.push({ subject, findings: found });
    }
    return { children: all.slice(skip, skip + limit), total: all.length };
  }

  private problemsOf(authority: string): Promise<ArrivalProblems> {
    const before = this.counted.get(authority);
    if (before !== undefined && Date.now() - before.at < PROBLEMS_MS) return before.problems;
    const problems = this.problems.of(authority);
    this.counted.set(authority, { at: Date.now(), problems });
    problems.catch(() => this.counted.delete(authority)); // whoever waits for it is told
    return problems;
  }

  /** What was refused, the latest first; see `ArrivalProblemReader`. */
  refusals(...asked: Parameters<ArrivalProblemReader['refusals']>): ReturnType<ArrivalProblemReader['refusals']> {
    return this.problems.refusals(...asked);
  }

  /** The shelf of an authority, brought up to date so far as patience goes. */
  private async shelf(authority: string, patienceMs = this.patienceMs): Promise<Shelf> {
    let shelf = this.shelves.get(authority);
    if (shelf === undefined) {
      shelf = { book: new QualityBook(this.pool, authority), refreshedAt: -Infinity, running: undefined };
      this.shelves.set(authority, shelf);
    }
    if (shelf.running === undefined && Date.now() - shelf.refreshedAt > FRESH_MS) {
      shelf.running = this.refresh(authority, shelf);
      shelf.running.catch(() => undefined); // whoever waits for it is told
    }
    if (shelf.running !== undefined && patienceMs > 0) await Promise.race([shelf.running, pause(patienceMs)]);
    return shelf;
  }

  private async refresh(authority: string, shelf: Shelf): Promise<void> {
    const began = Date.now();
    try {
      await shelf.book.refresh(this.today.today());
      shelf.refreshedAt = began;
    } catch (error) {
      // What was half counted is not to be counted again: the next question begins anew.
      this.shelves.delete(authority);
      throw error;
    } finally {
      shelf.running = undefined;
    }
  }
}

function isOf({ kind, measures }: Finding, wanted: KindId, measure: string | undefined): boolean {
  return kind === wanted && (measure === undefined || measures.includes(measure));
}

function countKinds(book: QualityBook, today: Day): KindCount[] {
  const children = new Map<KindId, number>();
  const measures = new Map<KindId, Set<string>>();
  for (const { findings } of book.withFindings()) {
    const kinds = new Set<KindId>();
    for (const finding of findings) {
      if (!holdsOn([finding], today)) continue;
      kinds.add(finding.kind);
      const touched = measures.get(finding.kind) ?? new Set();
      measures.set(finding.kind, touched);
      for (const id of finding.measures) touched.add(id);
    }
    for (const kind of kinds) children.set(kind, (children.get(kind) ?? 0) + 1);
  }
  const groups = countGroups(book, today);
  return KINDS.map((kind) => ({
    kind,
    children: children.get(kind.id) ?? 0,
    of: groups[kind.among],
    measures: [...(measures.get(kind.id) ?? [])],
  }));
}

function countGroups(book: QualityBook, today: Day): Record<Group, number> {
  const counts = Object.fromEntries(Object.keys(GROUPS).map((group) => [group, 0])) as Record<Group, number>;
  for (const { groups } of book.all()) {
    for (const [group, spans] of groups) if (holdsOn(spans, today)) counts[group]++;
  }
  return counts;
}
