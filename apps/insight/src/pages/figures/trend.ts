import type { Measure } from '@careledger/measures';
import { NOTHING, type Markup } from '../frame';
import type { ShownFigure } from './compared';

/** The small trend beside a figure: the last periods without a scale. */
export function sparklineOf(_measure: Measure, _figures: readonly ShownFigure[]): Markup {
  return NOTHING;
}
