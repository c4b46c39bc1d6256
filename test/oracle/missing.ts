/** Catalogue: "Missing, exploitation, offending", the rows on missing episodes. */
import type { Day } from './calendar';
import type { Measure } from './measure';
import { distinct, flow } from './measure';
import type { ChildRecord } from './record';
import { careAt } from './states';

/** The days in [from, to] on which a missing episode began; with `inCare`, only those at which the child is in care. */
function begunIn(child: ChildRecord, from: Day, to: Day, inCare: boolean): Day[] {
  return child.missing
    .map(({ startedOn }) => startedOn)
    .filter((m) => from <= m && m <= to && (!inCare || careAt(child, m) !== undefined))
    .sort((a, b) => a - b);
}

export function missingMeasures(): Record<string, Measure> {
  return {
    'missing-episodes': flow(
      'count',
      (child) =>
        child.missing.map(({ startedOn, responsible }) => ({
          on: startedOn,
          numerator: true,
          keys: { responsible: responsible ?? 'unknown' },
        })),
      ['responsible'],
    ),

    'missing-children': distinct('count', (child, from, to) => {
      const firstOn = begunIn(child, from, to, false).at(0);
      return firstOn === undefined ? null : { firstOn, numerator: true };
    }),

    'cla-missing-episodes': flow('count', (child) =>
      child.missing
        .filter(({ startedOn: m }) => careAt(child, m) !== undefined)
        .map(({ startedOn }) => ({ on: startedOn, numerator: true })),
    ),

    'cla-missing-children': distinct('count', (child, from, to) => {
      const firstOn = begunIn(child, from, to, true).at(0);
      return firstOn === undefined ? null : { firstOn, numerator: true };
    }),

    'missing-children-cla-share': distinct('percent', (child, from, to) => {
      const firstOn = begunIn(child, from, to, false).at(0);
      if (firstOn === undefined) return null;
      return { firstOn, numerator: begunIn(child, from, to, true).length > 0 };
    }),

    'cla-missing-in-year': distinct('percent', (child, from, to) => {
      let firstOn: Day | null = null;
      let numerator = false;
      for (let d = from; d <= to; d += 1) {
        if (careAt(child, d) === undefined) continue;
        firstOn ??= d;
        // One that has not ended goes on to today, which `to` never passes.
        numerator ||= child.missing.some(
          ({ startedOn, endedOn }) => startedOn <= d && (endedOn === null || d <= endedOn),
        );
      }
      return firstOn === null ? null : { firstOn, numerator };
    }),
  };
}
