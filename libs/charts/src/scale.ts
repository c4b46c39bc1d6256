/** The axis of values of a chart: where it begins and ends, and where it is marked. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

const MOST_STEPS = 6;

/**
 * The axis for these values, with round marks. Its steps divide a hundred, so that no percentage makes it go beyond that.
 * @param values all that is drawn; none where there is nothing to draw
 * @param fromZero bars need it; lines that stay far from nought are drawn on a part of the axis, and the chart says so
 */
export function scaleOf(values: readonly number[], fromZero = false): Scale {
  const [least, greatest] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const isFar = !fromZero && least > 0 && least > greatest / 2;
  // A little room beneath the lowest point; a lone level line has some too.
  const low = isFar ? least - Math.max((greatest - least) * 0.15, greatest * 0.02) : Math.min(0, least);
  const step = stepFor(Math.max(greatest - low, 1e-3));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(greatest / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
  return { from: tidy(first * step), to: tidy(last * step), ticks };
}

function stepFor(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span));
  const steps = [0.1, 0.2, 0.5, 1, 2].map((one) => one * power);
  return steps.find((step) => span / step <= MOST_STEPS) ?? 5 * power;
}

/** Without the crumbs of binary fractions, and without a minus before nought. */
function tidy(value: number): number {
  return Number(value.toPrecision(10)) + 0;
}
