import { oneDecimal, wholeNumber, type Figure } from '@careledger/figures';
import type { Measure } from '@careledger/measures';
import type { RatedFigure } from './cells';
import type { Part } from './layout';

/** What numbers are shown in: how many decimals, and what stands after them. */
export interface NumberForm {
  readonly decimals: 0 | 1;
  readonly unit: '%' | '' | 'per 10,000';
}

/** How a part of a measure's figure is shown. */
export function formOf({ shape }: Pick<Measure, 'shape'>, part: Part): NumberForm {
  if (part === 'rate') return { decimals: 1, unit: 'per 10,000' };
  if (part === 'numerator' || shape === 'count') return { decimals: 0, unit: '' };
  return { decimals: 1, unit: shape === 'percent' ? '%' : '' };
}

/** The part of a figure; null where there is none. */
export function partOf(figure: RatedFigure, part: Part | 'denominator'): number | null {
  switch (part) {
    case 'value':
      return figure.value;
    case 'numerator':
      return figure.numerator;
    case 'denominator':
      return figure.denominator;
    case 'rate':
      return figure.rate;
  }
}

/** A number as tables show it: `85.2`, `1,025`. */
export function bareNumber(value: number, { decimals }: Pick<NumberForm, 'decimals'>): string {
  return decimals === 0 ? wholeNumber(value) : oneDecimal(value);
}

/** The same with its unit, as sentences have it: `85.2%`, `1,025`, `39.2 per 10,000 children`. */
export function numberInWords(value: number, form: NumberForm): string {
  const number = bareNumber(value, form);
  switch (form.unit) {
    case '%':
      return `${number}%`;
    case 'per 10,000':
      return `${number} per 10,000 children`;
    case '':
      return number;
  }
}

const GIVEN = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 });

/** A number that was given, not worked out, with as many decimals as it was given with: `90%`, `14.5`. */
export function givenInWords(value: number, { unit }: Pick<NumberForm, 'unit'>): string {
  const number = GIVEN.format(value);
  return unit === '%' ? `${number}%` : unit === '' ? number : `${number} per 10,000 children`;
}

/** How many decimals a number was given with. */
export function decimalsOf(value: number): number {
  return (/\.(\d+)$/.exec(String(value))?.[1] ?? '').length;
}

/**
 * How one number lies to another at so many decimals: both are rounded as they are shown, so that a difference that nobody sees is
 * none.
 */
export function orderOf(value: number, other: number, decimals: 0 | 1): -1 | 0 | 1 {
  const [a, b] = [shownAt(value, decimals), shownAt(other, decimals)];
  return a === b ? 0 : a > b ? 1 : -1;
}

function shownAt(value: number, decimals: number): number {
  return Number((decimals === 0 ? wholeNumber(value) : oneDecimal(value)).replace(/,/g, ''));
}

/** Whether nothing is divided by nothing. */
export const isOfNone = ({ denominator }: Figure): boolean => denominator === 0;
