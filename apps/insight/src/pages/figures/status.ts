import { oneDecimal } from '@careledger/figures';
import { readingOf } from '@careledger/reference';
import { tag, type Markup } from '../frame';
import { NOTHING } from '../frame';
import type { AgainstTarget } from './compared';

/** How a figure stands against its target, in a word; nothing where nothing is said. */
export function statusTag({ standing, target }: AgainstTarget): Markup {
  switch (standing.status) {
    case 'met':
      return tag('On target', 'green');
    case 'near':
      return tag('Near target', 'yellow');
    case 'missed':
      return tag(readingOf(target.measure).polarity === 'lower' ? 'Above target' : 'Below target', 'red');
    case 'none':
      return NOTHING;
  }
}

/** `, 4.8 below`: how far from its target a figure is; `, for March` where it has not come that far. */
export function distanceInWords({ standing: { distance, status }, target }: AgainstTarget): string {
  if (distance === null) return '';
  if (status === 'none' && target.compare === 'march') return '';
  if (distance === 0) return ', just there';
  return `, ${oneDecimal(Math.abs(distance))} ${distance < 0 ? 'below' : 'above'}`;
}
