import type { Grain } from '@careledger/measures';
import { readingOf, type Polarity, type Target } from '@careledger/reference';

export const GRAIN_WORDS: Readonly<Record<Grain, string>> = {
  month: 'month',
  quarter: 'quarter',
  year: 'financial year',
  ytd: 'year to date',
  'rolling-12m': 'twelve months',
};

export const POLARITY_WORDS: Readonly<Record<Polarity, string>> = {
  higher: 'Higher is better',
  lower: 'Lower is better',
  neither: 'Neither way is better in itself',
};

/** What a target is counted in. */
export function unitOf({ figure, measure }: Target): string {
  return figure === 'rate' ? 'rate per 10,000' : readingOf(measure).unit;
}

/** A figure with its unit, for people: `90%`, `95 per 10,000`, `14.5 (score)`. */
export function withUnit(value: number, unit: string): string {
  switch (unit) {
    case 'percent':
      return `${value}%`;
    case 'rate per 10,000':
      return `${value} per 10,000`;
    case 'count':
      return value.toLocaleString('en-GB');
    default:
      return `${value} (${unit})`;
  }
}

/** A target for people: `at least 90%`, `at most 5%`, `95 per 10,000`; with when it is compared, where that matters. */
export function targetInWords(target: Target): string {
  const value = withUnit(target.target, unitOf(target));
  const bound = { higher: 'at least ', lower: 'at most ', neither: '' }[readingOf(target.measure).polarity];
  return `${bound}${value}${target.compare === 'march' ? ', at the end of March' : ''}`;
}
