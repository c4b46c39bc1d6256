/** Placements, stays and runs, as the catalogue's Conventions define them. */
import type { Day } from './calendar';
import type { CarePeriod, ChildRecord, Placement } from './record';
import { byStart, careAt, startedLast } from './states';

/** T0 to T4: the child is elsewhere for a while and comes back. */
export function isTemporary({ type }: Placement): boolean {
  return ['T0', 'T1', 'T2', 'T3', 'T4'].includes(type);
}

/** The care period that a placement belongs to: the one that the child is in care under on the day it starts. */
export function careOf(child: ChildRecord, placement: Placement): CarePeriod | undefined {
  return careAt(child, placement.started);
}

/**
 * The earliest of a placement's own end, the next placement's start and the end of its care period; null: none of them.
 * "The next placement" is the child's next, whichever care period it belongs to.
 */
export function effectiveEnd(child: ChildRecord, placement: Placement): Day | null {
  const next = [...child.placements].sort(byStart).find((other) => byStart(other, placement) > 0);
  const ends = [placement.ended, next?.started, careOf(child, placement)?.ended];
  const known = ends.filter((end) => end !== null && end !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}

/** The placement in force at T, for a child in care at T. */
export function placementInForce(child: ChildRecord, T: Day): Placement | undefined {
  if (careAt(child, T) === undefined) return undefined;
  const last = startedLast(child.placements.filter((placement) => placement.started <= T));
  if (last === undefined) return undefined;
  const end = effectiveEnd(child, last);
  return end !== null && end <= T ? undefined : last;
}

/** Placements that belong together, in order. */
export type Chain = readonly [Placement, ...Placement[]];

/** The placements that belong to a care period, by start, then id. */
function placementsOf(child: ChildRecord, care: CarePeriod): Placement[] {
  return child.placements.filter((placement) => careOf(child, placement)?.id === care.id).sort(byStart);
}

/** Joins each placement to the one before it where `continues` says so. */
function chains(
  placements: readonly Placement[],
  continues: (placement: Placement, before: Placement) => boolean,
): Chain[] {
  const made: [Placement, ...Placement[]][] = [];
  let before: Placement | undefined;
  for (const placement of placements) {
    const current = made.at(-1);
    if (current !== undefined && before !== undefined && continues(placement, before)) current.push(placement);
    else made.push([placement]);
    before = placement;
  }
  return made;
}

/** The stays of a care period at T. */
export function staysAt(child: ChildRecord, care: CarePeriod, T: Day): Chain[] {
  const placements = placementsOf(child, care).filter((one) => one.started <= T && !isTemporary(one));
  return chains(placements, (placement) => placement.sameCarer);
}

/** The runs of a care period, for visits. */
export function runs(child: ChildRecord, care: CarePeriod): Chain[] {
  return chains(
    placementsOf(child, care),
    (placement, before) =>
      placement.sameCarer &&
      placement.started === effectiveEnd(child, before) &&
      !isTemporary(placement) &&
      !isTemporary(before),
  );
}

/** The day on which a stay or a run starts. */
export function startOf(chain: Chain): Day {
  return chain[0].started;
}

/** The effective end of a stay's or a run's last placement. */
export function endOf(child: ChildRecord, chain: Chain): Day | null {
  return effectiveEnd(child, chain.at(-1) ?? chain[0]);
}

/** The start of a placement's run; its own start where it belongs to no care period. */
export function runStart(child: ChildRecord, placement: Placement): Day {
  const care = careOf(child, placement);
  if (care === undefined) return placement.started;
  const run = runs(child, care).find((one) => one.some(({ id }) => id === placement.id));
  return run === undefined ? placement.started : startOf(run);
}
