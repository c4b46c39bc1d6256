import { parseMonth, type Month } from '@careledger/calendar';
import type { Polarity } from './polarity';
import type { Target } from './targets';

/** How a figure stands against its target. */
export interface Standing {
  /** `none`: nothing is said, because neither way is better or the figure has not come as far as the target is set for. */
  readonly status: 'met' | 'near' | 'missed' | 'none';
  /** The figure less the target, in the figure's unit; null where there is no figure. */
  readonly distance: number | null;
  /** Why nothing is said, as a person reads it; null where something is. */
  readonly why: string | null;
}

/** How far from its target a figure may be and still be called near, in hundredths of the target. */
export const TOLERANCE_PERCENT = 10;

const MARCH = parseMonth('2000-03') % 12;

/**
 * Holds a figure against its target. Compared is what is shown: both to one place.
 * @param value the figure, or its rate where the target is set for the rate; null where there is none
 * @param month the last month of the figure's period
 * @param tolerance how many hundredths of the target a figure may lack and be `near`
 */
export function standingOf(
  { target, compare }: Pick<Target, 'target' | 'compare'>,
  polarity: Polarity,
  { value, month }: { readonly value: number | null; readonly month: Month },
  tolerance: number = TOLERANCE_PERCENT,
): Standing {
  if (value === null) return { status: 'none', distance: null, why: 'There is no figure to compare.' };
  const distance = (tenths(value) - tenths(target)) / 10;
  if (polarity === 'neither') return { status: 'none', distance, why: 'Neither way is better in itself.' };
  if (compare === 'march' && month % 12 !== MARCH) {
    return { status: 'none', distance, why: 'The target is for the whole year: compare it at the end of March.' };
  }
  const lacking = polarity === 'higher' ? -distance : distance;
  if (lacking <= 0) return { status: 'met', distance, why: null };
  return { status: lacking * 100 <= Math.abs(target) * tolerance ? 'near' : 'missed', distance, why: null };
}

const ONE_PLACE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, useGrouping: false });

/** A value to one place, rounded as it is when it is shown: ten times the value, rounded, is another number for some halves. */
export function asShown(value: number): number {
  return Number(ONE_PLACE.format(value));
}

const tenths = (value: number): number => Math.round(asShown(value) * 10);
