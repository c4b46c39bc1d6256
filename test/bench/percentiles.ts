/** What is said of a number of measurements, in their unit. */
export interface Spread {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** By nearest rank: each percentile is a value that was measured. @throws RangeError where nothing was measured */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
  return { samples: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
