import type { Day } from '@careledger/calendar';
import { view, type Child } from '@careledger/record';
import { groupsOf, UNKNOWN, within, WHOLE, type Cell } from './cells';
import { EntrySheet, NO_ENTRIES, type Entries } from './entries';
import { eventsOf, type Contribution, type Description, type Evidence, type Measure, type Period } from './measure';
import { profile, PROFILE_BREAKDOWNS } from './profile';
import { FOREVER, type Span, type Timeline } from './timeline';

/** Of every stock: what decides in which period it counts. */
const DECIDED_BY = 'the end of the period, or today where it has not ended';
type StockDescription = Omit<Description, 'decidedBy'>;

interface StockDefinition extends StockDescription {
  /** The days on which the child counts (in the denominator, where there is one). */
  readonly of: (child: Child) => Timeline<Evidence>;
  /** Of a percentage: the days on which the child counts in the numerator, so far as it counts at all. */
  readonly counts?: (child: Child) => Timeline<Evidence>;
  /** Breakdowns of its own: what holds on which days. */
  readonly by?: Readonly<Record<string, (child: Child) => Timeline<string | undefined>>>;
}

/** A stock: the children of whom it holds at T. Posted where it begins and where it ends. */
export function stock(definition: StockDefinition): Measure {
  const { of: find, counts: findCounted, by, ...description } = definition;
  const of = view(find);
  const counts = findCounted && view(findCounted);
  const own = Object.entries(by ?? {});
  const shape = counts === undefined ? 'count' : 'percent';
  const state = (child: Child): State => ({
    denominator: of(child),
    numerator: counts?.(child),
    layers: own.map(([breakdown, keys]) => ({ breakdown, keys: keys(child) })),
    cells: profile(child),
  });
  return {
    ...description,
    decidedBy: DECIDED_BY,
    kind: 'stock',
    shape,
    breakdowns: [...PROFILE_BREAKDOWNS, ...own.map(([name]) => name)],
    accounts: [
      {
        measure: definition.id,
        stream: 'level',
        entries: view((child) => (of(child).length === 0 ? NO_ENTRIES : levelEntries(state(child)))),
      },
    ],
    contributions: (child, period) => standingAt(state(child), period),
  };
}

interface PairsDefinition extends StockDescription {
  /** Each pair of the child and a key, and when it holds; the same pair may come several times. */
  readonly each: (child: Child) => readonly Span<Evidence>[];
  /** The breakdown whose keys they are, and the key of one. */
  readonly over: string;
  readonly key: (what: Evidence) => string;
}

/** A mean over keys: at T the pairs of a child and a key (a worker), over the number of distinct keys. */
export function meanOverKeys(definition: PairsDefinition): Measure {
  const { each, over, key, ...description } = definition;
  const states = (child: Child): State[] => {
    const byKey = new Map<string, Span<Evidence>[]>();
    for (const span of each(child)) {
      const name = key(span.what);
      byKey.set(name, [...(byKey.get(name) ?? []), span]);
    }
    return [...byKey].map(([name, spans]) => ({
      denominator: unionOf(spans),
      numerator: undefined,
      layers: [],
      cells: [{ from: -FOREVER, to: FOREVER, what: within(WHOLE, over, name) }],
    }));
  };
  return {
    ...description,
    decidedBy: DECIDED_BY,
    kind: 'stock',
    shape: 'mean',
    meanOver: over,
    breakdowns: [over],
    accounts: [
      {
        measure: definition.id,
        stream: 'level',
        entries: view((child) => {
          const sheet = new EntrySheet();
          for (const one of states(child)) post(one, sheet);
          return sheet.settle();
        }),
      },
    ],
    contributions: (child, period) => states(child).flatMap((one) => standingAt(one, period)),
  };
}

function unionOf(spans: readonly Span<Evidence>[]): Timeline<Evidence> {
  const ordered = [...spans].sort((a, b) => a.from - b.from);
  const union: Span<Evidence>[] = [];
  for (const span of ordered) {
    const last = union[union.length - 1];
    if (last !== undefined && span.from <= last.to) {
      union[union.length - 1] = { from: last.from, to: Math.max(last.to, span.to), what: [last.what, span.what] };
    } else union.push(span);
  }
  return union;
}

/** A state that holds of a child on some days, and on which of them the numerator does and which groups it is in. */
export interface State {
  readonly denominator: Timeline<Evidence>;
  /** Undefined for a count: the child counts once, in the numerator. */
  readonly numerator: Timeline<Evidence> | undefined;
  readonly layers: readonly { readonly breakdown: string; readonly keys: Timeline<string | undefined> }[];
  readonly cells: Timeline<Cell>;
}

/** The entries of a state: what changes on the days on which it changes. */
export function levelEntries(state: State): Entries {
  const sheet = new EntrySheet();
  post(state, sheet);
  return sheet.settle();
}

function post(state: State, sheet: EntrySheet): void {
  const isCount = state.numerator === undefined;
  eachSegment(state, (from, to, cell, counted) => {
    const numerator = isCount || counted !== undefined ? 1 : 0;
    const denominator = isCount ? 0 : 1;
    sheet.add(from, cell, numerator, denominator);
    if (to < FOREVER) sheet.add(to, cell, -numerator, -denominator);
  });
}

/** What a state says of the child at the end of a period: nothing, or one contribution. */
export function standingAt(state: State, period: Period): Contribution[] {
  const isCount = state.numerator === undefined;
  const found: Contribution[] = [];
  eachSegment(state, (from, to, cell, counted, held) => {
    if (period.to < from || period.to >= to) return;
    found.push({
      date: from,
      numerator: isCount || counted !== undefined ? 1 : 0,
      denominator: isCount ? 0 : 1,
      groups: groupsOf(cell),
      sources: eventsOf(held.what, counted?.what),
    });
  });
  return found;
}

type Segment = (from: Day, to: Day, cell: Cell, counted: Span<Evidence> | undefined, held: Span<Evidence>) => void;

/** Cuts the denominator's spans where the child's groups, the measure's own groups or the numerator change. */
function eachSegment(state: State, visit: Segment): void {
  const { denominator, cells, layers } = state;
  for (const held of denominator) {
    for (const { from, to, what: cell } of cells) {
      if (to <= held.from) continue;
      if (from >= held.to) break;
      const start = Math.max(from, held.from);
      const end = Math.min(to, held.to);
      if (layers.length === 0) cutByNumerator(state, start, end, cell, held, visit);
      else refine(state, 0, start, end, cell, (a, b, finer) => cutByNumerator(state, a, b, finer, held, visit));
    }
  }
}

/** Cuts [from, to) where a measure's own breakdowns change. */
function refine(
  state: State,
  layer: number,
  from: Day,
  to: Day,
  cell: Cell,
  visit: (from: Day, to: Day, cell: Cell) => void,
): void {
  const own = state.layers[layer];
  if (own === undefined) return visit(from, to, cell);
  cut(from, to, own.keys, (a, b, span) => {
    refine(state, layer + 1, a, b, within(cell, own.breakdown, span?.what ?? UNKNOWN), visit);
  });
}

function cutByNumerator(state: State, from: Day, to: Day, cell: Cell, held: Span<Evidence>, visit: Segment): void {
  if (state.numerator === undefined) visit(from, to, cell, undefined, held);
  else cut(from, to, state.numerator, (a, b, counted) => visit(a, b, cell, counted, held));
}

/** Cuts [from, to) along a timeline: a piece for each span in it and for each gap (then without a span). */
function cut<T>(
  from: Day,
  to: Day,
  timeline: Timeline<T>,
  visit: (from: Day, to: Day, span: Span<T> | undefined) => void,
): void {
  let start = from;
  for (const span of timeline) {
    if (span.to <= start) continue;
    if (span.from >= to) break;
    if (span.from > start) visit(start, span.from, undefined);
    const begin = Math.max(start, span.from);
    const end = Math.min(to, span.to);
    visit(begin, end, span);
    start = end;
    if (start >= to) return;
  }
  if (start < to) visit(start, to, undefined);
}
