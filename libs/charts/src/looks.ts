import { element, rounded } from './markup';

/** Text and axes; all colours here have a contrast of 3 to 1 or more with white, those of text 4.5 to 1. */
export const INK = '#0b0c0c';
export const PAPER = '#ffffff';
/** Light enough for a line to be seen across a bar, with 3 to 1 against white. */
export const BAR = '#5694ca';

type Mark = 'disc' | 'square' | 'triangle' | 'diamond' | 'none';

/** How a line is drawn: it is known by dashes and marker, and in grey too. */
export interface Look {
  readonly colour: string;
  readonly width: string;
  readonly dashes: string | undefined;
  readonly mark: Mark;
}

/** Of the series in their order: the first stands out. */
export const LOOKS: readonly Look[] = [
  { colour: '#1d70b8', width: '3', dashes: undefined, mark: 'disc' },
  { colour: '#505a5f', width: '2', dashes: '6 3', mark: 'square' },
  { colour: '#942514', width: '2', dashes: '2 2', mark: 'triangle' },
  { colour: '#4c2c92', width: '2', dashes: '10 3 2 3', mark: 'diamond' },
];

export const REFERENCE_LOOKS: Readonly<Record<'target' | 'comparator', readonly Look[]>> = {
  target: [
    { colour: INK, width: '2', dashes: '12 4', mark: 'none' },
    { colour: INK, width: '2', dashes: '12 4 3 4', mark: 'none' },
  ],
  comparator: [
    { colour: '#505a5f', width: '1.5', dashes: '2 3', mark: 'none' },
    { colour: '#505a5f', width: '1.5', dashes: '6 3 2 3', mark: 'none' },
    { colour: '#505a5f', width: '1.5', dashes: '8 4', mark: 'none' },
  ],
};

/** The marker of a point: filled for the first series, hollow for the others. */
export function marker({ mark, colour }: Look, x: number, y: number): string {
  const hollow = { fill: PAPER, stroke: colour, 'stroke-width': '2' };
  switch (mark) {
    case 'disc':
      return element('circle', { cx: x, cy: y, r: '4', fill: colour });
    case 'square':
      return element('rect', { x: x - 3.5, y: y - 3.5, width: '7', height: '7', ...hollow });
    case 'triangle':
      return element('path', { d: polygon(x, y, [0, -5], [4.5, 3.5], [-4.5, 3.5]), ...hollow });
    case 'diamond':
      return element('path', { d: polygon(x, y, [0, -5], [5, 0], [0, 5], [-5, 0]), ...hollow });
    case 'none':
      return '';
  }
}

function polygon(x: number, y: number, ...corners: readonly (readonly [number, number])[]): string {
  return `M${corners.map(([dx, dy]) => `${rounded(x + dx)} ${rounded(y + dy)}`).join('L')}Z`;
}
