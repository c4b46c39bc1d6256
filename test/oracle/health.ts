/** Catalogue: "Health", the row `rha-due-completed`. */
import type { Day } from './calendar';
import { addMonths, financialYearStart } from './calendar';
import type { Measure } from './measure';
import { stock } from './measure';
import type { CarePeriod, ChildRecord } from './record';
import { ageAt, careAt } from './states';

/** Days of checks of the given kinds within a care period, in order. */
function checkDays(child: ChildRecord, care: CarePeriod, kinds: readonly string[]): Day[] {
  return child.healthChecks
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ checkedOn }) => checkedOn)
    .filter((d) => care.started <= d && (care.ended === null || d <= care.ended))
    .sort((a, b) => a - b);
}

export function healthMeasures(): Record<string, Measure> {
  return {
    'rha-due-completed': stock('percent', (child, T) => {
      const care = careAt(child, T);
      if (care === undefined) return null;
      const yearStart = financialYearStart(T);
      const before = checkDays(child, care, ['initial', 'review']).filter((d) => d < yearStart);
      const a = before.at(-1) ?? care.started;
      const age = ageAt(child, a);
      if (age === null) return null;
      const due = Math.max(addMonths(a, age < 5 ? 6 : 12), yearStart);
      if (due > T) return null;
      return { numerator: checkDays(child, care, ['review']).some((d) => yearStart <= d && d <= T) };
    }),
  };
}
