/** Catalogue: "In care", down to `cla-uasc`. */
import type { Day, WorkingDays } from './calendar';
import { addMonths, financialYearStart, within } from './calendar';
import type { Measure } from './measure';
import { flow, stock } from './measure';
import { endOf, placementInForce, runs, runStart, startOf, staysAt } from './placements';
import type { CarePeriod, ChildRecord, Placement } from './record';
import { compareByCodePoint } from './record';
import { ageAt, careAt, isOpen, misses, socialWorkersAt } from './states';

/** The legal status in force at T: of the last change on or before T, then of the greatest id; else the one it began with. */
function legalStatusAt(care: CarePeriod, T: Day): string {
  const last = care.legalStatusChanges
    .filter(({ changedOn }) => changedOn <= T)
    .sort((a, b) => a.changedOn - b.changedOn || compareByCodePoint(a.id, b.id))
    .at(-1);
  return last?.legalStatus ?? care.legalStatus;
}

function careDuration(careStart: Day, T: Day): string {
  if (T < addMonths(careStart, 6)) return '<6m';
  if (T < addMonths(careStart, 12)) return '<12m';
  if (T < addMonths(careStart, 24)) return '<2y';
  if (T < addMonths(careStart, 60)) return '<5y';
  return '5y+';
}

/** When a visit is due in a run that started on p, u being the last visit day from p on (null: there was none). */
function visitDue(child: ChildRecord, p: Day, u: Day | null): Day {
  if (u === null) return p + 7;
  const permanent = placementInForce(child, u)?.permanent === true;
  return permanent && u >= addMonths(p, 12) ? addMonths(u, 3) : u + 42;
}

/** A stock of children in care with a placement in force. */
function inPlacement(
  counts: (child: ChildRecord, T: Day, care: CarePeriod, placement: Placement) => boolean | null,
): Measure {
  return stock('percent', (child, T) => {
    const care = careAt(child, T);
    const placement = placementInForce(child, T);
    if (care === undefined || placement === undefined) return null;
    const numerator = counts(child, T, care, placement);
    return numerator === null ? null : { numerator };
  });
}

export function inCareMeasures({ deadline }: WorkingDays): Record<string, Measure> {
  /** Children in care at T whose first review has fallen due. */
  const reviewable = (counts: (child: ChildRecord, T: Day, care: CarePeriod) => boolean): Measure =>
    stock('percent', (child, T) => {
      const care = careAt(child, T);
      if (care === undefined || deadline(care.started, 20) > T) return null;
      return { numerator: counts(child, T, care) };
    });

  return {
    cla: stock(
      'count',
      (child, T) => {
        const care = careAt(child, T);
        if (care === undefined) return null;
        return {
          numerator: true,
          keys: {
            placementType: placementInForce(child, T)?.type ?? 'unknown',
            legalStatus: legalStatusAt(care, T),
            careDuration: careDuration(care.started, T),
          },
        };
      },
      ['placementType', 'legalStatus', 'careDuration'],
    ),

    'cla-started': flow('count', (child) => child.carePeriods.map(({ started }) => ({ on: started, numerator: true }))),

    'cla-ended': flow(
      'count',
      (child) =>
        child.carePeriods.flatMap(({ ended, reason }) =>
          ended === null ? [] : [{ on: ended, numerator: true, keys: { reason: reason ?? 'unknown' } }],
        ),
      ['reason'],
    ),

    'cla-allocated-qualified': stock('percent', (child, T) =>
      careAt(child, T) === undefined ? null : { numerator: socialWorkersAt(child, T).length > 0 },
    ),

    'cla-reviews-on-time': reviewable((child, T, care) => {
      const held = child.claReviewDays.filter((h) => care.started < h && h <= T);
      const last = held.at(-1);
      const due = last === undefined ? deadline(care.started, 20) : addMonths(last, held.length === 1 ? 3 : 6);
      return T <= due;
    }),

    'cla-reviews-on-time-in-year': reviewable((child, T, care) => {
      const missed = misses(care.started, child.claReviewDays, care.ended, (a, reviews) => {
        if (reviews === 0) return deadline(a, 20);
        return addMonths(a, reviews === 1 ? 3 : 6);
      });
      return !missed.some((d) => financialYearStart(T) <= d && d <= T);
    }),

    'cla-visits-on-time': flow('percent', (child) =>
      child.claVisitDays.flatMap((v) => {
        const placement = placementInForce(child, v);
        if (placement === undefined) return [];
        const p = runStart(child, placement);
        const u = child.claVisitDays.filter((one) => p <= one && one < v).at(-1) ?? null;
        return [{ on: v, numerator: v <= visitDue(child, p, u) }];
      }),
    ),

    'cla-visits-up-to-date': inPlacement((child, T, _care, placement) => {
      const p = runStart(child, placement);
      const u = child.claVisitDays.filter((one) => p <= one && one <= T).at(-1) ?? null;
      return T <= visitDue(child, p, u);
    }),

    // "The runs of the care period": that of the care period that the child is in care under at T. A placement that
    // belongs to another one, or to none (it began before the care did), is in none of them, so nothing is missed there.
    'cla-children-visits-on-time': inPlacement((child, T, care) => {
      const missed = runs(child, care).flatMap((run) => {
        const p = startOf(run);
        // An anchor is a visit day, but for the run's start, which may or may not be one.
        return misses(p, child.claVisitDays, endOf(child, run), (a) =>
          visitDue(child, p, child.claVisitDays.includes(a) ? a : null),
        );
      });
      return !missed.some((d) => within(d, 3, T));
    }),

    'cla-3-plus-placements': stock('percent', (child, T) => {
      if (careAt(child, T) === undefined) return null;
      const stays = child.carePeriods
        .flatMap((care) => staysAt(child, care, T))
        .filter((stay) => {
          const end = endOf(child, stay);
          // "Lasted a day or more": one that began at T and is open at the end of T is having its first day.
          if (end !== null && end - startOf(stay) < 1) return false;
          return end === null || end > T || within(end, 12, T);
        });
      return { numerator: stays.length >= 3 };
    }),

    'cla-same-placement-2y': stock('percent', (child, T) => {
      const care = careAt(child, T);
      const age = ageAt(child, T);
      if (care === undefined || age === null || age >= 16 || addMonths(care.started, 30) > T) return null;
      const stays = staysAt(child, care, T); // in order of start, then id of the first placement
      const last = stays.at(-1);
      if (last === undefined) return { numerator: false };
      const forAdoption = ['A3', 'A4', 'A5', 'A6'].includes(last[0].type);
      const before = forAdoption ? stays.at(-2) : undefined;
      return { numerator: addMonths(startOf(before ?? last), 24) <= T };
    }),

    'cla-20-miles': inPlacement((_child, _T, _care, { distanceMiles }) =>
      distanceMiles === null ? null : distanceMiles >= 20,
    ),

    'cla-20-miles-outside': inPlacement((_child, _T, _care, { distanceMiles, insideAuthority }) =>
      distanceMiles === null || insideAuthority === null ? null : distanceMiles > 20 && !insideAuthority,
    ),

    'cla-uasc': stock('percent', (child, T) =>
      careAt(child, T) === undefined ? null : { numerator: child.uasc.some((spell) => isOpen(spell, T)) },
    ),
  };
}
