import type { Day } from '@careledger/calendar';
import { CONTROL_PREFIX, eventIn } from '@careledger/contract';
import { positionIn } from '@careledger/figures';
import { courseOf, isCaseEvent } from '@careledger/ledger';
import type { Timeline } from '@careledger/measures';
import { Child, type LoggedEvent } from '@careledger/record';
import { eventsOfChildren, type Positions } from '@careledger/store';
import type { Pool } from 'pg';
import { parkedAmong } from '../entries/events-of-record';
import { Arrivals } from './arrivals';
import type { Group } from './kinds';
import { qualityOf, type Finding } from './record-findings';
import { sameEventIds } from './same-event-ids';

/** Children that are read at a time: few enough that other questions are answered in between. */
const SLICE = 40;
/** New events that are looked through at a time. */
const MOST_NEW = 5_000;
/** Looking for one id under two children reads the index of all events: not more often than this. */
const SAME_IDS_MS = 15 * 60_000;

const ERASED = `${CONTROL_PREFIX}child-erased`;

/** What is kept of a child: what is doubtful about it today or later, and to which groups it belongs. */
export interface KeptQuality {
  readonly subject: string;
  readonly findings: readonly Finding[];
  readonly groups: readonly (readonly [Group, Timeline])[];
}

/**
 * The quality of an authority's records: read once, child by child, and after that only what has come in since. It holds what is
 * in the figures, and nothing of a child about whom there is nothing to say but the groups that it is counted in.
 */
export class QualityBook {
  /** By pseudonym. */
  private readonly children = new Map<string, KeptQuality>();
  private sameIds = new Map<string, Finding[]>();
  private sameIdsAt = -Infinity;
  readonly arrivals = new Arrivals();
  private position: Positions | undefined;
  private total = 0;
  private done = 0;

  constructor(
    private readonly pool: Pool,
    readonly authority: string,
  ) {}

  /** How far the first reading is: children done, of how many. */
  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.done, total: this.total };
  }

  /** Whether all records have been read once. */
  get isRead(): boolean {
    return this.position !== undefined;
  }

  /** How many children it has read, carers left out. */
  get size(): number {
    return this.children.size;
  }

  /** The children with something to say of, in the order of their pseudonyms. */
  *withFindings(): Iterable<KeptQuality> {
    const found = [...this.children.values()].filter(({ subject, findings }) => {
      return findings.length > 0 || this.sameIds.has(subject);
    });
    for (const kept of found.sort((a, b) => (a.subject < b.subject ? -1 : 1))) {
      yield { ...kept, findings: [...kept.findings, ...(this.sameIds.get(kept.subject) ?? [])] };
    }
  }

  /** All children. */
  all(): Iterable<KeptQuality> {
    return this.children.values();
  }

  /** Takes in what is in the figures and was not read yet. @param today what was of earlier days alone is left out */
  async refresh(today: Day): Promise<void> {
    const projected = await positionIn(this.pool);
    if (this.position === undefined) await this.readAll(projected, today);
    else await this.readNew(this.position, projected, today);
    this.position = projected;
    if (Date.now() - this.sameIdsAt > SAME_IDS_MS) {
      this.sameIds = await sameEventIds(this.pool, this.authority);
      this.sameIdsAt = Date.now();
    }
  }

  private async readAll(before: Positions, today: Day): Promise<void> {
    const all = await this.subjects();
    this.total = all.length;
    this.done = 0;
    for (let i = 0; i < all.length; i += SLICE) {
      const subjects = all.slice(i, i + SLICE);
      await this.read(subjects, {}, before, today);
      this.done += subjects.length;
    }
  }

  /** Reads the children anew whom events since a position tell of. */
  private async readNew(since: Positions, before: Positions, today: Day): Promise<void> {
    for (const [partition, end] of Object.entries(before)) {
      let from = since[Number(partition)] ?? 0;
      while (from < end) {
        const to = Math.min(end, from + MOST_NEW);
        const subjects = await this.toldOf(Number(partition), from, to);
        const upTo = { [partition]: to };
        for (let i = 0; i < subjects.length; i += SLICE) {
          await this.read(subjects.slice(i, i + SLICE), { [partition]: from }, upTo, today);
        }
        from = to;
      }
    }
  }

  private async toldOf(partition: number, from: number, to: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ payload: string }>(
      `SELECT payload FROM event WHERE partition = $1 AND "offset" >= $2 AND "offset" < $3 AND payload IS NOT NULL`,
      [partition, from, to],
    );
    const events = rows.map(({ payload }) => eventIn(payload));
    if (events.some(({ type }) => type === ERASED)) await this.forgetErased();
    return [...new Set(events.filter(({ authority }) => authority === this.authority).map(({ subject }) => subject))];
  }

  /** An erasure does not say whose data it takes: whoever the ledger has no more is let go. */
  private async forgetErased(): Promise<void> {
    const left = new Set(await this.subjects());
    for (const subject of this.children.keys()) if (!left.has(subject)) this.children.delete(subject);
  }

  private async subjects(): Promise<string[]> {
    const { rows } = await this.pool.query<{ subject: string }>(
      `SELECT subject FROM child WHERE authority = $1
       UNION SELECT subject FROM parked_child WHERE authority = $1`,
      [Number(this.authority)],
    );
    return rows.map(({ subject }) => subject);
  }

  /** Works children out from their events before a position; of arrivals only those from `since` on are counted. */
  private async read(subjects: readonly string[], since: Positions, before: Positions, today: Day): Promise<void> {
    const names = subjects.map((subject) => ({ authority: this.authority, subject }));
    const parked = await parkedAmong(this.pool, names);
    const found = await eventsOfChildren(this.pool, names, { before });
    for (const subject of subjects) {
      const name = `${this.authority}:${subject}`;
      const { applied } = courseOf(found.get(name) ?? [], { parkedSince: parked.get(name)?.since });
      const events = applied.map(({ logged }) => logged);
      this.count(events, since);
      this.keep(subject, events, today);
    }
  }

  private count(events: readonly LoggedEvent[], since: Positions): void {
    const seen = new Set<string>();
    for (const logged of events.filter(isCaseEvent)) {
      const { partition, offset, event } = logged;
      const unit = `${event.type} ${'id' in event.data ? event.data.id : ''}`;
      const isFirst = !seen.has(unit);
      seen.add(unit);
      if (offset >= (since[partition] ?? 0)) this.arrivals.add(logged, isFirst);
    }
  }

  private keep(subject: string, events: readonly LoggedEvent[], today: Day): void {
    const { findings, groups } = qualityOf(Child.of(this.authority, subject, events));
    if (groups.length === 0) {
      this.children.delete(subject);
      return;
    }
    this.children.set(subject, {
      subject,
      findings: findings.filter(({ to }) => to > today),
      groups: groups.flatMap(([group, spans]) => {
        const left = spans.filter(({ to }) => to > today).map(({ from, to }) => ({ from, to, what: undefined }));
        return left.length === 0 ? [] : [[group, left] as const];
      }),
    });
  }
}
