import type { Day } from '@careledger/calendar';
import { view, type Child } from '@careledger/record';
import { groupsOf, UNKNOWN, within, WHOLE, type Cell } from './cells';
import { EntrySheet, NO_ENTRIES, type Entries } from './entries';
import { eventsOf, type Contribution, type Description, type Evidence, type Measure, type Period } from './measure';
import { profile, PROFILE_BREAKDOWNS } from './profile';
import { FOREVER, type Span, type Timeline } from './timeline';

/** Breakdowns by name: which key holds on which days. */
type Breakdowns = Readonly<Record<string, (child: Child) => Timeline<string | undefined>>>;

/** Of every stock: what decides in which period it counts. */
const DECIDED_BY = 'the end of the period, or today where it has not ended';
type StockDescription = Omit<Description, 'decidedBy'>;

interface StockDefinition<W extends Evidence> extends StockDescription {
  /** The days on which the child counts (in the denominator, where there is one). */
  readonly of: (child: Child) => Timeline<W>;
  /** Of a percentage: the days on which the child counts in the numerator, so far as it counts at all. */
  readonly counts?: (child: Child) => Timeline<Evidence>;
  /** Of a mean: what the child adds to the numerator on a day on which it counts. */
  readonly amount?: (what: W) => number;
  /** Breakdowns of its own. */
  readonly by?: Breakdowns;
  /** Breakdowns of the numerator alone: the figure of a key is a share of the whole denominator. */
  readonly numeratorBy?: Breakdowns;
}

/** A stock: the children of whom it holds at T. Posted where it begins and where it ends. */
export function stock<W extends Evidence>(definition: StockDefinition<W>): Measure {
  const { of: find, counts: findCounted, amount, by, numeratorBy, ...description } = definition;
  const of = view(find);
  const counts = findCounted && view(findCounted);
  const own = Object.entries({ ...by, ...numeratorBy });
  const shape = counts !== undefined ? 'percent' : amount !== undefined ? 'mean' : 'count';
  const state = (child: Child): State<W> => ({
    denominator: of(child),
    numerator: counts?.(child),
    amount,
    layers: own.map(([breakdown, keys]) => ({ breakdown, keys: keys(child) })),
    cells: profile(child),
  });
  return {
    ...description,
    decidedBy: DECIDED_BY,
    kind: 'stock',
    shape,
    breakdowns: [...PROFILE_BREAKDOWNS, ...own.map(([name]) => name)],
    ...(numeratorBy !== undefined && { sharesOfWhole: Object.keys(numeratorBy) }),
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
export interface State<W extends Evidence = Evidence> {
  readonly denominator: Timeline<W>;
  /** Of a percentage; without it and without an amount it is a count: the child counts once, in the numerator. */
  readonly numerator?: Timeline<Evidence> | undefined;
  /** Of a mean: what the child adds to the numerator. */
  readonly amount?: ((what: W) => number) | undefined;
  readonly layers: readonly { readonly breakdown: string; readonly keys: Timeline<string | undefined> }[];
  readonly cells: Timeline<Cell>;
}

/** The entries of a state: what changes on the days on which it changes. */
export function levelEntries<W extends Evidence>(state: State<W>): Entries {
  const sheet = new EntrySheet();
  post(state, sheet);
  return sheet.settle();
}

function post<W extends Evidence>(state: State<W>, sheet: EntrySheet): void {
  const denominator = denominatorOf(state);
  eachSegment(state, (from, to, cell, counted, held) => {
    const numerator = numeratorOf(state, counted, held);
    sheet.add(from, cell, numerator, denominator);
    if (to < FOREVER) sheet.add(to, cell, -numerator, -denominator);
  });
}

/** What a state says of the child at the end of a period: nothing, or one contribution. */
export function standingAt<W extends Evidence>(state: State<W>, period: Period): Contribution[] {
  const found: Contribution[] = [];
  eachSegment(state, (from, to, cell, counted, held) => {
    if (period.to < from || period.to >= to) return;
    found.push({
      date: from,
      numerator: numeratorOf(state, counted, held),
      denominator: denominatorOf(state),
      groups: groupsOf(cell),
      sources: eventsOf(held.what, counted?.what),
    });
  });
  return found;
}

function isCount<W extends Evidence>({ numerator, amount }: State<W>): boolean {
  return numerator === undefined && amount === undefined;
}

const denominatorOf = <W extends Evidence>(state: State<W>): number => (isCount(state) ? 0 : 1);

function numeratorOf<W extends Evidence>(state: State<W>, counted: Span<Evidence> | undefined, held: Span<W>): number {
  if (state.amount !== undefined) return state.amount(held.what);
  return isCount(state) || counted !== undefined ? 1 : 0;
}

type Segment<W> = (from: Day, to: Day, cell: Cell, counted: Span<Evidence> | undefined, held: Span<W>) => void;

/** Cuts the denominator's spans where the child's groups, the measure's own groups or the numerator change. */
function eachSegment<W extends Evidence>(state: State<W>, visit: Segment<W>): void {
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
  state: Pick<State, 'layers'>,
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

function cutByNumerator<W extends Evidence>(
  state: State<W>,
  from: Day,
  to: Day,
  cell: Cell,
  held: Span<W>,
  visit: Segment<W>,
): void {
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
