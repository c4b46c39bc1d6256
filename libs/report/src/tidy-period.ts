import { firstDayOf, lastDayOf, type Day, type Month } from '@careledger/calendar';
import type { Grain, Measure } from '@careledger/measures';
import { firstMonthOf } from './times';

/** The first and the last day that a figure is of: of a state both are the day it is the state of. */
export function tidyPeriod(
  { kind }: Pick<Measure, 'kind'>,
  grain: Grain,
  month: Month,
  today: Day,
): { readonly from: Day; readonly to: Day } {
  const to = Math.min(lastDayOf(month), today);
  return { from: kind === 'stock' ? to : firstDayOf(firstMonthOf(grain, month)), to };
}
