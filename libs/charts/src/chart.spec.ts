import { apart, barChart, lineChart, type Chart } from './chart';
import { BAR, INK, LOOKS, REFERENCE_LOOKS } from './looks';
import { sparkline } from './sparkline';

const CHART: Chart = {
  id: 'a',
  title: 'Assessments within 45 working days',
  description: 'Year to date, April to December 2020.',
  unit: '%',
  points: ['Apr 20', 'May 20', 'Jun 20', 'Jul 20'],
  series: [
    { label: '2020/21', values: [71.7, null, 75.4, 77.8] },
    { label: '2019/20', values: [80, 82, 84, 86] },
  ],
  lines: [
    { label: 'Target 90%', value: 90, kind: 'target' },
    { label: 'England', value: 83.8, kind: 'comparator' },
    { label: 'North East', value: 88.8, kind: 'comparator' },
  ],
};

describe('a chart', () => {
  const svg = lineChart(CHART);

  it('has a name and a description', () => {
    expect(svg).toContain('role="img" aria-labelledby="a-title a-description"');
    expect(svg).toContain('<title id="a-title">Assessments within 45 working days</title>');
    expect(svg).toContain('<desc id="a-description">Year to date, April to December 2020.');
  });

  it('has neither styles nor scripts, so that a strict policy lets it through', () => {
    expect(svg).not.toMatch(/<style|\sstyle=|<script|\son\w+=/);
  });

  it('leaves a gap where there is no figure', () => {
    const [, main = ''] = /<path d="([^"]+)" fill="none" stroke="#1d70b8"/.exec(svg) ?? [];
    expect(main.match(/M/g)).toHaveLength(2);
    expect(main.match(/L/g)).toHaveLength(1);
    expect(svg.match(/<circle/g)).toHaveLength(3);
  });

  it('says where the scale does not begin at nought', () => {
    expect(svg).toContain('The scale begins at 65, not at 0.');
    expect(barChart(CHART)).not.toContain('The scale begins');
  });

  it('names each line at its end', () => {
    for (const label of ['2020/21', '2019/20', 'Target 90%', 'England', 'North East'])
      expect(svg).toContain(`>${label}<`);
  });

  it('does not let texts become markup', () => {
    expect(lineChart({ ...CHART, title: '<b>&"' })).toContain('>&#60;b&#62;&#38;&#34;</title>');
  });

  it('writes its number at each bar', () => {
    const bars = barChart({
      ...CHART,
      unit: 'children',
      series: [{ label: '2020/21', values: [1200, null, 3, 0] }],
      lines: [],
    });
    expect(bars.match(/<rect/g)).toHaveLength(3);
    expect(bars).toContain('>1,200<');
  });

  it('stands without any figure', () => {
    const empty = lineChart({ ...CHART, series: [{ label: 'none', values: [null, null, null, null] }], lines: [] });
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('what tells lines apart', () => {
  const all = [...LOOKS, ...REFERENCE_LOOKS.target, ...REFERENCE_LOOKS.comparator];

  it('is never colour alone: no two have the same dashes and marker', () => {
    expect(new Set(all.map(({ dashes, mark }) => `${dashes} ${mark}`)).size).toBe(all.length);
  });

  it('is seen on white: 4.5 to 1, as names are written in the same colour', () => {
    for (const colour of [INK, ...all.map((look) => look.colour)])
      expect(contrastWithWhite(colour)).toBeGreaterThan(4.5);
    expect(contrastWithWhite(BAR)).toBeGreaterThan(3);
  });
});

it('moves labels apart, within the chart', () => {
  expect(apart([50, 52, 120], 0, 200)).toEqual([43, 59, 120]);
  expect(apart([190, 195, 199], 0, 200)).toEqual([168, 184, 200]);
});

describe('a sparkline', () => {
  it('is hidden from readers of text unless it has words of its own', () => {
    expect(sparkline([1, 2, 3])).toContain('aria-hidden="true"');
    expect(sparkline([1, 2, 3], { title: 'up from 1 to 3' })).toContain('role="img"><title>up from 1 to 3</title>');
  });

  it('leaves gaps, and shows a lone value as a point', () => {
    expect(sparkline([1, null, 3])).toContain('M5 27h0M115 5h0');
    expect(sparkline([null, null])).toBe('');
  });
});

/** By the definition of WCAG 2.2. */
function contrastWithWhite(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}
