import { addMonths, type Day } from '@careledger/calendar';
import {
  carePeriods,
  careVisits,
  placements,
  view,
  type CarePeriod,
  type Child,
  type Dated,
  type Placement,
} from '@careledger/record';
import { distinctDays, dueChain, misses, upToDate, type Link } from './vocabulary/due-chain';
import { inCare } from './vocabulary/profile';
import { at, both, byStartThenId, FOREVER, type Span, type Timeline } from './vocabulary/timeline';

/** A placement in its order among the others (measures.md, Conventions: placement in force, run, stay). */
export interface PlacementInCare {
  readonly placement: Placement;
  /** The care period that the child is in care under when it starts; undefined where there is none. */
  readonly care: CarePeriod | undefined;
  /** The earliest of its own end, the next placement's start and the end of its care period. */
  readonly effectiveEnd: Day;
  readonly events: Placement['events'];
}

/** Types of placement with the adopters. */
export const ADOPTIVE_PLACEMENTS: ReadonlySet<string> = new Set(['A3', 'A4', 'A5', 'A6']);

const TEMPORARY = new Set(['T0', 'T1', 'T2', 'T3', 'T4']);
const isTemporary = ({ placement }: PlacementInCare): boolean => TEMPORARY.has(placement.type);

/** All placements of the child by the day they started, then id. A new placement ends the one before. */
export const placementsInOrder = view((child): readonly PlacementInCare[] => {
  const ordered = [...placements(child)].sort(byStartThenId);
  return ordered.map((placement, i) => {
    const care = at(inCare(child), placement.startedOn);
    const effectiveEnd = Math.min(
      placement.endedOn ?? FOREVER,
      ordered[i + 1]?.startedOn ?? FOREVER,
      care?.endedOn ?? FOREVER,
    );
    return { placement, care, effectiveEnd, events: placement.events };
  });
});

/** Which placement is in force on which days: the child is in care, and the placement has not effectively ended. */
export const placementInForce = view((child): Timeline<PlacementInCare> => {
  const spans: Span<PlacementInCare>[] = [];
  for (const placed of placementsInOrder(child)) {
    const from = placed.placement.startedOn;
    if (from < placed.effectiveEnd) spans.push({ from, to: placed.effectiveEnd, what: placed });
  }
  return both(spans, inCare(child));
});

/** The placements of one care period, in order. */
const placementsOf = (all: readonly PlacementInCare[], care: CarePeriod): PlacementInCare[] =>
  all.filter((placed) => placed.care === care);

// ---- stays ---------------------------------------------------------------------------------------------------------

/** Placements with the same carers, one after another, temporary ones between them passed over. */
export interface Stay {
  readonly care: CarePeriod;
  readonly placements: readonly PlacementInCare[];
  readonly startedOn: Day;
}

/** The stays of every care period, in order of the care periods as recorded and of time within each. */
export const stays = view((child): readonly Stay[] => {
  const all = placementsInOrder(child);
  return carePeriods(child).flatMap((care) => {
    const found: { care: CarePeriod; placements: PlacementInCare[]; startedOn: Day }[] = [];
    for (const placed of placementsOf(all, care)) {
      if (isTemporary(placed)) continue;
      const last = found[found.length - 1];
      if (placed.placement.sameCarer && last !== undefined) last.placements.push(placed);
      else found.push({ care, placements: [placed], startedOn: placed.placement.startedOn });
    }
    return found;
  });
});

/**
 * The days T on which a stay, made of the placements that had started by T alone, counts as one of the last `months`:
 * it lasted a day or more, and has not ended by T, or ended on e with within(e, months, T).
 */
export function daysOfRecentStay(stay: Stay, months: number): Span<readonly PlacementInCare[]>[] {
  return stay.placements.flatMap((placed, i) => {
    const next = stay.placements[i + 1]?.placement.startedOn ?? FOREVER;
    const end = placed.effectiveEnd;
    if (end <= stay.startedOn) return [];
    const forgotten = end >= FOREVER ? FOREVER : addMonths(end, months);
    const to = Math.min(next, forgotten);
    const from = placed.placement.startedOn;
    return from < to ? [{ from, to, what: stay.placements.slice(0, i + 1) }] : [];
  });
}

// ---- runs and their visits -----------------------------------------------------------------------------------------

/** Placements that follow one another without a break and with the same carers: one rhythm of visits. */
export interface Run {
  /** The care period it belongs to; undefined for a placement that belongs to none, which is a run of its own. */
  readonly care: CarePeriod | undefined;
  readonly placements: readonly PlacementInCare[];
  readonly startedOn: Day;
  readonly endedOn: Day;
}

export const runs = view((child): readonly Run[] => {
  const all = placementsInOrder(child);
  const found: Run[] = all.filter(({ care }) => care === undefined).map((placed) => asRun([placed], undefined));
  for (const care of carePeriods(child)) {
    let current: PlacementInCare[] = [];
    for (const placed of placementsOf(all, care)) {
      const last = current[current.length - 1];
      if (last !== undefined && !continues(placed, last)) {
        found.push(asRun(current, care));
        current = [];
      }
      current.push(placed);
    }
    if (current.length > 0) found.push(asRun(current, care));
  }
  return found;
});

function continues(placed: PlacementInCare, last: PlacementInCare): boolean {
  const { placement } = placed;
  return placement.sameCarer && placement.startedOn === last.effectiveEnd && !isTemporary(placed) && !isTemporary(last);
}

function asRun(placed: readonly PlacementInCare[], care: CarePeriod | undefined): Run {
  const first = placed[0] as PlacementInCare;
  const last = placed[placed.length - 1] as PlacementInCare;
  return { care, placements: placed, startedOn: first.placement.startedOn, endedOn: last.effectiveEnd };
}

/** The days on which there was a visit to the child in care. */
const visitDays = view((child): readonly Day[] => distinctDays(careVisits(child)));

/** A run with the due chain of its visits. */
export interface VisitedRun {
  readonly run: Run;
  readonly links: readonly Link[];
}

const FIRST_VISIT_DAYS = 7;
const NEXT_VISIT_DAYS = 42;

/**
 * The due chains of visits, one a run. The first visit is due seven days after the run's start p and may be on p itself;
 * after a visit on u the next is due on u + 42 days, or on u ⊕ 3 where the placement in force at u is permanent and u is
 * twelve months or more into the run.
 */
export const visitedRuns = view((child): readonly VisitedRun[] => {
  const days = visitDays(child);
  const inForce = placementInForce(child);
  const afterVisit = (p: Day, u: Day): Day =>
    u >= addMonths(p, 12) && at(inForce, u)?.placement.permanent === true ? addMonths(u, 3) : u + NEXT_VISIT_DAYS;
  return runs(child).map((run) => {
    const p = run.startedOn;
    // A visit on p closes the first link, so the chain is anchored on the day before.
    const links = dueChain(p - 1, run.endedOn, days, (anchor, nth) =>
      nth === 0 ? p + FIRST_VISIT_DAYS : afterVisit(p, anchor),
    );
    return { run, links };
  });
});

/** A day v with a visit and a placement in force, and by when it was due. */
export class CareVisitDay {
  constructor(
    private readonly child: Child,
    readonly on: Day,
    readonly due: Day,
    private readonly placed: PlacementInCare,
  ) {}

  get events(): Placement['events'] {
    return [...visitsOn(careVisits(this.child), this.on), this.placed].flatMap(({ events }) => events);
  }
}

/** Each day with a visit and a placement in force, in no particular order. */
export const careVisitDays = view((child): readonly CareVisitDay[] => {
  const found: CareVisitDay[] = [];
  for (const { span, links } of visitedSpans(child)) {
    for (const { closedOn: on, due } of links) {
      if (on !== undefined && span.from <= on && on < span.to) found.push(new CareVisitDay(child, on, due, span.what));
    }
  }
  return found;
});

/** The days on which no visit is overdue, by the chain of the run of the placement in force. */
export const visitsUpToDateDays = view((child): Timeline<() => Dated[]> => {
  const found: Span<() => Dated[]>[] = [];
  for (const { span, links } of visitedSpans(child)) {
    for (const current of upToDate(links)) {
      const start = Math.max(span.from, current.from);
      const end = Math.min(span.to, current.to);
      const { anchor } = current.what;
      if (start < end) found.push({ from: start, to: end, what: () => visitsOn(careVisits(child), anchor) });
    }
  }
  return found;
});

/** The spans on which a placement is in force, each with the links of its run. */
export function visitedSpans(child: Child): { span: Span<PlacementInCare>; links: readonly Link[] }[] {
  const linksOf = new Map<PlacementInCare, readonly Link[]>();
  for (const { run, links } of visitedRuns(child)) {
    for (const placed of run.placements) linksOf.set(placed, links);
  }
  return placementInForce(child).map((span) => ({ span, links: linksOf.get(span.what) ?? [] }));
}

export const visitsOn = (all: readonly Dated[], day: Day): Dated[] => all.filter(({ on }) => on === day);

/** The missed due dates of the runs of one care period. */
export function missedVisits(visited: readonly VisitedRun[], care: CarePeriod): Day[] {
  return visited.filter(({ run }) => run.care === care).flatMap(({ run, links }) => misses(links, run.endedOn));
}
