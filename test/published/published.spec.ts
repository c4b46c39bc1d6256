import { fixtureNamed } from '@careledger-fixtures/index';
import { darlingtonCells, durhamCells, type Cell } from './cells';
import { ComputedFigures } from './computed';
import { contradictionsOf } from './contradictions';
import { verify } from './verify';

jest.setTimeout(300_000);

describe.each([
  ['darlington', darlingtonCells(), '372 cells: 370 equal, 2 in contradiction, 0 not met'],
  ['durham', durhamCells('required'), '171 cells: 163 equal, 8 in contradiction, 0 not met'],
])('the published tables of %s', (fixture, published, count) => {
  let figures: ComputedFigures;
  beforeAll(() => {
    figures = new ComputedFigures(fixtureNamed(fixture));
  });
  const told = (cells: readonly Cell[]): [unmet: number, lines: string] => {
    const lines: string[] = [];
    const say = (line: string): void => void lines.push(line.trim());
    const unmet = verify(figures, cells, [], contradictionsOf(cells), { say, briefly: false });
    return [unmet, lines.join('\n')];
  };

  it('are reproduced, but for what is proved to be a contradiction', () => {
    const [unmet, lines] = told(published);
    expect(unmet).toBe(0);
    expect(lines).toContain(count);
  });

  it('are not met where a cell says something else', () => {
    const isOneMore = ({ measure, what }: Cell, index: number, all: readonly Cell[]): boolean =>
      measure === 'cla-missing-children' ||
      (what === 'numerator' && index === all.findIndex((cell) => cell.what === 'numerator'));
    const cells = published
      .filter(isOneMore)
      .map((cell, index) => (index === 0 ? { ...cell, published: String(Number(cell.published) + 1) } : cell));
    const [unmet, lines] = told(cells);
    expect(unmet).toBe(1);
    expect(lines).toContain('NOT MET');
  });
});
