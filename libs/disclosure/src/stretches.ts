import type { Month } from '@careledger/calendar';
import type { Window } from './windows';

/** A window, and what was counted in it. */
export interface Counted extends Window {
  readonly count: number;
}

/**
 * Cuts the months wherever a window begins or ends, and says what could have been counted in each stretch between two cuts so
 * that every window has its count. Where the windows leave several ways, it is one of them.
 * @returns the stretches in order; undefined where no whole numbers of 0 and above do (then the counts are not of one time)
 */
export function stretchesOf(windows: readonly Counted[]): Counted[] | undefined {
  const cuts = [...new Set(windows.flatMap(({ from, to }) => [from, to + 1]))].sort((a, b) => a - b);
  // How many were counted before each cut: differences of these are bounded both ways, so shortest paths find them.
  const before = new Map(cuts.map((cut) => [cut, 0]));
  const bounds: (readonly [from: Month, to: Month, most: number])[] = windows.flatMap(({ from, to, count }) => [
    [from, to + 1, count] as const,
    [to + 1, from, -count] as const,
  ]);
  cuts.slice(1).forEach((cut, i) => bounds.push([cut, cuts[i] as Month, 0])); // nothing is counted backwards
  for (let round = 0; round <= cuts.length; round++) {
    let isSettled = true;
    for (const [from, to, most] of bounds) {
      const limit = (before.get(from) as number) + most;
      if ((before.get(to) as number) <= limit) continue;
      before.set(to, limit);
      isSettled = false;
    }
    if (!isSettled) continue;
    return cuts.slice(1).map((cut, i) => {
      const from = cuts[i] as Month;
      return { from, to: cut - 1, count: (before.get(cut) as number) - (before.get(from) as number) };
    });
  }
  return undefined;
}
