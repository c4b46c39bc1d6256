import { LOOKS, type Look } from './looks';
import { element, escaped, rounded } from './markup';

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 5;

/**
 * A small line without axes, for a row of a table: gaps where there is no value, a dot at the last.
 * @param options.title what it says in words; without it the line is hidden from readers of the page's text, as the figures
 *   beside it say the same
 * @returns SVG; without any value an empty text
 */
export function sparkline(values: readonly (number | null)[], options: { readonly title?: string } = {}): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => EDGE + ((WIDTH - 2 * EDGE) * index) / Math.max(1, values.length - 1);
  const y = (value: number) =>
    greatest === least ? HEIGHT / 2 : HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * (value - least)) / (greatest - least);
  let path = '';
  values.forEach((value, index) => {
    if (value === null) return;
    const isFirst = (values[index - 1] ?? null) === null;
    path += `${isFirst ? 'M' : 'L'}${rounded(x(index))} ${rounded(y(value))}`;
    // A value between two gaps is a point: a line of no length with round ends.
    if (isFirst && (values[index + 1] ?? null) === null) path += 'h0';
  });
  const last = values.findLastIndex((value) => value !== null);
  const { colour } = LOOKS[0] as Look;
  const { title } = options;
  return element(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      ...(title === undefined ? { 'aria-hidden': 'true', focusable: 'false' } : { role: 'img' }),
    },
    title === undefined ? '' : element('title', {}, escaped(title)),
    element('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': '2', 'stroke-linecap': 'round' }),
    element('circle', { cx: x(last), cy: y(values[last] as number), r: '3.5', fill: colour }),
  );
}
