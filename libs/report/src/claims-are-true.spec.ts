// The law of sentences: every number and every comparison word of a report is true of the figures. The checker here works from the
// claims and the table of figures alone, with arithmetic of its own.
import { lastDayOf, parseMonth } from '@careledger/calendar';
import { figureOf } from '@careledger/figures';
import { MEASURES } from '@careledger/measures';
import { BUNDLED_TARGETS, COMPARATORS, READINGS, type Target } from '@careledger/reference';
import fc from 'fast-check';
import { textOfName, type Cell, type CellName } from './cells';
import { composeReport, type Report } from './report';
import { textOf, type Quantity, type Said } from './said';
import { factsWith, known, POPULATION } from './testing/made-facts';
import { wantedCells } from './wanted';
import { layoutOf } from './layout';
import { AREAS } from '@careledger/measures';

/** Words that compare, which no words between claims may have. */
const COMPARES =
  /\b(above|below|up|down|more|less|fewer|higher|lower|better|worse|rose|fell|increase\w*|decrease\w*|improve\w*|same|met|none|all|most)\b/i;

const sections = layoutOf(AREAS, () => true);
const measures = new Map(MEASURES.map((measure) => [measure.id, measure]));

/** A report of random figures: small and great, nothing of nothing, suppressed, missing. */
const reports = fc
  .record({
    quarter: fc.constantFrom('2020-06', '2020-09', '2020-12', '2021-03'),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    fromYear: fc.constantFrom('2017-04', '2019-04', '2020-04'),
  })
  .map(({ quarter, seed, fromYear }): Report => {
    const next = random(seed);
    const month = parseMonth(quarter);
    const cells = wantedCells(sections, measures, month, parseMonth(fromYear)).flatMap((name): [CellName, Cell][] => {
      const kind = next(10);
      if (kind === 0) return [];
      if (kind === 1) return [[name, { shown: 'suppressed' }]];
      const denominator = kind === 2 ? 0 : next([3, 12, 400, 30_000][next(4)] ?? 9) + 1;
      const numerator = denominator === 0 ? 0 : ([0, denominator, next(denominator + 1)][next(3)] ?? 0);
      const { shape, rate } = known(name.measure);
      const figure = figureOf(shape, { numerator, denominator });
      return [[name, { shown: 'figure', ...figure, rate: rate === true ? (10_000 * numerator) / POPULATION : null }]];
    });
    // Targets and comparators that often come out the same as the figure.
    const targets = BUNDLED_TARGETS.map((one) => ({ ...one, target: next(3) === 0 ? 50 : one.target }));
    const comparators = COMPARATORS.comparators.map((one) => ({ ...one, value: next(3) === 0 ? 50 : one.value }));
    return composeReport(factsWith(cells, { quarter: month, today: lastDayOf(month), targets, comparators }));
  });

it('every number and every comparison word is true of the figures, and nothing is claimed beside them', () => {
  fc.assert(
    fc.property(reports, (report) => {
      const exact = new Map(report.facts.cells.all.map(([name, cell]) => [textOfName(name), cell]));
      for (const sentence of sentencesOf(report)) {
        for (const piece of sentence.pieces) {
          if (typeof piece === 'string') mustClaimNothing(piece);
          else mustBeTrue(report, exact, piece);
        }
        mustAgree(textOf(sentence));
      }
    }),
    { numRuns: Number(process.env['REPORT_RUNS'] ?? 12) },
  );
});

/** No digit, no comparison word. */
function mustClaimNothing(text: string): void {
  const said = text.replace(
    /nothing is said of how the figure stands to it|neither way is better in itself|It was met in/g,
    '',
  );
  if (/\d/.test(said) || COMPARES.test(said)) throw new Error(`"${text}" claims something`);
}

/** A percentage is that of the two numbers beside it. */
function mustAgree(text: string): void {
  for (const [all, percent, ...parts] of text.matchAll(/([\d.]+)% \(([\d,]+) of (?:only )?([\d,]+)\)/g)) {
    const [numerator = 0, denominator = 1] = parts.map((part) => Number(part?.replace(/,/g, '')));
    if (Math.abs(Number(percent) - (100 * numerator) / denominator) > 0.05 + 1e-9) throw new Error(all);
  }
}

function must(holds: boolean, said: object): void {
  if (!holds) throw new Error(`it is not so: ${JSON.stringify(said)}`);
}

type Exact = ReadonlyMap<string, Cell>;

function mustBeTrue(report: Report, exact: Exact, said: Said): void {
  for (const name of cellsIn(said)) {
    // Of a suppressed number nothing is said but that it is.
    must((exact.get(textOfName(name))?.shown === 'suppressed') === (said.says === 'suppressed'), said);
  }
  switch (said.says) {
    case 'number': {
      const value = valueOf(exact, said.of);
      const [, digits = ''] = /^([\d,.]+)(?:%| per 10,000 children)?$/.exec(said.text) ?? [];
      const decimals = (digits.split('.')[1] ?? '').length;
      must(Math.abs(Number(digits.replace(/,/g, '')) - value) <= 0.5 / 10 ** decimals + 1e-9, said);
      return;
    }
    case 'order':
      for (const other of said.to) {
        const [a, b] = [valueOf(exact, said.of), valueOf(exact, other)].map((value) => rounded(value, said.decimals));
        const found =
          (a ?? 0) > (b ?? 0)
            ? ['above', 'up from', '']
            : (a ?? 0) < (b ?? 0)
              ? ['below', 'down from', '']
              : ['the same as', 'at', ''];
        must(found.includes(said.text), said);
      }
      return;
    case 'standing':
      must(said.text === (meets(report, exact, said.of, said.target) ? 'met' : 'not met'), said);
      return;
    case 'times met': {
      const met = said.of.filter((one) => meets(report, exact, one, said.target)).length;
      must(said.of.length === 3, said);
      must(said.text === ['none', 'one', 'two', 'all'][met], said);
      return;
    }
    case 'none':
      must(valueOf(exact, { cell: said.of, part: said.part }) === 0, said);
      return;
    case 'polarity':
      must(said.text === `${READINGS.get(said.measure)?.polarity} is better` && !said.text.includes('neither'), said);
      return;
    case 'suppressed':
      return;
    case 'name':
      return;
  }
}

function meets(report: Report, exact: Exact, of: Quantity, target: Target): boolean {
  const polarity = READINGS.get(target.measure)?.polarity;
  // Nobody may be told how a figure stands that has not come as far as its target, or that is better neither way.
  must(polarity !== 'neither', target);
  if (target.compare === 'march') must(report.quarterTitle.includes('March'), target);
  const [a, b] = [rounded(valueOf(exact, of), 1), rounded(target.target, 1)];
  return polarity === 'higher' ? a >= b : a <= b;
}

function valueOf(exact: Exact, quantity: Quantity): number {
  if ('target' in quantity) return quantity.target.target;
  if ('comparator' in quantity) return quantity.comparator.value ?? NaN;
  if ('published' in quantity) return quantity.published.value;
  const cell = exact.get(textOfName(quantity.cell));
  if (cell === undefined || cell.shown === 'suppressed') return NaN;
  const { numerator, denominator } = cell;
  const { shape } = known(quantity.cell.measure);
  switch (quantity.part) {
    case 'numerator':
      return numerator;
    case 'denominator':
      return denominator ?? NaN;
    case 'rate':
      return (numerator * 10_000) / POPULATION;
    case 'value':
      return shape === 'count' ? numerator : ((shape === 'percent' ? 100 : 1) * numerator) / (denominator ?? NaN);
  }
}

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));

function sentencesOf(report: Report) {
  return report.sections.flatMap(({ pages }) =>
    pages.flatMap(({ analysis }) => analysis.flatMap((one) => one.sentences)),
  );
}

function cellsIn(said: Said): CellName[] {
  const quantities =
    'of' in said ? (Array.isArray(said.of) ? (said.of as Quantity[]) : [said.of as Quantity | CellName]) : [];
  const others = said.says === 'order' ? said.to : [];
  return [...quantities, ...others].flatMap((one) =>
    'cell' in one ? [one.cell] : 'grain' in one && 'key' in one ? [one] : [],
  );
}

/** A few numbers from a seed, from 0 up to below the one asked for. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647;
    return state % below;
  };
}
