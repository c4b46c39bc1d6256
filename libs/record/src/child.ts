import { parseInstant, type Instant } from '@careledger/calendar';
import {
  EVENT_TYPES,
  EVENTS,
  TYPE_PREFIX,
  type CaseEvent,
  type ControlEvent,
  type DataOf,
  type EntityKind,
  type EventType,
} from '@careledger/contract';
import { compareCodePoints } from './code-points';

/** An event as the log took it. */
export interface LoggedEvent {
  readonly partition: number;
  /** Its place in the partition: 0, 1, 2, … without gaps. */
  readonly offset: number;
  /** The instant at which the log took it; in a historical load the event's own `recordedtime`. */
  readonly appendedAt: Instant;
  readonly event: CaseEvent;
}

/** A control event as the log took it: what operators decided about the events of a child that could not be applied. */
export interface LoggedControl extends Omit<LoggedEvent, 'event'> {
  readonly event: ControlEvent;
}

/** Whatever the log holds. */
export interface Logged extends Omit<LoggedEvent, 'event'> {
  readonly event: CaseEvent | ControlEvent;
}

/** What a record is made of: entities of the contract, and the description of the child. */
export type RecordKind = EntityKind | 'child';

/** The event that stands for its (entity, event type): the one with the greatest (recordedtime, id, source). */
export interface Standing {
  readonly type: EventType;
  /** `recordedtime`, else the instant at which the log took it. */
  readonly recordedAt: Instant;
  /** Whether the case system gave `recordedtime`; among events without it the log's order decides. */
  readonly dated: boolean;
  readonly id: string;
  readonly source: string;
  readonly offset: number;
  readonly data: CaseEvent['data'];
}

/** One assessment, plan, placement …: the standing event of each of its types, and how far it is retracted. */
export class Entity {
  /** Of each type that was heard of its last event, retracted or not. Replaced, never changed: whoever holds it may keep it. */
  standings: readonly Standing[] = NONE_STANDING;
  private retraction: { readonly upTo: Instant; readonly before: number } | undefined;
  /** What the lists of the record made of it, by list of its kind; thrown away when an event changes it. For `listOf` alone. */
  items: unknown[] | undefined;

  constructor(readonly id: string) {}

  /** The event of this type that stands, or undefined where there is none or a retraction hides it. */
  standing<T extends EventType>(type: T): (Standing & { readonly data: DataOf<T> }) | undefined {
    const standing = this.last(type);
    return standing === undefined || this.hides(standing) ? undefined : standing;
  }

  /** Every event of the entity as it stands: the sources of whatever is counted because of it. */
  get events(): readonly Standing[] {
    if (this.retraction === undefined) return this.standings;
    return exactly(this.standings.filter((standing) => !this.hides(standing)));
  }

  /** The event of a type that comes last of its kind, whether a retraction hides it or not. */
  last(type: EventType): Standing | undefined {
    for (const standing of this.standings) if (standing.type === type) return standing;
    return undefined;
  }

  /** Lets an event stand for its type. */
  stand(standing: Standing): void {
    const { standings } = this;
    const at = standings.findIndex(({ type }) => type === standing.type);
    this.standings = at === -1 ? standings.concat(standing) : standings.with(at, standing);
  }

  /** Those of these types: where a list reads a part of a kind, what happens to the other parts does not renew it. */
  eventsOf(...types: readonly EventType[]): readonly Standing[] {
    return types.map((type) => this.standing(type)).filter((standing) => standing !== undefined);
  }

  /** Whether it is retracted: recorded at or before a retraction. Between two undated ones the log's order decides. */
  hides(standing: Standing): boolean {
    const { retraction } = this;
    if (retraction === undefined) return false;
    if (standing.recordedAt !== retraction.upTo) return standing.recordedAt < retraction.upTo;
    // Of the undated events taken at that very instant, those before the retraction's offset are retracted.
    return standing.dated || standing.offset < retraction.before;
  }

  /** Takes a retraction in. Returns whether it reaches further than those before it. */
  retract(recordedAt: Instant, dated: boolean, offset: number): boolean {
    const before = dated ? Infinity : offset;
    const { retraction } = this;
    if (retraction !== undefined) {
      if (recordedAt < retraction.upTo) return false;
      if (recordedAt === retraction.upTo && before <= retraction.before) return false;
    }
    this.retraction = { upTo: recordedAt, before };
    this.items = undefined;
    return true;
  }
}

const NONE_STANDING: readonly Standing[] = [];

/**
 * The same in an array that takes up no more room than it needs: V8 keeps places free in one that grew, and a record
 * keeps very many that never grow again.
 */
function exactly<T>(value: T): T {
  return Array.isArray(value) && value.length > 0 ? (value.slice() as T) : value;
}

const COMPUTED = 1 << 31;
/** Bits 0 to 29 are given to the topics read first; later ones share this one, which only costs recomputations. */
const SHARED_BIT = 30;
const topicBits = new Map<string, number>();

/** The bit of a topic that a view reads: a kind of entity, or a part of one. */
function bitOf(topic: string): number {
  let bit = topicBits.get(topic);
  if (bit === undefined) {
    topicBits.set(topic, (bit = 1 << Math.min(topicBits.size, SHARED_BIT)));
    kindBits.clear();
  }
  return bit;
}

/**
 * Kinds that views read in parts, and the part that an event is about: a visit to a child in care moves no plan's figure,
 * and an interview about a missing episode does not move when it was.
 */
const PARTS: Readonly<Partial<Record<EventType, (data: CaseEvent['data']) => string>>> = {
  'visit.completed': (data) => (data as DataOf<'visit.completed'>).purpose,
  'health-check.completed': (data) => (data as DataOf<'health-check.completed'>).kind,
  'health-check.refused': (data) => `${(data as DataOf<'health-check.refused'>).kind}-refused`,
  'care.started': () => 'period',
  'care.ended': () => 'period',
  'iha-form.returned': () => 'form',
  'missing.started': () => 'episode',
  'missing.ended': () => 'episode',
  'return-interview.offered': () => 'interview',
  'return-interview.completed': () => 'interview',
};
const topicOf = (kind: string, part: string): string => `${kind}/${part}`;

/** The bit of a topic that an event touches: none where no view has ever read it. */
const touchedBit = (topic: string): number => topicBits.get(topic) ?? 0;

/** The bits of a kind and of all its parts. */
function touching(kind: string): number {
  let bits = kindBits.get(kind);
  if (bits === undefined) {
    bits = touchedBit(kind);
    for (const [topic, bit] of topicBits) if (topic.startsWith(`${kind}/`)) bits |= bit;
    kindBits.set(kind, bits);
  }
  return bits;
}
const kindBits = new Map<string, number>();

/** For each view's slot the topics that it has ever read, of any child: an event need only look at the views of its topics. */
const everRead: number[] = [];
const slotsByTouch = new Map<number, readonly number[]>();

function noteReading(slot: number, topics: number): void {
  const before = everRead[slot] ?? 0;
  if ((before | topics) === before) return;
  everRead[slot] = before | topics;
  slotsByTouch.clear();
}

/** The slots of the views that may have read one of these topics, in order. */
export function slotsTouchedBy(topics: number): readonly number[] {
  let slots = slotsByTouch.get(topics);
  if (slots === undefined) {
    slots = [...everRead.keys()].filter((slot) => ((everRead[slot] ?? 0) & topics) !== 0);
    slotsByTouch.set(topics, slots);
  }
  return slots;
}

const TYPE_OF = new Map<string, EventType>(EVENT_TYPES.map((type) => [`${TYPE_PREFIX}${type}`, type]));

/** What is booked is in no view: the list of what falls due reads it from the entities themselves. */
const BOOKINGS: ReadonlySet<EventType> = new Set<EventType>(['visit.planned', 'review.planned', 'conference.planned']);

/** The kinds of entity that the view being computed has read so far. */
let reading = 0;
let viewCount = 0;

/**
 * One child's record: a function of the *set* of that child's events. Order of arrival and repetition change nothing
 * (events.md, "What a stream of events means"). It keeps, beside the standing events, what was worked out of them
 * (`view`) and throws away just what a new event touches.
 */
export class Child {
  private readonly entitiesByKind = new Map<string, Entity[]>();
  private readonly values: unknown[];
  private readonly masks: number[];
  private undatedSeen: Set<string> | undefined;
  /** The greatest `appendedAt` among the events applied so far; µs. */
  knownAt: Instant = -Infinity;

  /** @param blank an empty record: what its views are of nothing holds for this one too, until events come */
  constructor(
    readonly authority: string,
    readonly subject: string,
    private readonly blank?: Child,
  ) {
    this.values = blank === undefined ? [] : blank.values.slice();
    this.masks = blank === undefined ? [] : blank.masks.slice();
  }

  /** A record made of these events, in any order and with any repetition. */
  static of(authority: string, subject: string, events: Iterable<LoggedEvent>): Child {
    const child = new Child(authority, subject);
    for (const event of events) child.apply(event);
    return child;
  }

  /**
   * Takes one event of this child into the record.
   * @returns the topics that it touches, as bits for `slotsTouchedBy`; 0 where nothing changed that a view may read
   * @throws Error for a type that the contract does not know (the child is then parked)
   */
  apply(logged: LoggedEvent): number {
    const { event } = logged;
    if (logged.appendedAt > this.knownAt) this.knownAt = logged.appendedAt;
    if (event.recordedtime === undefined && this.isRepeated(event)) return 0;
    const recordedAt = event.recordedtime === undefined ? logged.appendedAt : parseInstant(event.recordedtime);
    const touched =
      event.type === 'csc.record.retracted'
        ? this.retract(event.data.entity, event.data.id, logged, recordedAt)
        : this.stand(logged, recordedAt);
    if (touched !== 0) this.forget(touched);
    return touched;
  }

  /**
   * The entities of a kind, in the order in which they were first heard of.
   * @param part where only a part of them is looked at (see `PARTS`): what happens to the others is then no concern of
   *   the view; the caller picks out the part itself
   */
  entities(kind: RecordKind, part?: string): readonly Entity[] {
    reading |= bitOf(part === undefined ? kind : topicOf(kind, part));
    return this.entitiesByKind.get(kind) ?? NONE;
  }

  /** The standing description, if there is one. */
  description(): (Standing & { readonly data: DataOf<'child.described'> }) | undefined {
    return this.entities('child')[0]?.standing('child.described');
  }

  /** Every entity with its kind, for showing the record. */
  *everything(): Iterable<readonly [string, Entity]> {
    for (const [kind, entities] of this.entitiesByKind) for (const entity of entities) yield [kind, entity];
  }

  /** Whether the value of this view's slot still holds. */
  isFresh(slot: number): boolean {
    return (this.masks[slot] ?? 0) !== 0;
  }

  /** The value of a slot that is fresh, marking as read what it was made of. For `view` alone. */
  recall(slot: number): unknown {
    reading |= this.masks[slot] as number;
    return this.values[slot];
  }

  /**
   * Lets go of what was worked out, but for the slots that are kept and for what is of nothing: it is worked out again when
   * it is asked for. What only led to something else is most of what a record would take up.
   */
  letGo(kept: readonly boolean[]): void {
    const { values, masks, blank } = this;
    for (let slot = 0; slot < values.length; slot++) {
      if (kept[slot] === true || values[slot] === blank?.values[slot]) continue;
      values[slot] = undefined;
      masks[slot] = 0;
    }
  }

  /** Works a slot's value out, noting which kinds of entity it read. For `view` alone. */
  compute<T>(slot: number, compute: (child: Child) => T): T {
    const outer = reading;
    reading = 0;
    try {
      const value = exactly(compute(this));
      while (this.masks.length <= slot) {
        this.masks.push(0);
        this.values.push(undefined);
      }
      this.values[slot] = value;
      this.masks[slot] = reading | COMPUTED;
      noteReading(slot, reading);
      return value;
    } finally {
      reading |= outer;
    }
  }

  /** Lets an event stand where it comes last of its kind. Returns the bits of the topics that it touches. */
  private stand(logged: LoggedEvent, recordedAt: Instant): number {
    const { event } = logged;
    const type = TYPE_OF.get(event.type);
    if (type === undefined) throw new Error(`event type ${event.type} is not in the contract`);
    const kind = EVENTS[type].entity;
    const entity = this.entity(kind, 'id' in event.data ? event.data.id : '');
    const before = entity.last(type);
    const standing: Standing = {
      type,
      recordedAt,
      dated: event.recordedtime !== undefined,
      id: event.id,
      source: shared(event.source),
      offset: logged.offset,
      data: event.data,
    };
    if (before !== undefined && !comesAfter(standing, before)) return 0;
    entity.stand(standing);
    if (entity.hides(standing) || BOOKINGS.has(type)) return 0;
    entity.items = undefined;
    const partOf = PARTS[type];
    if (partOf === undefined) return touching(kind);
    const touched = touchedBit(kind) | touchedBit(topicOf(kind, partOf(event.data)));
    return before === undefined ? touched : touched | touchedBit(topicOf(kind, partOf(before.data)));
  }

  private retract(kind: string, id: string, { event, offset }: LoggedEvent, recordedAt: Instant): number {
    const further = this.entity(kind, id).retract(recordedAt, event.recordedtime !== undefined, offset);
    return further ? touching(kind) : 0;
  }

  private entity(kind: string, id: string): Entity {
    let entities = this.entitiesByKind.get(kind);
    if (entities === undefined) this.entitiesByKind.set(kind, (entities = []));
    // From the end: most events are about what began last.
    for (let i = entities.length - 1; i >= 0; i--) {
      const entity = entities[i] as Entity;
      if (entity.id === id) return entity;
    }
    const entity = new Entity(id);
    entities.push(entity);
    return entity;
  }

  private forget(touched: number): void {
    const { masks } = this;
    for (const slot of slotsTouchedBy(touched)) {
      if (((masks[slot] ?? 0) & touched) !== 0) masks[slot] = 0;
    }
  }

  /** A copy of an event without `recordedtime` would get a later stand-in for it: of copies the first counts. */
  private isRepeated(event: CaseEvent): boolean {
    const name = `${event.source}\n${event.id}`;
    this.undatedSeen ??= new Set();
    if (this.undatedSeen.has(name)) return true;
    this.undatedSeen.add(name);
    return false;
  }
}

const NONE: readonly Entity[] = [];

/** How many lists there are of each kind. */
const listsOf = new Map<RecordKind, number>();

/** In the place of an item that was not read yet. */
const UNREAD = Symbol('unread');

/**
 * The entities of a kind as something: a view that reads each entity once for every event that changes it.
 * @param read what an entity is; undefined where it counts for nothing (its first event is not there, say)
 * @param part the part of the kind that `read` looks at, where it looks at one alone
 */
export function listOf<T>(
  kind: RecordKind,
  read: (entity: Entity) => T | undefined,
  part?: string,
): View<readonly T[]> {
  const list = listsOf.get(kind) ?? 0;
  listsOf.set(kind, list + 1);
  return view((child) => {
    const found: T[] = [];
    for (const entity of child.entities(kind, part)) {
      const items = (entity.items ??= new Array<unknown>(listsOf.get(kind) as number).fill(UNREAD));
      if (items[list] === UNREAD) items[list] = read(entity);
      const item = items[list] as T | undefined;
      if (item !== undefined) found.push(item);
    }
    return found.length === 0 ? NOTHING : found;
  });
}

const NOTHING: readonly never[] = [];

/** Emitters are few and their names repeat in every event: keep one string each. */
const sources = new Map<string, string>();
function shared(source: string): string {
  const known = sources.get(source);
  if (known !== undefined) return known;
  if (sources.size < 10_000) sources.set(source, source);
  return source;
}

function comesAfter(a: Standing, b: Standing): boolean {
  if (a.recordedAt !== b.recordedAt) return a.recordedAt > b.recordedAt;
  if (a.dated !== b.dated) return b.dated;
  if (!a.dated) return a.offset > b.offset;
  return (compareCodePoints(a.id, b.id) || compareCodePoints(a.source, b.source)) > 0;
}

/**
 * Something worked out of a child's record, kept until an event touches a kind of entity that it was made of.
 * What it reads is noticed by itself, so a view cannot name its dependencies wrongly. The function must be pure: the
 * record in, a value out, no clock.
 */
export function view<T>(compute: (child: Child) => T): View<T> {
  const slot = viewCount++;
  const read = (child: Child): T => (child.isFresh(slot) ? (child.recall(slot) as T) : child.compute(slot, compute));
  read.slot = slot;
  return read;
}

export interface View<T> {
  (child: Child): T;
  /** Where a record keeps it. */
  readonly slot: number;
}
