import { INK, PAPER } from './looks';
import { element, escaped, rounded } from './markup';

/** Something that lasts. Places in time are days, or any other count that runs evenly. */
export interface TimelineSpan {
  readonly from: number;
  /** Where it ended; undefined where it goes on. */
  readonly to: number | undefined;
  /** What can stand in it, from the longest: the first for which there is room is written. */
  readonly labels: readonly string[];
  /** What it is, for whoever points at it: `Placement, 3 May 2019 to 4 June 2020`. */
  readonly title: string;
}

/** Something of a day: it was done, is booked, or was not done. */
export interface TimelineMark {
  readonly at: number;
  readonly look: 'done' | 'booked' | 'not-done';
}

/** What is of one kind. Its name stands above it. */
export interface TimelineLane {
  readonly label: string;
  readonly spans: readonly TimelineSpan[];
  readonly marks: readonly TimelineMark[];
}

/** What a timeline shows. All texts are plain; they are escaped here. */
export interface Timeline {
  /** Of the element, unique on its page: title and description are named after it. */
  readonly id: string;
  readonly title: string;
  /** What a reader hears in place of the picture. */
  readonly description: string;
  /** What is before or after is not drawn; of a span that reaches beyond, the part within. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly now: { readonly at: number; readonly label: string };
  readonly lanes: readonly TimelineLane[];
}

const WIDTH = 640;
const [LEFT, RIGHT] = [10, WIDTH - 10];
const FONT = 'Arial, Helvetica, sans-serif';
const [TOP, LABEL, ROW, MARKS, GAP] = [38, 19, 20, 16, 8];
const BAR_HEIGHT = 16;
const LEAST_WIDTH = 3;
/** Of a letter, at most. */
const LETTER = 7.4;
const [FILL, EDGE, LINE] = ['#d2e2f1', '#1d70b8', '#cecece'];

/** A span in its place, in the row of its lane in which it overlaps no other. */
interface Placed {
  readonly span: TimelineSpan;
  readonly row: number;
  readonly x1: number;
  readonly x2: number;
}

/**
 * Spans and marks along time, a lane a kind, as SVG. Nothing in it is told by colour: kinds by their lanes, what is booked by hollow
 * marks, what was not done by crosses, what goes on by an arrow. Presentation attributes alone, as in the charts.
 */
export function timeline({ id, title, description, from, to, ticks, now, lanes }: Timeline): string {
  const x = (at: number): number => LEFT + ((RIGHT - LEFT) * (at - from)) / Math.max(1, to - from);
  const isShown = ({ spans, marks }: TimelineLane): boolean => spans.length > 0 || marks.length > 0;
  let y = TOP;
  const drawn = lanes
    .map((lane) => within(lane, from, to))
    .filter(isShown)
    .map((lane) => {
      const placed = inRows(lane.spans, x, now.at);
      const rows = Math.max(0, ...placed.map(({ row }) => row + 1));
      const top = y;
      const bars = top + LABEL;
      y = bars + rows * ROW + (lane.marks.length > 0 ? MARKS : 0) + GAP;
      return element(
        'g',
        {},
        element('line', { x1: LEFT, x2: RIGHT, y1: top, y2: top, stroke: LINE }),
        element('text', { x: LEFT, y: top + 14, 'font-weight': 'bold' }, escaped(lane.label)),
        ...placed.map((one) => bar(one, bars + one.row * ROW, { from, to, now: now.at })),
        marksOf(lane.marks, x, bars + rows * ROW + MARKS / 2),
      );
    });
  return element(
    'svg',
    {
      class: 'chart',
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-description`,
      viewBox: `0 0 ${WIDTH} ${rounded(y + LEGEND_HEIGHT)}`,
      preserveAspectRatio: 'xMinYMin meet',
      'font-family': FONT,
      'font-size': '13',
      fill: INK,
    },
    element('title', { id: `${id}-title` }, escaped(title)),
    element('desc', { id: `${id}-description` }, escaped(description)),
    axis(ticks, x, y),
    ...drawn,
    today(now, x, y),
    legend(y + 20),
  );
}

/** What of a lane lies in a stretch of time, at least in part. */
function within({ label, spans, marks }: TimelineLane, from: number, to: number): TimelineLane {
  return {
    label,
    spans: spans.filter((span) => span.from <= to && (span.to ?? Infinity) >= from),
    marks: marks.filter(({ at }) => from <= at && at <= to),
  };
}

/** Spans by their rows: each in the first in which the one before has ended. Of two within a point's width both are drawn in one place. */
function inRows(spans: readonly TimelineSpan[], x: (at: number) => number, now: number): Placed[] {
  const ends: number[] = [];
  return [...spans]
    .sort((a, b) => a.from - b.from)
    .map((span) => {
      const to = span.to ?? Math.max(now, span.from + 1);
      const free = ends.findIndex((end) => end <= span.from);
      const row = free === -1 ? ends.length : free;
      ends[row] = Math.max(to, span.from + 1);
      const x1 = Math.min(RIGHT - LEAST_WIDTH, Math.max(LEFT, x(span.from)));
      return { span, row, x1, x2: Math.min(RIGHT, Math.max(x1 + LEAST_WIDTH, x(to))) };
    });
}

function bar({ span, x1, x2 }: Placed, y: number, shown: { from: number; to: number; now: number }): string {
  const width = x2 - x1;
  const label = span.labels.find(({ length }) => length * LETTER + 12 <= width) ?? '';
  const middle = y + BAR_HEIGHT / 2;
  const goesOn = span.to === undefined || span.to > shown.to;
  return element(
    'g',
    {},
    element('title', {}, escaped(span.title)),
    element('rect', { x: x1, y, width, height: BAR_HEIGHT, fill: FILL, stroke: EDGE }),
    span.from < shown.from ? element('path', { d: arrow(x1, middle, -1), fill: INK }) : '',
    goesOn ? element('path', { d: arrow(x2, middle, 1), fill: INK }) : '',
    label === '' ? '' : element('text', { x: x1 + 6, y: y + 12.5 }, escaped(label)),
  );
}

/** A head of an arrow out of the end of a bar. */
function arrow(x: number, y: number, way: 1 | -1): string {
  return `M${rounded(x)} ${rounded(y - 5)}l${6 * way} 5l${-6 * way} 5z`;
}

/** Marks of each look as one line of points; what would lie on one another is drawn once. */
function marksOf(marks: readonly TimelineMark[], x: (at: number) => number, y: number): string {
  const pathOf = (look: TimelineMark['look'], point: string): string => {
    let last = -Infinity;
    const places = marks
      .filter((mark) => mark.look === look)
      .map(({ at }) => x(at))
      .sort((a, b) => a - b);
    return places.reduce((d, place) => {
      if (place - last < 2) return d;
      last = place;
      return `${d}M${rounded(place)} ${rounded(y)}${point}`;
    }, '');
  };
  return (
    dots(pathOf('done', 'h0')) + rings(pathOf('booked', 'h0')) + crosses(pathOf('not-done', 'm-4 -4l8 8m0 -8l-8 8'))
  );
}

const round = { fill: 'none', 'stroke-linecap': 'round' } as const;
const dots = (d: string): string =>
  d === '' ? '' : element('path', { d, ...round, stroke: EDGE, 'stroke-width': '8' });
const rings = (d: string): string =>
  d === ''
    ? ''
    : element('path', { d, ...round, stroke: INK, 'stroke-width': '9' }) +
      element('path', { d, ...round, stroke: PAPER, 'stroke-width': '5' });
const crosses = (d: string): string =>
  d === '' ? '' : element('path', { d, fill: 'none', stroke: INK, 'stroke-width': '2' });

function axis(ticks: Timeline['ticks'], x: (at: number) => number, bottom: number): string {
  return element(
    'g',
    {},
    ...ticks.map(({ at, label }) => {
      const place = x(at);
      const anchor = place < LEFT + 20 ? 'start' : place > RIGHT - 20 ? 'end' : 'middle';
      return (
        element('line', { x1: place, x2: place, y1: 18, y2: bottom, stroke: LINE }) +
        element('text', { x: place, y: 13, 'text-anchor': anchor }, escaped(label))
      );
    }),
  );
}

function today({ at, label }: Timeline['now'], x: (at: number) => number, bottom: number): string {
  const place = x(at);
  return (
    element('line', {
      x1: place,
      x2: place,
      y1: 20,
      y2: bottom,
      stroke: INK,
      'stroke-width': '2',
      'stroke-dasharray': '5 3',
    }) + element('text', { x: place - 5, y: 32, 'text-anchor': 'end', 'font-weight': 'bold' }, escaped(label))
  );
}

const LEGEND_HEIGHT = 30;

/** What the marks mean. */
function legend(y: number): string {
  const words = (x: number, text: string): string => element('text', { x, y: y + 4.5 }, text);
  return element(
    'g',
    {},
    dots(`M16 ${y}h0`) + words(25, 'happened'),
    rings(`M102 ${y}h0`) + words(111, 'booked'),
    crosses(`M172 ${y}m-4 -4l8 8m0 -8l-8 8`) + words(182, 'refused'),
    element('rect', { x: 246, y: y - 8, width: 22, height: BAR_HEIGHT, fill: FILL, stroke: EDGE }),
    element('path', { d: arrow(268, y, 1), fill: INK }),
    words(280, 'goes on'),
  );
}
