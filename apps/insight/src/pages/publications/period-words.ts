import { lastDayOf, parseMonth } from '@careledger/calendar';
import { periodEnding, periodInWords } from '@careledger/figures';
import type { FigureName } from '../../publications/content';

/** A period of figures, each once. */
export interface PublishedPeriod extends Pick<FigureName, 'grain' | 'period'> {
  /** `quarter-2020-12`: how it is asked for. */
  readonly name: string;
  readonly words: string;
}

/** The periods of these figures in their order. */
export function periodsOf(figures: readonly FigureName[]): PublishedPeriod[] {
  const found = new Map<string, PublishedPeriod>();
  for (const { grain, period } of figures) {
    const name = `${grain}-${period}`;
    if (found.has(name)) continue;
    const month = parseMonth(period);
    const named = periodEnding(month, grain, lastDayOf(month));
    found.set(name, { grain, period, name, words: named === undefined ? name : periodInWords(named) });
  }
  return [...found.values()];
}

export const periodsInWords = (figures: readonly FigureName[]): string[] =>
  periodsOf(figures).map(({ words }) => words);
