import { hash } from 'node:crypto';
import { CONTROL_PREFIX } from '@careledger/contract';
import type { Instant } from '@careledger/calendar';
import { link, plainLink } from '@careledger/event-log';
import { childKey, eventKey, readRows, type ReadRow } from '@careledger/store';
import type { ClientBase } from 'pg';
import type { AnchorsOnChain } from './anchors-on-chain';
import { range, type Findings } from './finding';

/** What the row of a partition says of its log. */
export interface LogHead {
  readonly partition: number;
  readonly nextOffset: number;
  readonly chainHead: Buffer;
  /** From this offset on the chain covers an event's place and instant too. */
  readonly placedFrom: number;
}

/** What was seen of a partition's events. */
export interface SeenEvents {
  readonly count: number;
  /** Offsets of the events whose payload is gone. */
  readonly erased: ReadonlySet<number>;
  /** The offset of each child's first case event that has its payload, by `authority:subject`. */
  readonly firsts: ReadonlyMap<string, number>;
}

interface EventRow {
  readonly offset: number;
  readonly appendedAt: Instant;
  readonly childKey: Buffer;
  readonly eventKey: Buffer;
  readonly payload: Buffer | null;
  readonly salt: Buffer | null;
  readonly commitment: Buffer;
  readonly chain: Buffer;
}

const NONE = Buffer.alloc(0);
const HASH_BYTES = 32;
const NO_HASH = Buffer.alloc(HASH_BYTES);

/** Goes through the events of one partition: payloads, commitments, chain, offsets, head, anchors. */
export class EventsOfPartition {
  private readonly erased = new Set<number>();
  private readonly firsts = new Map<string, number>();
  private count = 0;
  private last = -1;
  private chain: Buffer = NONE;

  /** @param hasGaps whether offsets may skip: those of the journal do not, those of a Kafka topic do */
  constructor(
    private readonly head: LogHead,
    private readonly hasGaps: boolean,
    private readonly findings: Findings,
    private readonly anchors: AnchorsOnChain,
  ) {}

  async verify(client: ClientBase): Promise<SeenEvents> {
    const { partition } = this.head;
    await readRows(
      client,
      `SELECT "offset", appended_at, child_key, event_key, payload, salt, commitment, chain
         FROM event WHERE partition = ${partition} ORDER BY "offset"`,
      (row) => this.see(eventIn(row)),
    );
    this.end();
    const { count, erased, firsts } = this;
    return { count, erased, firsts };
  }

  private see(event: EventRow): void {
    const { offset, commitment, appendedAt } = event;
    const missing = !this.hasGaps && offset > this.last + 1;
    if (missing) {
      this.find(range('offset', this.last + 1, offset - 1), 'These events are missing.');
      this.anchors.passOver(offset);
    } else this.anchors.upTo(offset, () => this.chain);
    const follows =
      offset < this.head.placedFrom
        ? plainLink(this.chain, commitment)
        : link(this.chain, commitment, { offset, appendedAt });
    if (!follows.equals(event.chain) && !missing) this.find(`offset ${offset}`, this.notChained(offset));
    this.seeContent(event);
    this.last = offset;
    this.chain = Buffer.from(event.chain);
    this.count++;
  }

  private notChained(offset: number): string {
    const before = this.last < 0 ? '' : `, or the chain value of offset ${this.last} was`;
    const between = this.hasGaps ? ', or events before it are missing or were added' : '';
    const place = offset < this.head.placedFrom ? 'Its commitment' : 'Its offset, appended_at, commitment';
    return `This is not the event that was chained here. ${place} or chain value was changed${before}${between}.`;
  }

  private seeContent({ offset, payload, salt, commitment, ...keys }: EventRow): void {
    const place = `offset ${offset}`;
    if (payload === null && salt === null) return void this.erased.add(offset);
    if (payload === null || salt === null) {
      return this.find(
        place,
        `Of payload and salt, which are erased together, the ${salt ? 'payload' : 'salt'} alone is gone.`,
      );
    }
    if (!sha256(Buffer.concat([salt, payload])).equals(commitment)) {
      this.find(place, 'Payload and salt are not those that the commitment was made of: one of the three was changed.');
    }
    const event = read(payload);
    if (event === undefined) return this.find(place, 'The payload is no event.');
    const { authority, subject, source, id, type } = event;
    if (authority !== undefined && subject !== undefined) {
      if (!childKey(authority, subject).equals(keys.childKey)) {
        this.find(place, 'child_key is not that of the child whom the event is about.');
      }
      const name = `${authority}:${subject}`;
      if (type?.startsWith(CONTROL_PREFIX) === false && !this.firsts.has(name)) this.firsts.set(name, offset);
    }
    if (source !== undefined && id !== undefined && !eventKey(source, id).equals(keys.eventKey)) {
      this.find(place, 'event_key is not that of the event.');
    }
  }

  private end(): void {
    const { partition, nextOffset, chainHead } = this.head;
    const { last } = this;
    const end = this.hasGaps ? Math.max(last + 1, nextOffset) : last + 1;
    this.anchors.upTo(end, () => this.chain);
    this.anchors.finish(end);
    if (last >= nextOffset) {
      this.find(
        range('offset', nextOffset, last),
        `According to log_partition the log ends before offset ${nextOffset}: these events were added, or that row was set back.`,
      );
    } else if (!this.hasGaps && last + 1 < nextOffset) {
      this.find(range('offset', last + 1, nextOffset - 1), 'The last events are missing.');
    } else if (!this.chain.equals(chainHead)) {
      this.findings.add(
        'log_partition',
        partition,
        'chain_head',
        `The chain value of the last event (offset ${last}) is not the one noted: the last events are missing, or the note was changed.`,
      );
    }
  }

  private find(place: string, what: string): void {
    this.findings.add('event', this.head.partition, place, what);
  }
}

function eventIn(row: ReadRow): EventRow {
  return {
    offset: row.int8(),
    appendedAt: row.timestamptz(),
    childKey: row.bytes() ?? NONE,
    eventKey: row.bytes() ?? NONE,
    payload: row.bytes(),
    salt: row.bytes(),
    commitment: hashIn(row),
    chain: hashIn(row),
  };
}

/** A hash of the row; what is none is like none that there can be. */
function hashIn(row: ReadRow): Buffer {
  const bytes = row.bytes();
  return bytes?.length === HASH_BYTES ? bytes : NO_HASH;
}

type Named = Partial<Record<'authority' | 'subject' | 'source' | 'id' | 'type', string>>;

function read(payload: Buffer): Named | undefined {
  try {
    const event = JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
    const names = ['authority', 'subject', 'source', 'id', 'type'] as const;
    return Object.fromEntries(names.flatMap((name) => (typeof event[name] === 'string' ? [[name, event[name]]] : [])));
  } catch {
    return undefined;
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}
