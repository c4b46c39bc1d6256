import { isUtf8 } from 'node:buffer';
import { setImmediate as breath } from 'node:timers/promises';
import { MAX_EVENT_BYTES, partitionKey, validateEvent, type CaseEvent } from '@careledger/contract';
import type { Instant } from '@careledger/calendar';
import type { EventLog, Submission } from '@careledger/event-log';
import type { ErasedChildren } from '@careledger/store';
import { activeTraceparent } from '@careledger/tracing';
import { childNamedIn } from './child-named';
import { countedType, countEvent } from './intake-metrics';
import { ERASED_RULE, type Refusals, type RefusedEvent } from './refusals';
import type { Sender } from './sender';

/** What goes to the log in one call: enough to be quick, little enough to be held twice over in memory. */
const CHUNK_EVENTS = 2_000;
const CHUNK_BYTES = 4 << 20;
/** How many events are checked in one go before others get their turn. */
const TURN_EVENTS = 250;
const LISTED_REFUSALS = 1_000;

/** What was sent as one event: its bytes, of which only the beginning is there where they are too many; or a value that was read. */
export type Item =
  { readonly bytes: Buffer; readonly tooLong: boolean } | { readonly value: unknown; readonly payload: string };

export interface Rejection {
  readonly index: number;
  readonly id: string | null;
  readonly field: string;
  readonly rule: string;
}

/** What the emitter is told. */
export interface Answer {
  accepted: number;
  duplicates: number;
  rejectedCount: number;
  /** The first thousand. */
  readonly rejected: Rejection[];
}

interface IndexedRefusal extends RefusedEvent {
  /** As it is counted. */
  readonly type: string;
  readonly index: number;
}

/**
 * Takes in the events of one request: checks them, appends the good ones to the log in chunks and keeps the others with
 * their reasons. While one chunk is on its way to the log, the next is read and checked, and no more than that.
 */
export class Reception {
  private readonly answer: Answer = { accepted: 0, duplicates: 0, rejectedCount: 0, rejected: [] };
  private count = 0;
  private chunk: Item[] = [];
  private chunkBytes = 0;
  private underWay: Promise<void> = Promise.resolve();
  private readonly traceparent = activeTraceparent();

  constructor(
    private readonly log: EventLog,
    private readonly refusals: Refusals,
    private readonly erased: ErasedChildren,
    private readonly historical: boolean,
    private readonly sender: Sender,
  ) {}

  /** How many events there were so far. */
  get events(): number {
    return this.count;
  }

  /** Takes one event. The promise is what slows the reader down to the pace of the log. */
  async add(item: Item): Promise<void> {
    this.count++;
    this.chunk.push(item);
    this.chunkBytes += 'bytes' in item ? item.bytes.length : item.payload.length;
    if (this.chunk.length >= CHUNK_EVENTS || this.chunkBytes >= CHUNK_BYTES) await this.send();
  }

  /** Fulfilled when everything that was accepted is durable and everything that was refused is kept. */
  async finish(): Promise<Answer> {
    await this.send();
    await this.underWay;
    return this.answer;
  }

  private async send(): Promise<void> {
    const chunk = this.chunk;
    const first = this.count - chunk.length;
    this.chunk = [];
    this.chunkBytes = 0;
    const checked = await this.check(chunk, first);
    await this.underWay;
    this.underWay = this.take(checked);
    // Its failure is raised where it is waited for; until then nobody else must be told.
    this.underWay.catch(() => undefined);
  }

  private async check(chunk: readonly Item[], first: number): Promise<Checked> {
    const checked: Checked = { good: [], indices: [], refused: [] };
    if (chunk.length === 0) return checked;
    const now = await this.log.now();
    for (const [place, item] of chunk.entries()) {
      if (place % TURN_EVENTS === TURN_EVENTS - 1) await breath();
      const index = first + place;
      const result = this.read(item, now);
      if ('event' in result) {
        checked.good.push(result);
        checked.indices.push(index);
      } else {
        checked.refused.push({ index, ...result });
      }
    }
    return this.withoutErased(checked);
  }

  /** Refuses what is of children who were erased, and keeps nothing of it, nor of what was refused before of them. */
  private async withoutErased(checked: Checked): Promise<Checked> {
    const { good, indices, refused } = checked;
    const named = new Map<IndexedRefusal, string>();
    const gone = await this.erased.amongMany(() => {
      const children = refused.flatMap((refusal) => {
        const child = childNamedIn(refusal.payload);
        if (child === undefined) return [];
        named.set(refusal, partitionKey(child));
        return [child];
      });
      return [...children, ...good.map(({ event }) => event)];
    });
    if (gone.size === 0) return checked;
    const kept: Checked = { good: [], indices: [], refused: [] };
    for (const refusal of refused) {
      kept.refused.push(gone.has(named.get(refusal) ?? '') ? { ...refusal, payload: null } : refusal);
    }
    good.forEach((submission, place) => {
      const index = indices[place] as number;
      const { event } = submission;
      if (gone.has(partitionKey(event))) {
        const what = { id: event.id, field: 'subject', rule: ERASED_RULE, type: event.type, payload: null };
        kept.refused.push({ index, ...what, authority: event.authority });
      } else {
        kept.good.push(submission);
        kept.indices.push(index);
      }
    });
    return kept;
  }

  private read(item: Item, now: Instant): CaseSubmission | Omit<IndexedRefusal, 'index'> {
    let payload: string;
    let value: unknown;
    if ('bytes' in item) {
      payload = item.bytes.toString('utf8');
      if (item.tooLong) return this.unreadable('must not be longer than 64 KB', payload);
      if (!isUtf8(item.bytes)) return this.unreadable('must be in UTF-8', payload);
      try {
        value = JSON.parse(payload);
      } catch {
        return this.unreadable('must be JSON', payload);
      }
      payload = payload.trim();
    } else {
      ({ value, payload } = item);
      if (payload.length * 3 > MAX_EVENT_BYTES && Buffer.byteLength(payload) > MAX_EVENT_BYTES) {
        return this.unreadable('must not be longer than 64 KB', firstBytes(payload));
      }
    }
    const validation = validateEvent(value, { now });
    const authority = this.sender.authorityOf(value);
    if ('refusal' in validation) {
      const type = countedType((value as { readonly type?: unknown } | null | undefined)?.type);
      return { ...validation.refusal, type, payload, authority };
    }
    const { event } = validation;
    const notTheirs = this.sender.refusalOf(event);
    if (notTheirs !== undefined) return { id: event.id, ...notTheirs, type: event.type, payload, authority };
    if (this.historical && event.recordedtime === undefined) {
      const rule = 'must be there in a historical load: it says since when the event was known';
      return { id: event.id, field: 'recordedtime', rule, type: event.type, payload, authority };
    }
    return { event, payload: this.traced(event, payload) };
  }

  /**
   * The event as the log keeps it: with the request's `traceparent` where it has none of its own and somebody collects
   * traces. That changes nothing of what it says, nor whether it is the same event again.
   */
  private traced({ traceparent: own }: CaseEvent, payload: string): string {
    if (this.traceparent === undefined || own !== undefined) return payload;
    const traced = `{"traceparent":"${this.traceparent}",${payload.slice(1)}`;
    return Buffer.byteLength(traced) <= MAX_EVENT_BYTES ? traced : payload;
  }

  private unreadable(rule: string, payload: string): Omit<IndexedRefusal, 'index'> {
    return {
      id: null,
      field: '',
      rule,
      type: countedType(undefined),
      payload,
      authority: this.sender.authorityOf(undefined),
    };
  }

  private async take({ good, indices, refused }: Checked): Promise<void> {
    const outcomes = await this.log.append(good, { historical: this.historical });
    for (const [place, { outcome }] of outcomes.entries()) {
      if (outcome === 'id-reused') {
        const { event, payload } = good[place]!;
        const authority = this.sender.authorityOf(event);
        const index = indices[place]!;
        refused.push({ index, id: event.id, field: 'id', rule: 'id-reused', type: event.type, payload, authority });
      }
    }
    refused.sort((a, b) => a.index - b.index);
    await this.refusals.keep(refused);
    for (const [place, { outcome }] of outcomes.entries()) {
      if (outcome === 'id-reused') continue;
      countEvent(good[place]!.event.type, outcome);
      if (outcome === 'accepted') this.answer.accepted++;
      else this.answer.duplicates++;
    }
    for (const { type } of refused) countEvent(type, 'refused');
    this.answer.rejectedCount += refused.length;
    for (const { index, id, field, rule } of refused.slice(0, LISTED_REFUSALS - this.answer.rejected.length)) {
      this.answer.rejected.push({ index, id, field, rule });
    }
  }
}

/** An event of the contract on its way into the log. */
interface CaseSubmission extends Submission {
  readonly event: CaseEvent;
}

interface Checked {
  readonly good: CaseSubmission[];
  /** Of each good one its index in the request. */
  readonly indices: number[];
  readonly refused: IndexedRefusal[];
}

function firstBytes(text: string): string {
  return Buffer.from(text, 'utf8').subarray(0, MAX_EVENT_BYTES).toString('utf8');
}
