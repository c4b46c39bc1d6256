import { addMonths, financialYearStart, firstDayOf, monthOf, quarterStart, type Day } from '@careledger/calendar';
import { view, type Child } from '@careledger/record';
import { NO_ENTRIES } from './entries';
import type { Account, Description, Evidence, Grain, Measure, Stream } from './measure';
import { profile, PROFILE_BREAKDOWNS } from './profile';
import { levelEntries, standingAt, type State } from './stock';
import { anyOf, FOREVER, type Span, type Timeline } from './timeline';

interface DistinctDefinition extends Description {
  /** The days on which the child has a unit (of the denominator, where there is one). */
  readonly of: (child: Child) => Timeline<Evidence>;
  /** Of a percentage: the days, among those, with a unit of the numerator. */
  readonly counts?: (child: Child) => Timeline<Evidence>;
}

type Window = 'month' | 'quarter' | 'year' | 'rolling-12m';
const WINDOWS: readonly Window[] = ['month', 'quarter', 'year', 'rolling-12m'];
const WINDOW_OF: Readonly<Record<Grain, Window>> = {
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  ytd: 'year',
  'rolling-12m': 'rolling-12m',
};

/**
 * The first day on which a unit dated `day` has left the window that ends at T. A child counts at T when it has a unit
 * in the window: from the unit on, until it has left. Written so, a spell that never ends needs one entry and no
 * horizon: it never leaves.
 */
function leaves(window: Window, day: Day): Day {
  if (day >= FOREVER - 1) return FOREVER;
  const firstOfMonth = firstDayOf(monthOf(day));
  switch (window) {
    case 'month':
      return addMonths(firstOfMonth, 1);
    case 'quarter':
      return addMonths(quarterStart(day), 3);
    case 'year':
      return addMonths(financialYearStart(day), 12);
    case 'rolling-12m':
      return addMonths(firstOfMonth, 12);
  }
}

/**
 * A distinct measure: children with at least one unit in the period. One stream a kind of period; in each, a child
 * counts at T when it has a unit between the start of T's period and T. `ytd` reads the stream `year`.
 */
export function distinct(definition: DistinctDefinition): Measure {
  const { of: find, counts: findCounted, ...description } = definition;
  const of = view(find);
  const counts = findCounted && view(findCounted);
  const state = (child: Child, window: Window): State => ({
    denominator: remembered(of(child), window),
    numerator: counts === undefined ? undefined : remembered(counts(child), window),
    layers: [],
    cells: cellsOfFirstDay(of(child), window, child),
  });
  const accounts = WINDOWS.map((window): Account => ({
    measure: definition.id,
    stream: window satisfies Stream,
    entries: view((child) => (of(child).length === 0 ? NO_ENTRIES : levelEntries(state(child, window)))),
  }));
  return {
    ...description,
    kind: 'distinct',
    shape: counts === undefined ? 'count' : 'percent',
    breakdowns: PROFILE_BREAKDOWNS,
    accounts,
    contributions: (child, period) => standingAt(state(child, WINDOW_OF[period.grain]), period),
  };
}

/** The days T on which some unit lies in the window that ends at T. */
function remembered(units: Timeline<Evidence>, window: Window): Timeline<Evidence> {
  return anyOf(units.map(({ from, to, what }) => ({ from, to: leaves(window, to - 1), what })));
}

/**
 * A child's groups in a period are those of the first day in it on which the child counts in the denominator. So cut
 * the units where the groups change; each piece holds the first day from the moment that all earlier ones have left.
 */
function cellsOfFirstDay(units: Timeline, window: Window, child: Child): Timeline<number> {
  const cells: Span<number>[] = [];
  let earlierHaveLeft: Day = -FOREVER;
  for (const unit of units) {
    for (const { from, to, what } of profile(child)) {
      const start = Math.max(from, unit.from);
      const end = Math.min(to, unit.to);
      if (start >= end) continue;
      const left = leaves(window, end - 1);
      const first = Math.max(start, earlierHaveLeft);
      if (first < left) cells.push({ from: first, to: left, what });
      earlierHaveLeft = left;
    }
  }
  return cells;
}
