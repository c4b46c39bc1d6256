/** Catalogue: "In care", the rows on independent visitors. */
import type { Measure } from './measure';
import { stock } from './measure';
import { careAt, isOpen, startedLast } from './states';

export function independentVisitorMeasures(): Record<string, Measure> {
  return {
    'independent-visitors': stock(
      'count',
      (child, T) => {
        if (careAt(child, T) === undefined) return null;
        const visitor = startedLast(child.independentVisitors.filter((one) => isOpen(one, T)));
        return visitor === undefined ? null : { numerator: true, keys: { provider: visitor.provider ?? 'unknown' } };
      },
      ['provider'],
    ),

    'independent-visitors-waiting': stock('count', (child, T) => {
      if (careAt(child, T) === undefined) return null;
      const waits = child.visitorRequests.some(
        ({ requestedOn, matchedOn, withdrawnOn }) =>
          requestedOn <= T && !(matchedOn !== null && matchedOn <= T) && !(withdrawnOn !== null && withdrawnOn <= T),
      );
      return waits ? { numerator: true } : null;
    }),
  };
}
