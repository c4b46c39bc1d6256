import { dayInWords, financialYearInWords, monthInWords, quarterInWords } from '@careledger/calendar';
import type { Measure } from '@careledger/measures';
import type { Figure } from './figure';
import type { NamedPeriod } from './periods';

/** What stands where a figure has no value: nothing is divided by nothing. */
export const NO_VALUE = '–';

// Made once: a formatter takes far longer to make than to use.
const ONE_DECIMAL = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** A number to one place: `85.2`, `1,234.0`. */
export function oneDecimal(value: number): string {
  return ONE_DECIMAL.format(value);
}

/** A whole number: `1,234`. */
export function wholeNumber(value: number): string {
  return WHOLE.format(value);
}

/** A value of a measure as people read it: `85.2%`, `280`, `14.3`; a dash where there is none. */
export function valueInWords({ shape }: Pick<Measure, 'shape'>, value: number | null): string {
  if (value === null) return NO_VALUE;
  if (shape === 'count') return wholeNumber(value);
  return shape === 'percent' ? `${oneDecimal(value)}%` : oneDecimal(value);
}

/** What a figure is made of: `455 of 534`, of a mean `1,203 over 88`; empty for a count. */
export function partsInWords({ shape }: Pick<Measure, 'shape'>, { numerator, denominator }: Figure): string {
  if (denominator === null) return '';
  return `${wholeNumber(numerator)} ${shape === 'mean' ? 'over' : 'of'} ${wholeNumber(denominator)}`;
}

/** `124.7 per 10,000 children`; a dash where the population is not known. */
export function rateInWords(rate: number | null): string {
  return rate === null ? NO_VALUE : `${oneDecimal(rate)} per 10,000 children`;
}

/** A period by its name: `December 2020`, `Quarter 3 2020/21 (…)`, `2020/21`, `April to December 2020`. */
export function periodInWords({ grain, month, from, to, last }: NamedPeriod): string {
  const whole = wholePeriod();
  return to < last ? `${whole}, to ${dayInWords(to)}` : whole;

  function wholePeriod(): string {
    switch (grain) {
      case 'month':
        return monthInWords(month);
      case 'quarter':
        return quarterInWords(month);
      case 'year':
        return `Year ${financialYearInWords(month)}`;
      case 'ytd':
        return `Year to date, April to ${monthInWords(month)}`;
      case 'rolling-12m':
        return `Twelve months, ${dayInWords(from)} to ${dayInWords(last)}`;
    }
  }
}
