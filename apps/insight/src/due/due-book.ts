import type { Day, Instant } from '@careledger/calendar';
import { itemsOn, outlookOf, type DueItem, type Outlook } from '@careledger/due';
import { inSnapshot } from '@careledger/figures';
import { Child, wasAdopted } from '@careledger/record';
import { childKey, type Positions } from '@careledger/store';
import type { ClientBase, Pool } from 'pg';
import { eventsInLedger } from '../entries/events-of-record';
import { childrenOf, childrenWithCases, type NumberedChild } from './children-with-cases';
import type { Reading } from '../data-quality/still-reading';
import { byDueDay } from './due-order';
import { movedChildren } from './moved-children';

/** Records that are worked out at once: few, since the program answers others in between. */
const AT_ONCE = 25;

/** What is kept of a child for whom something is, or will be, due. */
interface Kept {
  readonly subject: string;
  readonly partition: number;
  readonly child: number;
  readonly outlook: Outlook;
  readonly isAdopted: boolean;
}

/** Something that is due, and for whom. */
export interface DueLine extends DueItem {
  readonly subject: string;
  /** The child's number in the ledger, and the item's among those of the child. */
  readonly place: readonly [partition: number, child: number, nth: number];
  /** Whether events of the child wait, so that it may have been done. */
  readonly waits: boolean;
  readonly isAdopted: boolean;
}

/** All that is due in an authority, as the figures have it. */
export interface DueState {
  readonly position: Positions;
  readonly lines: readonly DueLine[];
  /** When each source last recorded anything about a child for whom something is, or lately was, under way. */
  readonly lastRecorded: ReadonlyMap<string, Instant>;
}

/** How things stood when they were last read. */
interface Read {
  readonly position: Positions;
  readonly generation: number;
  /** What stood no more on this day was left out. */
  readonly from: Day;
}

/**
 * What falls due for the children of one authority, worked out of their records and kept in memory. Each question first reads
 * what the log has told since the last one, and works those children out anew; so the answer is of the same position as
 * the figures, and nobody needs to tell the book that anything has moved.
 */
export class DueBook {
  private readonly kept = new Map<string, Kept>();
  /** Children by the key under which their events are found; now and then two have the same. */
  private readonly subjectsByKey = new Map<string, Set<string>>();
  private readonly recorded = new Map<string, Instant>();
  private read: Read | undefined;
  private waiting: ReadonlySet<string> = new Set();
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<void> | undefined;
  private done = 0;
  private total = 0;
  /** What was answered last: it stays so until something moves. */
  private last:
    | { readonly read: Read | undefined; readonly today: Day; readonly within: number; readonly state: DueState }
    | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly authority: string,
  ) {}

  /** Whether the records have been read once. */
  get isRead(): boolean {
    return this.read !== undefined;
  }

  /** How far the first reading is. */
  get progress(): Reading {
    return { done: this.done, total: this.total };
  }

  /** What is due as things stand today, the earliest first; what is due in so many days counts as due soon. */
  async state(today: Day, within: number): Promise<DueState> {
    await this.catchUp(today);
    const { last, read } = this;
    if (last !== undefined && last.read === read && last.today === today && last.within === within) return last.state;
    const lines: DueLine[] = [];
    for (const { subject, partition, child, outlook, isAdopted } of this.kept.values()) {
      const waits = this.waiting.has(subject);
      itemsOn(outlook, today, within).forEach((item, nth) => {
        lines.push({ ...item, subject, place: [partition, child, nth], waits, isAdopted });
      });
    }
    lines.sort(byDueDay);
    const state = { position: read?.position ?? {}, lines, lastRecorded: this.recorded };
    this.last = { read, today, within, state };
    return state;
  }

  /** Reads what is new. Whoever asks while that is going on waits for the next reading, which all of them share. */
  private async catchUp(today: Day): Promise<void> {
    this.next ??= this.running.then(async () => {
      this.next = undefined;
      await this.readOn(today);
    });
    this.running = this.next.catch(() => undefined);
    await this.next;
  }

  private async readOn(today: Day): Promise<void> {
    await inSnapshot(this.pool, async ({ client, position }) => {
      const generation = await liveGeneration(client);
      const { read } = this;
      const goesOn = read !== undefined && read.generation === generation && read.from <= today;
      if (goesOn && isSame(read.position, position)) return;
      // A failure in the midst of it leaves nothing half read: then everything is read again.
      this.read = undefined;
      if (goesOn && isPast(read.position, position)) await this.readMoved(client, read, position);
      else await this.readAll(client, position, today);
      this.waiting = await parkedIn(client, this.authority);
      this.read = { position, generation, from: goesOn ? read.from : today };
    });
  }

  private async readAll(client: ClientBase, position: Positions, today: Day): Promise<void> {
    this.kept.clear();
    this.subjectsByKey.clear();
    this.recorded.clear();
    for (const { subject } of await childrenOf(client, this.authority)) this.noteKey(subject);
    const children = await childrenWithCases(client, this.authority, today);
    this.total = children.length;
    this.done = 0;
    await this.workOut(client, children, position, today);
  }

  private async readMoved(client: ClientBase, read: Read, position: Positions): Promise<void> {
    const moved = await movedChildren(client, this.authority, read.position, position);
    const named = new Set(moved.subjects);
    for (const key of moved.keys) for (const subject of this.subjectsByKey.get(key) ?? []) named.add(subject);
    if (moved.hasErased) {
      const left = new Set((await childrenOf(client, this.authority)).map(({ subject }) => subject));
      for (const subject of this.kept.keys()) if (!left.has(subject)) this.kept.delete(subject);
      for (const subjects of this.subjectsByKey.values()) {
        for (const subject of subjects) if (!left.has(subject)) subjects.delete(subject);
      }
    }
    if (named.size === 0) return;
    const children = await childrenOf(client, this.authority, [...named]);
    await this.workOut(client, children, position, read.from);
  }

  private async workOut(
    client: ClientBase,
    children: readonly NumberedChild[],
    position: Positions,
    from: Day,
  ): Promise<void> {
    const { authority } = this;
    for (let i = 0; i < children.length; i += AT_ONCE) {
      const some = children.slice(i, i + AT_ONCE);
      const names = some.map(({ subject }) => ({ authority, subject }));
      const events = await eventsInLedger(client, names, position);
      for (const one of some) {
        const known = events.get(`${authority}:${one.subject}`)?.events ?? [];
        const record = Child.of(
          authority,
          one.subject,
          known.map(({ logged }) => logged),
        );
        this.keep(one, record, from);
      }
      this.done += some.length;
    }
  }

  private noteKey(subject: string): void {
    const key = childKey(this.authority, subject).readBigInt64BE().toString();
    const alike = this.subjectsByKey.get(key);
    if (alike === undefined) this.subjectsByKey.set(key, new Set([subject]));
    else alike.add(subject);
  }

  private keep(one: NumberedChild, record: Child, from: Day): void {
    this.noteKey(one.subject);
    for (const [, { standings }] of record.everything()) {
      for (const { source, recordedAt } of standings) {
        if (recordedAt > (this.recorded.get(source) ?? -Infinity)) this.recorded.set(source, recordedAt);
      }
    }
    const outlook = outlookOf(record, from);
    if (outlook.obligations.length === 0) this.kept.delete(one.subject);
    else this.kept.set(one.subject, { ...one, outlook, isAdopted: wasAdopted(record) });
  }
}

async function parkedIn(client: ClientBase, authority: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ subject: string }>('SELECT subject FROM parked_child WHERE authority = $1', [
    Number(authority),
  ]);
  return new Set(rows.map(({ subject }) => subject));
}

/** A ledger that was built anew can have applied what the one before it could not. */
async function liveGeneration(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ number: number }>(`SELECT number FROM generation WHERE state = 'live'`);
  return rows[0]?.number ?? 0;
}

const isSame = (before: Positions, now: Positions): boolean =>
  isPast(before, now) && Object.entries(now).every(([partition, next]) => before[Number(partition)] === next);

/** Whether no partition has gone back. */
const isPast = (before: Positions, now: Positions): boolean =>
  Object.entries(before).every(([partition, next]) => (now[Number(partition)] ?? -1) >= next);
