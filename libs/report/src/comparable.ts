import type { Month } from '@careledger/calendar';
import { financialYearInWords } from '@careledger/calendar';
import { readingOf, READINGS, type Comparator, type Polarity, type Target } from '@careledger/reference';
import type { Grain, Measure } from '@careledger/measures';
import type { Facts } from './facts';
import type { Part } from './layout';
import { decimalsOf } from './numbers';
import { aprilOf } from './times';

/** Which way is better; `neither` for a measure of which nothing is written down. */
export function polarityOf({ id }: Pick<Measure, 'id'>): Polarity {
  return READINGS.has(id) ? readingOf(id).polarity : 'neither';
}

/** The targets of a part of a measure's figure for a kind of period. */
export function targetsOf({ targets }: Facts, measure: Measure, grain: Grain, part: Part): readonly Target[] {
  return targets.filter((one) => one.measure === measure.id && one.grain === grain && one.figure === part);
}

/** Whether a month ends a financial year. */
export const endsYear = (month: Month): boolean => month === aprilOf(month) + 11;

/** Whether a figure of a month has come as far as the target is set for. */
export function isComparedNow({ compare }: Target, month: Month): boolean {
  return compare === 'always' || endsYear(month);
}

/**
 * Whether a figure in mid-year can be held against one of a whole year. A share of what was completed can, and a state at an instant;
 * a number or rate of what happens cannot, since it grows all year, nor can the share of children to whom something happened at least
 * once, nor what is set to be reached by March.
 */
export function isLikeAWholeYears(facts: Facts, measure: Measure, part: Part, month: Month): boolean {
  if (endsYear(month)) return true;
  if (facts.targets.some((one) => one.measure === measure.id && one.compare === 'march')) return false;
  switch (measure.kind) {
    case 'stock':
      return true;
    case 'flow':
      return part === 'value' && measure.shape !== 'count';
    case 'distinct':
      return false;
  }
}

const REGION = 'North East';

/** What a figure is held against: one a kind of area, all of the latest year that each has. */
export interface Compared {
  readonly comparator: Comparator;
  /** As sentences say it: `England`, `the North East`, `statistical neighbours`. */
  readonly area: string;
  /** At how many decimals the publisher gives such figures. */
  readonly decimals: 0 | 1;
}

/**
 * What others have published that a figure can be held against: of the last year that was over before the quarter began, else of the
 * quarter's own year. Counts of other areas are none of ours.
 */
export function comparedWith(facts: Facts, measure: Measure, part: Part): readonly Compared[] {
  const { authority, quarter } = facts;
  if (part === 'numerator' || (part === 'value' && measure.shape === 'count')) return [];
  const year = financialYearInWords(quarter);
  const ofMeasure = facts.comparators.filter((one) => one.measure === measure.id && one.figure === part);
  const areas = [
    ['England', 'England'],
    [REGION, `the ${REGION}`],
    [`Statistical neighbours of ${authority}`, 'statistical neighbours'],
  ] as const;
  return areas.flatMap(([name, area]): Compared[] => {
    const known = ofMeasure.filter((one) => one.area === name && one.value !== null && one.year <= year);
    const before = known.filter((one) => one.year < year);
    const latest = (before.length > 0 ? before : known).reduce<Comparator | undefined>(
      // Of two sources for a year the first of the file counts: the publisher comes before who quotes it.
      (best, one) => (best === undefined || one.year > best.year ? one : best),
      undefined,
    );
    if (latest === undefined) return [];
    const sameSource = ofMeasure.filter((one) => one.source === latest.source);
    const decimals = sameSource.some(({ value }) => decimalsOf(value ?? 0) > 0) ? 1 : 0;
    return [{ comparator: latest, area, decimals }];
  });
}
