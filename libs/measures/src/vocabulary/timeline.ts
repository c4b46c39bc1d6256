import { addMonths, type Day } from '@careledger/calendar';
import { compareCodePoints } from '@careledger/record';

/** Beyond every date that the contract allows. A span that has not ended lasts until here. */
export const FOREVER: Day = 1_000_000_000;
/** Before every date that the contract allows. */
export const BEGINNING: Day = -1_000_000_000;

/** The days from `from` up to, not including, `to`, and what is so on them. */
export interface Span<T = unknown> {
  readonly from: Day;
  readonly to: Day;
  readonly what: T;
}

/** Spans in order of time that do not overlap: on each day at most one thing is so. */
export type Timeline<T = unknown> = readonly Span<T>[];

const NEVER: Timeline<never> = [];

/** The empty timeline. */
export const never = NEVER;

/** One span as a timeline; empty where it holds no day. */
export function during<T>(from: Day, to: Day | undefined, what: T): Timeline<T> {
  const end = to ?? FOREVER;
  return from < end ? [{ from, to: end, what }] : NEVER;
}

/** The days T with within(x, months, T): x ≤ T < x ⊕ months. */
export function withinMonthsOf<T>(x: Day, months: number, what: T): Span<T> {
  return { from: x, to: addMonths(x, months), what };
}

/** Of what happens on days: which is the last on each day; of several on one day the one with the greatest id. */
export function latestOf<T extends { readonly id: string; readonly on: Day }>(dated: readonly T[]): Timeline<T> {
  if (dated.length === 0) return NEVER;
  const ordered = [...dated].sort((a, b) => a.on - b.on || compareCodePoints(a.id, b.id));
  return ordered.flatMap((one, i) => during(one.on, ordered[i + 1]?.on, one));
}

/** What is so on this day, or undefined. */
export function at<T>(timeline: Timeline<T>, day: Day): T | undefined {
  return spanAt(timeline, day)?.what;
}

/** The span that holds this day, or undefined. */
export function spanAt<T>(timeline: Timeline<T>, day: Day): Span<T> | undefined {
  for (let i = timeline.length - 1; i >= 0; i--) {
    const span = timeline[i] as Span<T>;
    if (span.from <= day) return day < span.to ? span : undefined;
  }
  return undefined;
}

/** The days of both, with what the first says. */
export function both<T>(first: Timeline<T>, second: Timeline): Timeline<T> {
  return overlap(first, second, (a) => a.what);
}

/** The days of both, with what each says put together. */
export function together<A, B, C>(first: Timeline<A>, second: Timeline<B>, join: (a: A, b: B) => C): Timeline<C> {
  return overlap(first, second, (a, b) => join(a.what, b.what));
}

function overlap<A, B, C>(first: Timeline<A>, second: Timeline<B>, what: (a: Span<A>, b: Span<B>) => C): Timeline<C> {
  const found: Span<C>[] = [];
  let i = 0;
  let j = 0;
  while (i < first.length && j < second.length) {
    const a = first[i] as Span<A>;
    const b = second[j] as Span<B>;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (from < to) found.push({ from, to, what: what(a, b) });
    if (a.to <= b.to) i++;
    else j++;
  }
  return found;
}

/** The days of the first on which the second does not hold. The second may overlap itself and need not be in order. */
export function except<T>(first: Timeline<T>, second: readonly Span[]): Timeline<T> {
  if (second.length === 0 || first.length === 0) return first;
  const holes = anyOf(second);
  const found: Span<T>[] = [];
  for (const span of first) {
    let from = span.from;
    for (const hole of holes) {
      if (hole.to <= from) continue;
      if (hole.from >= span.to) break;
      if (hole.from > from) found.push({ from, to: hole.from, what: span.what });
      from = Math.max(from, hole.to);
    }
    if (from < span.to) found.push({ from, to: span.to, what: span.what });
  }
  return found;
}

/** The days on which at least one of the spans holds; where several do, with what the one that began first says. */
export function anyOf<T>(spans: readonly Span<T>[]): Timeline<T> {
  if (isTimeline(spans)) return spans;
  const found: Span<T>[] = [];
  let end = BEGINNING;
  for (const { from, to, what } of [...spans].sort((a, b) => a.from - b.from)) {
    if (to <= end || from >= to) continue;
    found.push({ from: Math.max(from, end), to, what });
    end = to;
  }
  return found;
}

function isTimeline(spans: readonly Span[]): boolean {
  let end = BEGINNING;
  for (const { from, to } of spans) {
    if (from < end || from >= to) return false;
    end = to;
  }
  return true;
}

/** The days on which at least `count` of the spans hold at once, with what the first of them says. */
export function atLeast<T>(count: number, spans: readonly Span<T>[]): Timeline<T> {
  if (spans.length < count) return NEVER;
  const ordered = [...spans].sort((a, b) => a.from - b.from);
  const found: { from: Day; to: Day; what: T }[] = [];
  const open: Span<T>[] = [];
  const boundaries = [...new Set(ordered.flatMap((span) => [span.from, span.to]))].sort((a, b) => a - b);
  let next = 0;
  for (let b = 0; b + 1 < boundaries.length; b++) {
    const from = boundaries[b] as Day;
    const to = boundaries[b + 1] as Day;
    for (let i = open.length - 1; i >= 0; i--) if ((open[i] as Span<T>).to <= from) open.splice(i, 1);
    for (; next < ordered.length && (ordered[next] as Span<T>).from <= from; next++) {
      const span = ordered[next] as Span<T>;
      if (span.to > from) open.push(span);
    }
    if (open.length < count) continue;
    const what = (open[0] as Span<T>).what;
    const last = found[found.length - 1];
    if (last !== undefined && last.to === from && last.what === what) last.to = to;
    else found.push({ from, to, what });
  }
  return found;
}

/** A spell as the record has it. */
interface Lasting {
  readonly id: string;
  readonly startedOn: Day;
  readonly endedOn: Day | undefined;
}

/**
 * Of spells that may overlap: on each day the open one that started last, then the one with the greatest id
 * (measures.md, Conventions: in care at T, on a plan at T). A spell that ends on the day it starts is never open.
 */
export function prevailing<S extends Lasting>(spells: readonly S[]): Timeline<S> {
  if (spells.length === 0) return NEVER;
  if (spells.length === 1) {
    const only = spells[0] as S;
    return during(only.startedOn, only.endedOn, only);
  }
  const byStart = [...spells].sort(byStartThenId);
  const boundaries = new Set<Day>();
  for (const spell of byStart) {
    boundaries.add(spell.startedOn);
    boundaries.add(spell.endedOn ?? FOREVER);
  }
  const days = [...boundaries].sort((a, b) => a - b);
  const found: { from: Day; to: Day; what: S }[] = [];
  for (let d = 0; d + 1 < days.length; d++) {
    const from = days[d] as Day;
    const to = days[d + 1] as Day;
    const last = lastOpen(byStart, from);
    if (last === undefined) continue;
    const before = found[found.length - 1];
    if (before !== undefined && before.to === from && before.what === last) before.to = to;
    else found.push({ from, to, what: last });
  }
  return found;
}

function lastOpen<S extends Lasting>(byStart: readonly S[], day: Day): S | undefined {
  for (let i = byStart.length - 1; i >= 0; i--) {
    const spell = byStart[i] as S;
    if (spell.startedOn <= day && (spell.endedOn ?? FOREVER) > day) return spell;
  }
  return undefined;
}

/** Order of spells: by the day they started, then by id (code points). */
export function byStartThenId(a: Lasting, b: Lasting): number {
  return a.startedOn - b.startedOn || compareCodePoints(a.id, b.id);
}

/** The spells as spans, as they are: they may overlap. */
export function spansOf<S extends Lasting>(spells: readonly S[]): Span<S>[] {
  const found: Span<S>[] = [];
  for (const spell of spells) {
    const to = spell.endedOn ?? FOREVER;
    if (spell.startedOn < to) found.push({ from: spell.startedOn, to, what: spell });
  }
  return found;
}
