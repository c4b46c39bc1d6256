/** The three kinds of measure as plain functions of one child's record. */
import type { Day } from './calendar';
import type { ChildRecord } from './record';

export type Shape = 'count' | 'percent' | 'mean';

/** Breakdowns that every measure has, `caseload` excepted. */
export const COMMON_BREAKDOWNS = ['gender', 'ageBand', 'ethnicity', 'disabled'] as const;

export type Breakdown =
  | (typeof COMMON_BREAKDOWNS)[number]
  | 'source'
  | 'leadChild'
  | 'external'
  | 'category'
  | 'placementType'
  | 'legalStatus'
  | 'careDuration'
  | 'reason'
  | 'responsible'
  | 'activity'
  | 'provider'
  | 'worker';

export type Keys = Readonly<Partial<Record<Breakdown, string>>>;

/** A unit, or a child, that counts in the denominator (of a count: that counts). */
export interface Counted {
  /** Whether it counts in the numerator; of a mean, what it adds to it. */
  readonly numerator: boolean | number;
  /** Keys of the breakdowns that the measure's row names. */
  readonly keys?: Keys;
}

interface Described {
  readonly shape: Shape;
  /** What the measure's row names beside the common ones. */
  readonly by: readonly Breakdown[];
}

export interface Flow extends Described {
  readonly kind: 'flow';
  units(child: ChildRecord): readonly (Counted & { readonly on: Day })[];
}

export interface Stock extends Described {
  readonly kind: 'stock';
  /** Breakdowns of which each group is a share of the whole denominator, groups of 0 left out. */
  readonly overWhole: readonly Breakdown[];
  at(child: ChildRecord, T: Day): Counted | null;
}

export interface Distinct extends Described {
  readonly kind: 'distinct';
  /** `firstOn`: the first day of the period [from, to] on which the child counts in the denominator (of a count: counts). */
  within(child: ChildRecord, from: Day, to: Day): (Counted & { readonly firstOn: Day }) | null;
}

/** A measure of pairs of child and worker: the numerator counts pairs, the denominator the distinct workers. */
export interface Pairs extends Described {
  readonly kind: 'pairs';
  workersAt(child: ChildRecord, T: Day): readonly string[];
}

export type Measure = Flow | Stock | Distinct | Pairs;

export function flow(shape: Shape, units: Flow['units'], by: readonly Breakdown[] = []): Flow {
  return { kind: 'flow', shape, by, units };
}

export function stock(
  shape: Shape,
  at: Stock['at'],
  by: readonly Breakdown[] = [],
  overWhole: readonly Breakdown[] = [],
): Stock {
  return { kind: 'stock', shape, by, overWhole, at };
}

export function distinct(shape: 'count' | 'percent', within: Distinct['within']): Distinct {
  return { kind: 'distinct', shape, by: [], within };
}

/** The key of what is sent as true or false, or was not sent. */
export function booleanKey(value: boolean | null): string {
  return value === null ? 'unknown' : String(value);
}
