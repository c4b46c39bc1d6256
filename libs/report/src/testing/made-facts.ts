import { parseDay, parseMonth } from '@careledger/calendar';
import { figureOf } from '@careledger/figures';
import { AREAS, measureNamed, type Grain, type Measure } from '@careledger/measures';
import { ANNUAL_TREND, BUNDLED_TARGETS, COMPARATORS } from '@careledger/reference';
import { CellBook, type Cell, type CellName } from '../cells';
import type { Facts } from '../facts';
import { textOf, type Sentence } from '../said';

export const DECEMBER = parseMonth('2020-12');
export const POPULATION = 22_455;

/** A measure of the catalogue. */
export function known(id: string): Measure {
  const measure = measureNamed(id);
  if (measure === undefined) throw new Error(`no measure ${id}`);
  return measure;
}

/** The cell of a whole figure: `assessments-45wd ytd 2020-12 455/534`, `cla month 2020-12 284`, `… c` where it is suppressed. */
export function cell(line: string): readonly [CellName, Cell] {
  const [measure = '', grain = '', period = '', sums = ''] = line.trim().split(/\s+/);
  const name: CellName = { measure, grain: grain as Grain, period, breakdown: '', key: '' };
  if (sums === 'c') return [name, { shown: 'suppressed' }];
  const [numerator = 0, denominator = 0] = sums.split('/').map(Number);
  const { shape, rate } = known(measure);
  const figure = figureOf(shape, { numerator, denominator });
  return [name, { shown: 'figure', ...figure, rate: rate === true ? (10_000 * numerator) / POPULATION : null }];
}

/** Darlington at the end of December 2020, with these cells. */
export function factsWith(cells: readonly (readonly [CellName, Cell])[], more: Partial<Facts> = {}): Facts {
  return {
    authority: '841',
    authorityName: 'Darlington',
    notice: null,
    quarter: DECEMBER,
    today: parseDay('2020-12-31'),
    readership: 'internal',
    source: { kind: 'live', at: '2021-01-15T10:00:00Z', position: '0:10' },
    areas: AREAS,
    cells: new CellBook(cells),
    completeFrom: parseMonth('2020-04'),
    targets: BUNDLED_TARGETS,
    comparators: COMPARATORS.comparators,
    publishedYears: ANNUAL_TREND,
    commentary: [],
    ...more,
  };
}

/** The same, from lines as `cell` reads them. */
export function facts(lines: string, more: Partial<Facts> = {}): Facts {
  const given = lines.split('\n').filter((line) => line.trim() !== '');
  return factsWith(given.map(cell), more);
}

export const read = (sentences: readonly Sentence[]): string => sentences.map(textOf).join(' ');
