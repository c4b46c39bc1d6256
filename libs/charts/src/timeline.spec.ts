import { timeline, type Timeline } from './timeline';

const TIMELINE: Timeline = {
  id: 't',
  title: 'The record in time',
  description: 'Two placements; 3 visits.',
  from: 100,
  to: 200,
  ticks: [{ at: 120, label: 'Feb 21' }],
  now: { at: 180, label: 'Today' },
  lanes: [
    {
      label: 'Placement',
      spans: [
        { from: 110, to: 150, labels: ['Fostered (U1)', 'U1'], title: 'Placement U1, 20 days' },
        { from: 150, to: undefined, labels: ['K2'], title: 'Placement K2, goes on' },
      ],
      marks: [],
    },
    {
      label: 'Visits',
      spans: [],
      marks: [
        { at: 120, look: 'done' },
        { at: 190, look: 'booked' },
        { at: 160, look: 'not-done' },
      ],
    },
    {
      label: 'Missing',
      spans: [{ from: 20, to: 40, labels: [], title: 'before' }],
      marks: [{ at: 250, look: 'done' }],
    },
  ],
};

/** The bars, as they are drawn: where each begins and ends, and how high it lies. */
const barsOf = (svg: string) =>
  [...svg.matchAll(/<title>([^<]+)<\/title><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(
    ([, title, x, y, width]) => ({ title, x1: Number(x), x2: Number(x) + Number(width), y: Number(y) }),
  );

describe('a timeline', () => {
  const svg = timeline(TIMELINE);

  it('has a name and a description, and nothing that a strict policy forbids', () => {
    expect(svg).toContain('role="img" aria-labelledby="t-title t-description"');
    expect(svg).toContain('<desc id="t-description">Two placements; 3 visits.</desc>');
    expect(svg).not.toMatch(/<style|\sstyle=|<script|\son\w+=|NaN|Infinity|undefined/);
  });

  it('places spans in proportion, in one row where they follow each other; what goes on ends at the present, with an arrow', () => {
    const [first, second] = barsOf(svg);
    expect(first).toMatchObject({ x1: 72, x2: 320 });
    expect(second).toMatchObject({ x1: 320, x2: 506, y: first?.y });
    expect(svg.match(/<path d="M506 /g)).toHaveLength(1);
  });

  it('writes in a bar the longest of its labels for which there is room', () => {
    const placed = (labels: readonly string[]) => {
      const spans = [{ from: 110, to: 150, labels, title: 'Placement' }];
      return timeline({ ...TIMELINE, lanes: [{ label: 'Placement', spans, marks: [] }] });
    };
    expect(svg).toContain('>Fostered (U1)<');
    expect(placed(['x'.repeat(60), 'Fostered', 'U1'])).toContain('>Fostered<');
    expect(placed(['x'.repeat(60)])).not.toContain('xxx');
  });

  it('puts what overlaps into rows of its own', () => {
    const spans = [110, 120, 160].map((from) => ({ from, to: from + 40, labels: [], title: `from ${from}` }));
    const rows = barsOf(timeline({ ...TIMELINE, lanes: [{ label: 'Worker', spans, marks: [] }] })).map(({ y }) => y);
    expect(rows[1]).toBeGreaterThan(rows[0] as number);
    expect(rows[2]).toBe(rows[0]);
  });

  it('leaves out what lies outside, and the lane that has nothing else; of what reaches in it shows the part', () => {
    expect(svg).not.toContain('Missing');
    const care = { from: 10, to: 400, labels: ['C2'], title: 'In care' };
    const [bar] = barsOf(timeline({ ...TIMELINE, lanes: [{ label: 'In care', spans: [care], marks: [] }] }));
    expect(bar).toMatchObject({ x1: 10, x2: 630 });
  });

  it('tells what is booked and what was not done by shape', () => {
    expect(svg).toContain('stroke="#1d70b8" stroke-width="8"');
    expect(svg).toMatch(/d="M568 [\d.]+h0" fill="none" stroke-linecap="round" stroke="#ffffff"/);
    expect(svg).toMatch(/d="M382 [\d.]+m-4 -4l8 8m0 -8l-8 8"/);
  });

  it('draws once what would lie on itself, and lets no text become markup', () => {
    const marks = [120, 120.1, 130].map((at) => ({ at, look: 'done' as const }));
    const many = timeline({ ...TIMELINE, title: '<b>', lanes: [{ label: '<i>', spans: [], marks }] });
    expect(/stroke="#1d70b8" stroke-width="8"/.exec(many)).not.toBeNull();
    expect(many.match(/M\d+(\.\d)? [\d.]+h0/g)).toHaveLength(2 + 3); // two here, and the legend
    expect(many).not.toMatch(/<b>|<i>/);
  });
});
