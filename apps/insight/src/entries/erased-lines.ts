import { figureOf, streamOf, type NamedPeriod } from '@careledger/figures';
import type { Measure } from '@careledger/measures';
import { withoutGroup, type Entry, type Line } from './entry';

/**
 * What an erased child counted for, as it was known before: worked out from its postings, since its events are gone. Postings
 * that took each other back leave nothing.
 * @param postings those of the child that the figure is the sum of, in the order in which they were posted
 */
export function erasedLines(measure: Measure, period: NamedPeriod, postings: readonly Line[]): Entry[] {
  const isFlow = streamOf(measure, period.grain) === 'flow';
  const sums = new Map<string, Line>();
  for (const posting of postings) {
    // A state is told by the last day on which it moved; a flow happened on its own day.
    const name = JSON.stringify([isFlow ? posting.day : null, Object.entries(posting.groups).sort()]);
    const before = sums.get(name);
    sums.set(name, {
      ...posting,
      numerator: (before?.numerator ?? 0) + posting.numerator,
      denominator: (before?.denominator ?? 0) + posting.denominator,
    });
  }
  const { meanOver, shape } = measure;
  return [...sums.values()]
    .filter(({ numerator, denominator }) => numerator !== 0 || denominator !== 0)
    .map((line) => ({
      child: null,
      erased: true,
      date: line.day,
      numerator: line.numerator,
      denominator: meanOver === undefined ? figureOf(shape, line).denominator : null,
      groups: withoutGroup(line.groups, meanOver),
      sources: [],
      events: [],
      cause: null,
      knownAt: line.knownAt,
    }));
}
