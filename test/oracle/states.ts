/** States at the end of a day T, as the catalogue's Conventions define them; each is worked out anew whenever asked. */
import type { Day } from './calendar';
import { addMonths, civil } from './calendar';
import type { CarePeriod, ChildRecord, Happened, Spell } from './record';
import { compareByCodePoint } from './record';

/** The spell is open at T: started ≤ T, and no end or ended > T. */
export function isOpen(spell: Spell, T: Day): boolean {
  return spell.started <= T && (spell.ended === null || spell.ended > T);
}

/** In order of start, then of id. */
export function byStart(a: Spell, b: Spell): number {
  return a.started - b.started || compareByCodePoint(a.id, b.id);
}

/** The one that started last, then the one with the greatest id. */
export function startedLast<S extends Spell>(spells: readonly S[]): S | undefined {
  return [...spells].sort(byStart).at(-1);
}

/** The care period under which the child is in care at T. */
export function careAt(child: ChildRecord, T: Day): CarePeriod | undefined {
  return startedLast(child.carePeriods.filter((care) => isOpen(care, T)));
}

/** Of what had happened by T, the last; of several on one day the one with the greatest id. */
export function lastBy<H extends Happened>(happened: readonly H[], T: Day): H | undefined {
  return happened
    .filter(({ on }) => on <= T)
    .sort((a, b) => a.on - b.on || compareByCodePoint(a.id, b.id))
    .at(-1);
}

/** The care period that puts the child in the 12-month cohort at T. */
export function twelveMonthCohortAt(child: ChildRecord, T: Day): CarePeriod | undefined {
  const care = careAt(child, T);
  return care !== undefined && addMonths(care.started, 12) <= T + 1 ? care : undefined;
}

/** The child-protection plan that the child is on at T. */
export function planAt(child: ChildRecord, T: Day): ChildRecord['cpPlans'][number] | undefined {
  return startedLast(child.cpPlans.filter((plan) => isOpen(plan, T)));
}

/** A social worker's allocations that are open at T. */
export function socialWorkersAt(child: ChildRecord, T: Day): ChildRecord['allocations'][number][] {
  return child.allocations.filter((one) => one.qualified && one.role === 'social-worker' && isOpen(one, T));
}

/** Age at T in full years, negative before birth, at most 17 while in care; null where the birth month is not known. */
export function ageAt(child: ChildRecord, T: Day): number | null {
  const born = child.described.birthMonth;
  if (born === null) return null;
  const { year, month } = civil(T);
  const bornYear = Number(born.slice(0, 4));
  const bornMonth = Number(born.slice(5, 7));
  const age = year - bornYear - (month < bornMonth ? 1 : 0); // born on the first: the birthday is the month's first day
  return careAt(child, T) === undefined ? age : Math.min(age, 17);
}

/** The age band at T; `unknown` where the birth month is. */
export function ageBandAt(child: ChildRecord, T: Day): string {
  const age = ageAt(child, T);
  if (age === null) return 'unknown';
  if (age < 0) return 'unborn';
  if (age < 1) return '0';
  if (age < 5) return '1-4';
  if (age < 10) return '5-9';
  if (age < 16) return '10-15';
  if (age < 18) return '16-17';
  if (age < 21) return '18-20';
  if (age < 26) return '21-25';
  return '26+';
}

/**
 * The days on which a due chain is missed. From the anchor, `due(anchor, closed)` gives the due date (`closed`: how many
 * events have closed a due date so far); the first event after the anchor closes it and is the next anchor. A miss counts
 * only before the spell's end.
 */
export function misses(
  anchor: Day,
  eventDays: readonly Day[],
  ended: Day | null,
  due: (anchor: Day, closed: number) => Day,
): Day[] {
  const missed: Day[] = [];
  let from = anchor;
  for (let closed = 0; ; closed += 1) {
    const d = due(from, closed);
    const next = eventDays.filter((h) => h > from).at(0);
    if ((next === undefined || next > d) && (ended === null || d < ended)) missed.push(d);
    if (next === undefined) return missed;
    from = next;
  }
}
