/** A fact is what an event says, before anyone records it: type, data, and the day on which it becomes known. */
import * as fc from 'fast-check';
import type { DataOf, EventType } from '@careledger/contract';
import type { Day } from '../oracle/calendar';
import { iso } from '../oracle/calendar';
import type { Step } from './days';
import { stepFrom } from './days';

export interface Fact {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
  readonly on: Day;
}

/** Data in which a field that is not sent may be given as undefined. */
type Unsent<T> = { readonly [K in keyof T]: T[K] | undefined };

/** A fact; what is undefined is not sent. */
export function fact<K extends EventType>(type: K, on: Day, data: Unsent<DataOf<K>>): Fact {
  return { type, on, data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) };
}

/** What the paths of a child are laid out with. */
export interface Child {
  /** A few days around which things happen. */
  readonly anchors: readonly Day[];
  /** A new id for an entity of a kind: their order by code point is not the order in which they are made. */
  readonly newId: (kind: string) => string;
}

/** One part of a child's history. */
export type Path = (child: Child) => readonly Fact[];

const PREFIXES = ['m', 'B', 'a', '_', 'Z.', '9', 'b'];

/** Names entities apart from each other within their kind. */
export function naming(): Child['newId'] {
  const counts = new Map<string, number>();
  return (kind) => {
    const n = counts.get(kind) ?? 0;
    counts.set(kind, n + 1);
    return `${PREFIXES[(n * 3 + kind.length) % PREFIXES.length] ?? ''}${n}`;
  };
}

/** A value that may not be sent: it is, so many times out of that and one. Shrinks to what is not sent. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>, sent = 1): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant<T | undefined>(undefined) },
    { weight: sent, arbitrary },
  );
}

/** A value that is there once in so many. Shrinks to nothing. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>, oneIn: number): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: oneIn - 1, arbitrary: fc.constant<T | undefined>(undefined) },
    { weight: 1, arbitrary },
  );
}

/** So many of something, now and then none. Shrinks to none. */
export function several<T>(arbitrary: fc.Arbitrary<T>, least: number, most: number): fc.Arbitrary<T[]> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant<T[]>([]) },
    { weight: 5, arbitrary: fc.array(arbitrary, { minLength: least, maxLength: most, size: 'max' }) },
  );
}

/** How a spell ends: at a distance from its start, on the day it starts, before it starts (a fault), or not at all. */
export function ending(
  distances: fc.Arbitrary<Step>,
  { open = 3, ends = 8 }: { open?: number; ends?: number } = {},
): fc.Arbitrary<Step | undefined> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: open, arbitrary: fc.constant<Step | undefined>(undefined) },
    { weight: ends, arbitrary: distances },
    { weight: 1, arbitrary: fc.constant<Step>({ unit: 'days', n: 0, slip: 0 }) },
    { weight: 1, arbitrary: fc.integer({ min: -40, max: -1 }).map((n): Step => ({ unit: 'days', n, slip: 0 })) },
  );
}

/** The facts of a list of days: each `step` goes on from the day before. */
export function onDays(from: Day, steps: readonly Step[], made: (on: Day) => Fact): Fact[] {
  let on = from;
  return steps.map((step) => {
    on = stepFrom(on, step);
    return made(on);
  });
}

/** A day as events write it. */
export const written = iso;
