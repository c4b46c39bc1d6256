/** How a report prints a figure: exact, rounded half up, as often as a hand would do it with the fraction before it. */
import type { Ratio } from '../oracle';
import type { Cell } from './cells';

const TIMES: Readonly<Record<'percent' | 'rate' | 'mean', bigint>> = { percent: 100n, rate: 10_000n, mean: 1n };

/**
 * A figure in the form of the cell: a percentage, a rate or a mean with as many decimals as are printed, a count as it is.
 * `–` where there is nothing to print.
 */
export function printed(cell: Cell, figure: Ratio | null, population: number): string {
  if (figure === null) return '–';
  const { numerator, denominator } = figure;
  const { what, published } = cell;
  if (what === 'count' || what === 'numerator') return String(numerator);
  if (what === 'denominator') return denominator === null ? '–' : String(denominator);
  const of = what === 'rate' ? population : denominator;
  const decimals = (published.split('.')[1] ?? '').length;
  return of === null || of === 0 ? '–' : roundedHalfUp(BigInt(numerator) * TIMES[what], BigInt(of), decimals);
}

/** numerator / denominator with so many decimals, a half going up; neither is negative. */
export function roundedHalfUp(numerator: bigint, denominator: bigint, decimals: number): string {
  const scaled = numerator * 10n ** BigInt(decimals);
  const whole = ((2n * scaled + denominator) / (2n * denominator)).toString().padStart(decimals + 1, '0');
  return decimals === 0 ? whole : `${whole.slice(0, -decimals)}.${whole.slice(-decimals)}`;
}
