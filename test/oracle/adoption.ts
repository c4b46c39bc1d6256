/** Catalogue: "In care", the rows on adoption. */
import type { Measure } from './measure';
import { flow, stock } from './measure';
import { placementInForce } from './placements';

export function adoptionMeasures(): Record<string, Measure> {
  return {
    'placed-for-adoption': stock('count', (child, T) => {
      const type = placementInForce(child, T)?.type; // there is one only for a child in care
      return type !== undefined && ['A3', 'A4', 'A5', 'A6'].includes(type) ? { numerator: true } : null;
    }),

    'cla-ended-adopted': flow('percent', (child) =>
      child.carePeriods.flatMap(({ ended, reason }) =>
        ended === null ? [] : [{ on: ended, numerator: reason === 'E11' || reason === 'E12' }],
      ),
    ),

    'adoption-a10': flow('mean', (child) =>
      child.adoptions.flatMap(({ orderedOn, placed }) => {
        if (orderedOn === null || placed === null) return [];
        const starts = child.carePeriods.map(({ started }) => started).filter((started) => started <= placed.placedOn);
        const until = placed.fosterCarerAdoption ? placed.movedInOn : placed.placedOn;
        if (starts.length === 0 || until === null) return [];
        const days = until - Math.max(...starts);
        return days < 0 ? [] : [{ on: orderedOn, numerator: days }];
      }),
    ),

    'adoption-a2': flow('mean', (child) =>
      child.adoptions.flatMap(({ authorisedOn, matchedOn }) => {
        if (matchedOn === null || authorisedOn === null) return [];
        return [{ on: matchedOn, numerator: authorisedOn > matchedOn ? 0 : matchedOn - authorisedOn }];
      }),
    ),
  };
}
