import { element, escaped, rounded } from './markup';
import { scaleOf, type Scale } from './scale';
import { BAR, INK, LOOKS, marker, REFERENCE_LOOKS, type Look } from './looks';

/** One row of values, one for each point; null is a gap: there is no figure, or none that may be shown. */
export interface ChartSeries {
  /** What stands at its end: short. */
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** A level line across the chart, such as a target or what others have published. */
export interface ReferenceLine {
  readonly label: string;
  readonly value: number;
  readonly kind: 'target' | 'comparator';
}

/** What a chart shows. All texts are plain; they are escaped here. */
export interface Chart {
  /** Of the element, unique on its page: title and description are named after it. */
  readonly id: string;
  readonly title: string;
  /** What a reader hears in place of the picture: what is drawn, from where to where. The table beside says the rest. */
  readonly description: string;
  /** What values are counted in, as the axis says it: `%`, `children`, `per 10,000`. */
  readonly unit: string;
  /** Decimals of the values that are written at bars; none for counts. */
  readonly decimals?: number;
  /** The points from left to right: `Apr 20`. */
  readonly points: readonly string[];
  /** The first is what the chart is about; up to three more, such as the year before. */
  readonly series: readonly ChartSeries[];
  readonly lines?: readonly ReferenceLine[];
  /** A line of text beneath, such as why a point is missing. */
  readonly note?: string | undefined;
}

const WIDTH = 680;
const PLOT_HEIGHT = 210;
const TOP = 28;
const LEFT = 46;
const LINE_HEIGHT = 16;
const FONT = 'Arial, Helvetica, sans-serif';

/**
 * A chart of lines as SVG. Nothing in it is told by colour alone: lines differ in dashes and markers, and each has its name at its end.
 * Only presentation attributes and classes are used, so that it may stand on a page whose policy forbids styles in markup.
 */
export function lineChart(chart: Chart): string {
  return drawn(chart, 'line');
}

/** The same with the first series as bars, for counts of periods: the axis begins at nought, each bar has its number. */
export function barChart(chart: Chart): string {
  return drawn(chart, 'bar');
}

interface Frame {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly right: number;
  readonly slot: number;
}

function drawn(chart: Chart, form: 'line' | 'bar'): string {
  const { id, title, description, points, series, lines = [], note } = chart;
  const labels = [...series, ...lines].map(({ label }) => label);
  const room = Math.min(230, 26 + Math.max(0, ...labels.map((label) => label.length)) * 6.4);
  const right = WIDTH - room;
  const values = [...series.flatMap((one) => one.values), ...lines.map(({ value }) => value)];
  const known = values.filter((value) => value !== null);
  const scale = scaleOf(known, form === 'bar');
  const slot = (right - LEFT) / Math.max(1, points.length);
  const frame: Frame = {
    x: (index) => LEFT + slot * (index + 0.5),
    y: (value) => TOP + PLOT_HEIGHT * (1 - (value - scale.from) / (scale.to - scale.from)),
    right,
    slot,
  };
  const notes = [
    ...(scale.from > 0 ? [`The scale begins at ${numberText(scale.from)}, not at 0.`] : []),
    ...(note === undefined ? [] : [note]),
  ];
  const height = TOP + PLOT_HEIGHT + 26 + notes.length * LINE_HEIGHT;
  const shapes = series.map((one, index) => {
    if (form === 'bar' && index === 0) return bars(one, frame, scale, chart.decimals ?? 0);
    return line(one, frame, LOOKS[index % LOOKS.length] as Look);
  });
  return element(
    'svg',
    {
      class: 'chart',
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-description`,
      viewBox: `0 0 ${WIDTH} ${height}`,
      preserveAspectRatio: 'xMinYMin meet',
      'font-family': FONT,
      'font-size': '13',
      fill: INK,
    },
    element('title', { id: `${id}-title` }, escaped(title)),
    element('desc', { id: `${id}-description` }, escaped([description, ...notes].join(' '))),
    axes(chart, scale, frame),
    ...lines.map((one, index) => level(one, frame, referenceLook(lines, index))),
    // What the chart is about lies on top; bars would hide lines.
    ...(form === 'bar' ? shapes : shapes.reverse()),
    endLabels(chart, frame, form),
    ...notes.map((text, index) =>
      element('text', { x: LEFT, y: TOP + PLOT_HEIGHT + 38 + index * LINE_HEIGHT, 'font-size': '12' }, escaped(text)),
    ),
  );
}

function axes({ unit, points }: Chart, scale: Scale, { x, y, right, slot }: Frame): string {
  const every = Math.ceil(46 / slot);
  const ticks = scale.ticks.map((tick) => {
    const grid = element('line', {
      x1: LEFT,
      x2: right,
      y1: y(tick),
      y2: y(tick),
      stroke: '#cecece',
      'stroke-width': '1',
    });
    const text = element('text', { x: LEFT - 6, y: y(tick) + 4, 'text-anchor': 'end' }, numberText(tick));
    return grid + text;
  });
  const base = y(scale.from);
  const months = points.map((point, index) => {
    // The last is always named; one that would touch it is not.
    const fromEnd = points.length - 1 - index;
    if (fromEnd % every !== 0) return '';
    return element('text', { x: x(index), y: base + 18, 'text-anchor': 'middle' }, escaped(point));
  });
  return element(
    'g',
    { class: 'chart-axes' },
    element('text', { x: 4, y: 14 }, escaped(unit)),
    ...ticks,
    element('line', { x1: LEFT, x2: right, y1: base, y2: base, stroke: INK, 'stroke-width': '1' }),
    ...months,
  );
}

function bars({ values }: ChartSeries, { x, y, slot }: Frame, scale: Scale, decimals: number): string {
  const width = slot * 0.62;
  const look = LOOKS[0] as Look;
  const drawnBars = values.map((value, index) => {
    if (value === null) return '';
    const rect = {
      x: x(index) - width / 2,
      y: y(value),
      width,
      height: y(scale.from) - y(value),
      fill: BAR,
      stroke: look.colour,
    };
    const text = element(
      'text',
      { x: x(index), y: y(value) - 4, 'text-anchor': 'middle' },
      numberText(value, decimals),
    );
    return element('rect', rect) + text;
  });
  return element('g', { class: 'chart-bars' }, ...drawnBars);
}

function line({ values }: ChartSeries, { x, y }: Frame, look: Look): string {
  let path = '';
  let isOpen = false;
  values.forEach((value, index) => {
    if (value !== null) path += `${isOpen ? 'L' : 'M'}${rounded(x(index))} ${rounded(y(value))}`;
    isOpen = value !== null;
  });
  const stroke = { stroke: look.colour, 'stroke-width': look.width, 'stroke-dasharray': look.dashes };
  const marks = values.map((value, index) => (value === null ? '' : marker(look, x(index), y(value))));
  return element(
    'g',
    { class: 'chart-line' },
    path === '' ? '' : element('path', { d: path, fill: 'none', ...stroke }),
    ...marks,
  );
}

function level({ value }: ReferenceLine, { y, right }: Frame, look: Look): string {
  const [y1, y2] = [y(value), y(value)];
  return element('line', {
    class: 'chart-level',
    x1: LEFT,
    x2: right,
    y1,
    y2,
    stroke: look.colour,
    'stroke-width': look.width,
    'stroke-dasharray': look.dashes,
  });
}

function referenceLook(lines: readonly ReferenceLine[], index: number): Look {
  const { kind } = lines[index] as ReferenceLine;
  const before = lines.slice(0, index).filter((one) => one.kind === kind).length;
  const looks = REFERENCE_LOOKS[kind];
  return looks[before % looks.length] as Look;
}

/** The name of each line at its end, moved apart where they would lie on one another, with a thin leader to its line. */
function endLabels({ series, lines = [] }: Chart, { x, y, right }: Frame, form: 'line' | 'bar'): string {
  const ends = series.flatMap(({ label, values }, index): End[] => {
    const last = values.findLastIndex((value) => value !== null);
    if (last === -1 || (form === 'bar' && index === 0)) return [];
    return [{ label, look: LOOKS[index % LOOKS.length] as Look, x: x(last) + 6, y: y(values[last] as number) }];
  });
  const levels = lines.map(({ label, value }, index): End => {
    return { label, look: referenceLook(lines, index), x: right, y: y(value) };
  });
  const sorted = [...ends, ...levels].sort((a, b) => a.y - b.y);
  const places = apart(
    sorted.map((end) => end.y),
    TOP - 8,
    TOP + PLOT_HEIGHT,
  );
  const texts = sorted.map((end, index) => {
    const at = places[index] as number;
    const leader = { x1: end.x, y1: end.y, x2: right + 12, y2: at, stroke: end.look.colour, 'stroke-width': '1' };
    const isMain = end.look === LOOKS[0];
    return (
      element('line', leader) +
      element(
        'text',
        { x: right + 15, y: at + 4, fill: end.look.colour, ...(isMain && { 'font-weight': 'bold' }) },
        escaped(end.label),
      )
    );
  });
  return element('g', { class: 'chart-labels' }, ...texts);
}

interface End {
  readonly label: string;
  readonly look: Look;
  readonly x: number;
  readonly y: number;
}

/**
 * Heights for labels so that no two touch, as near to their own as may be: those that would touch stand as a block about
 * the middle of where they belong.
 * @param heights in ascending order
 */
export function apart(heights: readonly number[], top: number, bottom: number): number[] {
  const blocks: { sum: number; count: number }[] = [];
  const startOf = ({ sum, count }: { sum: number; count: number }): number => {
    const start = sum / count - ((count - 1) * LINE_HEIGHT) / 2;
    return Math.max(top, Math.min(start, bottom - (count - 1) * LINE_HEIGHT));
  };
  for (const height of heights) {
    let block = { sum: height, count: 1 };
    for (let before = blocks.pop(); before !== undefined; before = blocks.pop()) {
      if (startOf(before) + before.count * LINE_HEIGHT <= startOf(block)) {
        blocks.push(before);
        break;
      }
      block = { sum: before.sum + block.sum, count: before.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap((block) => {
    return Array.from({ length: block.count }, (_, index) => startOf(block) + index * LINE_HEIGHT);
  });
}

/** A number as it stands in a chart. */
function numberText(value: number, decimals?: number): string {
  const digits = decimals === undefined ? {} : { minimumFractionDigits: decimals };
  return value.toLocaleString('en-GB', { maximumFractionDigits: decimals ?? 2, ...digits });
}
